import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { EventTail } from '../rundir/events';
import { runFiles } from '../schemas/runDirectory';
import type { EarlierRun } from '../schemas/messages';
import { Curves } from './curves';
import { readResolved } from '../rundir/runFile';
import { timeOfId } from './runOrder';

/** More faint curves than this hide one another. */
const mostEarlier = 5;

/**
 * The curve of one run over its epochs, labelled by variant and repeat. Undefined where none can be read.
 * @param belongs whether a run from that experiment file is meant
 */
export async function readCurve(
  directory: string,
  belongs: (file: string) => boolean = () => true,
): Promise<EarlierRun | undefined> {
  try {
    const { variant, repeat, file } = await readResolved(directory);
    if (!belongs(file)) return undefined;
    const curves = new Curves();
    for (const event of await new EventTail(path.join(directory, runFiles.events)).read()) curves.apply(event);
    return { directory, label: `${variant}, repeat ${repeat + 1}`, epochs: curves.epochs };
  } catch {
    // Only scenery: a run that cannot be read says so in the list of runs.
    return undefined;
  }
}

/** The latest runs of the same experiment that were made before this one, or together with it, and have a curve, newest first. */
export async function earlierRuns(directory: string): Promise<EarlierRun[]> {
  const folder = path.dirname(directory);
  const own = path.basename(directory);
  const names = await readdir(folder).catch(() => []);
  const found: EarlierRun[] = [];
  const file = await readResolved(directory).then(
    (resolved) => resolved.file,
    () => undefined,
  );
  // Of a file that is gone, it may be the one that this was before.
  const belongs = (other: string): boolean => file === undefined || other === file || !existsSync(other);
  // Of runs that were made together, those that ran first have a curve.
  const before = (other: string): boolean => other !== own && timeOfId(other) <= timeOfId(own);
  for (const name of names
    .filter((other) => before(other) && !other.startsWith('.'))
    .sort()
    .reverse()) {
    const curve = await readCurve(path.join(folder, name), belongs);
    if (curve && curve.epochs.length > 0) found.push(curve);
    if (found.length === mostEarlier) break;
  }
  return found;
}
