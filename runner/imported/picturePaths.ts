/** Finds the path of each picture of a data folder, in the order of the faces. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedData } from '../../experiment/types';
import { UserError } from '../../schemas/userError';
import { listFiles } from '../data/import/folderEntries';
import { planFolder } from '../data/import/layout/importLayout';
import { classMapOf, placedPictures } from '../data/import/place';

/**
 * @param faces how many faces were imported from the folder
 * @returns undefined for data that is no folder
 * @throws UserError when files beside the pictures make it unclear which is which
 */
export async function picturePaths(
  { source, classes, layout, holdOut }: Pick<ResolvedData, 'source' | 'classes' | 'layout' | 'holdOut'>,
  baseDirectory: string,
  faces: number,
): Promise<readonly string[] | undefined> {
  if (source === 'synthetic') return undefined;
  const folder = path.resolve(baseDirectory, source);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const files = await listFiles(folder);
  if (layout) {
    const planned = await planFolder(folder, files, {
      layout,
      classes: classMapOf(classes),
      ...(holdOut && { holdOut }),
    });
    return planned.faces.map((face) => face.path);
  }
  const paths = placedPictures(
    files.map((file) => file.path),
    source,
    classes,
  );
  if (paths.length === faces) return paths;
  // A table in a folder, or pictures without a picture's name.
  throw new UserError(
    `${source} has ${paths.length} files with a picture’s name in class folders, and ${faces} faces: which file is which face is unclear.`,
    'Add a column face (the number in the data), row (within the part) or hash instead.',
  );
}
