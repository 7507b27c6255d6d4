/** The votes of FER+'s people for the faces of a source: from a file, or from the lists of its layout. */
import { resolve } from 'node:path';
import { hasVotes } from '../../experiment/layout';
import type { ResolvedData } from '../../experiment/types';
import { listFiles } from './import/folderEntries';
import { planFolder } from './import/layout/importLayout';
import { classMapOf } from './import/place';
import { readVotes, type Votes } from './labels/votes';

/**
 * @returns undefined where nothing has votes
 * @throws UserError when they cannot be read
 */
export async function sourceVotes(
  {
    source,
    labels,
    layout,
    classes,
    holdOut,
  }: Pick<ResolvedData, 'source' | 'labels' | 'layout' | 'classes' | 'holdOut'>,
  baseDirectory: string,
): Promise<Votes | undefined> {
  if (layout && hasVotes(layout)) {
    const folder = resolve(baseDirectory, source);
    const meaning = { layout, classes: classMapOf(classes), ...(holdOut && { holdOut }) };
    const { faces, votes } = await planFolder(folder, await listFiles(folder), meaning);
    const usage = Uint8Array.from(faces, (face) => face.usage);
    return { count: faces.length, votes: votes ?? new Uint8Array(0), usage, beside: true };
  }
  return labels.votes === undefined ? undefined : readVotes(resolve(baseDirectory, labels.votes));
}
