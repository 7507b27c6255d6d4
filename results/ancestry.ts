/** What a run descends from, for those who show it. */
import path from 'node:path';
import type { ResolvedExperiment } from '../experiment/types';
import { originDirectory } from '../storage/run/origin';
import type { Ancestor, RunEnvironment } from '../schemas/generated/environment';
import type { AncestorView } from '../schemas/messages';
import { headerOf } from './header';
import { SummaryReader } from './readRun';
import { readResolved } from '../storage/run/runFile';
import { readStatus } from './state';
import { statusWords } from './words';

/** A cycle cannot come to be, but files can be damaged. */
const mostAncestors = 32;

/**
 * What the run starts from, then what that started from, and so on: as far as the runs are there, then as far as the run
 * itself recorded it.
 * @param directory of the run, absolute
 */
export async function readAncestry(
  directory: string,
  resolved: Pick<ResolvedExperiment, 'initFrom' | 'baseDirectory'>,
  environment?: Pick<RunEnvironment, 'ancestry'>,
): Promise<AncestorView[]> {
  const recorded = environment?.ancestry ?? [];
  const found: AncestorView[] = [];
  let current: Pick<ResolvedExperiment, 'initFrom' | 'baseDirectory'> = resolved;
  let from = directory;
  while (current.initFrom && found.length < mostAncestors) {
    const { initFrom, baseDirectory } = current;
    if ('model' in initFrom) return [...found, { label: path.resolve(baseDirectory, initFrom.model) }];
    // It is not known before it is queued.
    if (initFrom.run === undefined) return found;
    const parent = originDirectory(path.resolve(baseDirectory, initFrom.run), from);
    const read = await readParent(parent);
    if (read === undefined) return [...found, ...gone(parent, recorded.slice(found.length))];
    found.push(read.view);
    [current, from] = [read.resolved, parent];
  }
  return found;
}

async function readParent(
  directory: string,
): Promise<{ readonly view: AncestorView; readonly resolved: ResolvedExperiment } | undefined> {
  try {
    const resolved = await readResolved(directory);
    const status = await readStatus(directory, () => new SummaryReader(directory).read());
    const view = {
      directory,
      label: labelOf({ experiment: resolved.name, variant: resolved.variant, seed: resolved.seed }),
      status: statusWords(headerOf(directory, resolved, status), status.summary),
    };
    return { view, resolved };
  } catch {
    return undefined;
  }
}

/** From the run that is gone on, only the record tells. */
function gone(directory: string, recorded: readonly Ancestor[]): AncestorView[] {
  if (recorded.length === 0) return [{ label: path.basename(directory), status: 'no longer there' }];
  return recorded.map((ancestor) =>
    ancestor.model === undefined ? { label: labelOf(ancestor), status: 'no longer there' } : { label: ancestor.model },
  );
}

function labelOf({ experiment, variant, seed, run }: Partial<Ancestor>): string {
  if (experiment === undefined) return path.basename(run ?? '');
  return `${experiment} / ${variant ?? ''}, seed ${seed ?? ''}`;
}
