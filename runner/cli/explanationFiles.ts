/** Pictures of explanations as files. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { explanationFigure } from '../../results/export/explanationFigure';
import { writeFileAtomic } from '../../rundir/atomic';
import { fileError } from '../../rundir/fileError';
import type { Explanations } from '../../schemas/explanations';

/**
 * `face-<id>.png`, `face-<id>-<method>.png` for each face, and `explanations.svg` with all of them.
 * @returns names of the files
 * @throws UserError when they cannot be written
 */
export async function writePictures(folder: string, explanations: Explanations): Promise<string[]> {
  const pictures = explanations.faces.flatMap(({ example, image, attributions }) => [
    { name: `face-${example}.png`, data: Buffer.from(image, 'base64') },
    ...attributions.map(({ method, picture }) => ({
      name: `face-${example}-${method}.png`,
      data: Buffer.from(picture, 'base64'),
    })),
  ]);
  const files = [...pictures, { name: 'explanations.svg', data: explanationFigure(explanations) }];
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileError(error, `write ${folder}`);
  }
  for (const { name, data } of files) await writeFileAtomic(path.join(folder, name), data);
  return files.map(({ name }) => name);
}
