/** Reads the curves of earlier runs of an experiment, to show behind those of a run. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { EventTail } from '../storage/run/events';
import { runFiles } from '../schemas/runDirectory';
import { Curves } from './curves';
import { readResolved } from '../storage/run/runFile';
import { flattenSettings } from '../experiment/settings';
import type { SettingValue } from '../schemas/messages/parts';
import type { EarlierRun } from '../schemas/messages/run';
import { distinctNames } from '../words/distinctNames';
import { settingsApart } from '../words/settings';
import { shortTime } from '../words/times';

/** With more, the faint curves hide one another. */
const mostEarlier = 5;

/** A curve with what its run can be named by. */
interface ReadCurve extends Omit<EarlierRun, 'label'> {
  readonly name: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Milliseconds since 1970; unknown of a run that has not started. */
  readonly startedAt: number | undefined;
}

/** Undefined if it cannot be read. @param belongs whether a run of that experiment file is wanted */
async function readCurve(
  directory: string,
  belongs: (file: string) => boolean = () => true,
): Promise<ReadCurve | undefined> {
  try {
    const resolved = await readResolved(directory);
    const { variant, repeat, file } = resolved;
    if (!belongs(file)) return undefined;
    const curves = new Curves();
    const events = await new EventTail(path.join(directory, runFiles.events)).read();
    for (const event of events) curves.apply(event);
    const time = events[0]?.time;
    return {
      directory,
      name: `${variant}, repeat ${repeat + 1}`,
      settings: resolved.imported ? {} : flattenSettings(resolved),
      startedAt: time === undefined ? undefined : Date.parse(time),
      epochs: curves.epochs,
    };
  } catch {
    // The curve is only background; the list of runs reports a run that cannot be read.
    return undefined;
  }
}

/** Labelled by variant and repeat, and where several have these by what differs: their settings, or when they started. */
function labelled(curves: readonly ReadCurve[]): EarlierRun[] {
  const labels = distinctNames(
    curves,
    // Runs of other experiments have other settings anyway.
    ({ directory, name }) => `${path.dirname(directory)}\n${name}`,
    function* (alike) {
      yield* settingsApart(alike);
      yield alike.map(({ startedAt }) => (startedAt === undefined ? '' : shortTime(startedAt)));
      yield alike.map(({ directory }) => path.basename(directory));
    },
  );
  return curves.map((curve) => {
    const { directory, epochs } = curve;
    return { directory, label: labels.get(curve)!.slice(path.dirname(directory).length + 1), epochs };
  });
}

/** The curves of runs over their epochs, without those that cannot be read. */
export async function readCurves(directories: readonly string[]): Promise<EarlierRun[]> {
  const curves = await Promise.all(directories.map((directory) => readCurve(directory)));
  return labelled(curves.flatMap((curve) => curve ?? []));
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
  const found: ReadCurve[] = [];
  for (const { other } of others.sort((a, b) => b.at - a.at)) {
    const curve = await readCurve(other, belongs);
    if (curve && curve.epochs.length > 0) found.push(curve);
    if (found.length === mostEarlier) break;
  }
  return labelled(found);
}
