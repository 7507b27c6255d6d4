/** Reads the curves of earlier runs of an experiment, to show behind those of a run. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { EventTail } from '../storage/run/events';
import { runFiles } from '../schemas/runDirectory';
import { Curves } from './curves';
import { readResolved } from '../storage/run/runFile';
import type { EarlierRun } from '../schemas/messages/run';

/** With more, the faint curves hide one another. */
const mostEarlier = 5;

/**
 * The curve of one run over its epochs, labelled by variant and repeat. Undefined if it cannot be read.
 * @param belongs whether a run of that experiment file is wanted
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
    // The curve is only background; the list of runs reports a run that cannot be read.
    return undefined;
  }
}

/** When a run started; undefined if it has not, or cannot be read. */
async function startOf(directory: string): Promise<number | undefined> {
  try {
    const time = (await new EventTail(path.join(directory, runFiles.events)).first())?.time;
    return time === undefined ? undefined : Date.parse(time);
  } catch {
    return undefined;
  }
}

/**
 * The latest runs of the same experiment that started before this one and have a curve, latest first. For a run that has
 * not started, all others are earlier.
 */
export async function earlierRuns(directory: string): Promise<EarlierRun[]> {
  const folder = path.dirname(directory);
  const own = path.basename(directory);
  const names = await readdir(folder).catch(() => []);
  const file = await readResolved(directory).then(
    (resolved) => resolved.file,
    () => undefined,
  );
  // A run whose file is gone may come from this file before it was renamed.
  const belongs = (other: string): boolean => file === undefined || other === file || !existsSync(other);
  const start = (await startOf(directory)) ?? Infinity;
  const others: { readonly other: string; readonly at: number }[] = [];
  for (const name of names) {
    if (name === own || name.startsWith('.')) continue;
    const other = path.join(folder, name);
    const at = await startOf(other);
    if (at !== undefined && at < start) others.push({ other, at });
  }
  const found: EarlierRun[] = [];
  for (const { other } of others.sort((a, b) => b.at - a.at)) {
    const curve = await readCurve(other, belongs);
    if (curve && curve.epochs.length > 0) found.push(curve);
    if (found.length === mostEarlier) break;
  }
  return found;
}
