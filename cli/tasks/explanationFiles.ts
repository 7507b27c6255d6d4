/** Writes the pictures of explanations to files. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { explanationsFigure, explanationsSubject } from '../../figures/explanations';
import { drawPdf } from '../../pdf/drawPdf';
import { writeFileAtomic } from '../../storage/files/atomic';
import { fileError } from '../../storage/files/fileError';
import { defaultOverlay, type Explanations } from '../../schemas/explanations';

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
