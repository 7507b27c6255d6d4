/** Lists the runs and models that a run descends from, for pages and reports. */
import path from 'node:path';
import type { RecordedExperiment } from '../experiment/types';
import { originDirectory } from '../storage/run/origin';
import type { Ancestor, RunEnvironment } from '../schemas/generated/environment';
import { headerOf } from './header';
import { SummaryReader } from './readRun';
import { readResolved } from '../storage/run/runFile';
import { readStatus } from './state';
import { statusWords } from './words';
import { seedWords } from '../words/imported';
import type { AncestorView } from '../schemas/messages/run';

/** Where a run starts from. */
type Start = Pick<RecordedExperiment, 'initFrom' | 'baseDirectory'>;

/** Cycles are refused when a run is made, but a damaged file can still contain one. */
const mostAncestors = 32;

/**
 * The origin of the run, then the origin's origin, and so on. As long as the run directories exist, they are read; from the
 * first missing one on, the run's own record is used.
 * @param directory of the run, absolute
 */
export async function readAncestry(
  directory: string,
  resolved: Start,
  environment?: Pick<RunEnvironment, 'ancestry'>,
): Promise<AncestorView[]> {
  const recorded = environment?.ancestry ?? [];
  const found: AncestorView[] = [];
  let current: Start = resolved;
  let from = directory;
  while (current.initFrom && found.length < mostAncestors) {
    const { initFrom, baseDirectory } = current;
    if ('model' in initFrom) return [...found, { label: path.resolve(baseDirectory, initFrom.model) }];
    // The origin is chosen when this run is queued.
    if (initFrom.run === undefined) return found;
    const origin = originDirectory(path.resolve(baseDirectory, initFrom.run), from);
    const read = await readOrigin(origin);
    if (read === undefined) return [...found, ...gone(origin, recorded.slice(found.length))];
    found.push(read.view);
    [current, from] = [read.resolved, origin];
  }
  return found;
}

async function readOrigin(
  directory: string,
): Promise<{ readonly view: AncestorView; readonly resolved: RecordedExperiment } | undefined> {
  try {
    const resolved = await readResolved(directory);
    const status = await readStatus(directory, () => new SummaryReader(directory).read());
    const view = {
      directory,
      label: labelOf({
        experiment: resolved.name,
        variant: resolved.variant,
        ...(resolved.seed !== undefined && { seed: resolved.seed }),
      }),
      status: statusWords(headerOf(directory, resolved, status), status.summary),
    };
    return { view, resolved };
  } catch {
    return undefined;
  }
}

/** Ancestors from a deleted run on, as the run's own record lists them. */
function gone(directory: string, recorded: readonly Ancestor[]): AncestorView[] {
  if (recorded.length === 0) return [{ label: path.basename(directory), status: 'no longer there' }];
  return recorded.map((ancestor) =>
    ancestor.model === undefined ? { label: labelOf(ancestor), status: 'no longer there' } : { label: ancestor.model },
  );
}

function labelOf({ experiment, variant, seed, run }: Partial<Ancestor>): string {
  if (experiment === undefined) return path.basename(run ?? '');
  return `${experiment} / ${variant ?? ''}, ${seedWords(seed)}`;
}
