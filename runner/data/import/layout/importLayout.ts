/** Imports the faces of a folder whose files say what they show. */
import { basename, join } from 'node:path';
import { readRegularFile } from '../../../../storage/files/regularFile';
import { printable } from '../../../../words/printable';
import type { Progress } from '../../../progress';
import { decodeGrey } from '../decodeImage';
import { FaceCollector, type PackedFaces } from '../faceCollector';
import type { ListedFile } from '../folderEntries';
import { mostPictureBytes } from '../limits';
import { PictureChanges } from '../notes';
import { type Layout, planFaces, type PlannedFaces } from './planFaces';

export interface LayoutOptions {
  readonly onProgress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** As `planFaces`, for the files of a folder. */
export function planFolder(folder: string, files: readonly ListedFile[], layout: Layout): Promise<PlannedFaces> {
  const paths = files.filter(({ irregular }) => irregular === undefined).map(({ path }) => path);
  return planFaces(folder, paths, layout, (path, most) =>
    readRegularFile(join(folder, path), 'the file of classes', most),
  );
}

/**
 * @param folder absolute
 * @throws UserError naming file and line when the files do not say what they show, or a picture cannot be read
 */
export async function importLayout(
  folder: string,
  files: readonly ListedFile[],
  layout: Layout,
  { onProgress, signal }: LayoutOptions,
): Promise<PackedFaces> {
  const { faces, persons, notes } = await planFolder(folder, files, layout);
  const collector = new FaceCollector();
  const changes = new PictureChanges(collector.size);
  const detail = `Importing ${printable(basename(folder))}`;
  for (const [done, { path, emotion, usage, box }] of faces.entries()) {
    signal?.throwIfAborted();
    const name = `${folder}: ${printable(path)}`;
    const bytes = await readRegularFile(join(folder, path), 'the picture', mostPictureBytes);
    changes.add(decodeGrey(bytes, name, collector.size, collector.next(), box));
    collector.commit(emotion, usage);
    if (done % 256 === 0) onProgress({ detail, done, total: faces.length });
  }
  return collector.pack('folders', [...changes.notes, ...notes], undefined, persons);
}
