/** Writes the pictures of explanations to files. */
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { explanationsFigure, explanationsSubject } from '../../figures/explanations';
import { drawPdf } from '../../pdf/drawPdf';
import { writeFileAtomic } from '../../storage/files/atomic';
import { errorCode, fileError } from '../../storage/files/fileError';
import { defaultOverlay, type Explanations } from '../../schemas/explanations';
import { UserError } from '../../schemas/userError';
import { counted } from '../../words/numbers';
import { printable } from '../../words/printable';

const ours = /^(face|picture)-.+\.png$|^explanations\.(svg|pdf)$/;

/**
 * Beside new pictures, those of an earlier explanation would pass for some of them.
 * @throws UserError (exit code 2) if the folder has some, or cannot be read; one that is missing is made later
 */
export async function checkNoPictures(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileError(error, `read ${folder}`, 2);
  });
  const earlier = names.filter((name) => ours.test(name)).sort();
  if (earlier.length === 0) return;
  const more = earlier.length === 1 ? '' : ` and ${counted(earlier.length - 1, 'other')}`;
  throw new UserError(
    `${folder} has pictures of an earlier explanation: ${printable(earlier[0]!)}${more}.`,
    'Name another folder with --output, or delete them.',
  );
}

/**
 * `face-<id>.png`, `face-<id>-<method>.png` for each face (`picture-<place>` for a picture of the user), and all of them in `explanations.svg` and
 * `explanations.pdf`.
 * @returns names of the files
 * @throws UserError when they cannot be written
 */
export async function writePictures(folder: string, explanations: Explanations): Promise<string[]> {
  const pictures = explanations.faces.flatMap(({ example, picture: own, image, attributions: maps }) => {
    const name = `${own === undefined ? 'face' : 'picture'}-${example}`;
    return [
      { name: `${name}.png`, data: Buffer.from(image, 'base64') },
      ...maps.map(({ method, picture }) => ({ name: `${name}-${method}.png`, data: Buffer.from(picture, 'base64') })),
    ];
  });
  const { experiment, variant } = explanations;
  const subject = explanationsSubject(explanations, `${experiment} / ${variant}`);
  const { svg } = explanationsFigure(explanations, defaultOverlay, subject);
  const { bytes } = await drawPdf(svg);
  const files = [...pictures, { name: 'explanations.svg', data: svg }, { name: 'explanations.pdf', data: bytes }];
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileError(error, `write ${folder}`);
  }
  for (const { name, data } of files) await writeFileAtomic(path.join(folder, name), data);
  return files.map(({ name }) => name);
}
