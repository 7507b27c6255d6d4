/** Plans runs that are wanted by what the projects on the disk have of them. */
import { existsSync } from 'node:fs';
import { modelFile } from '../../experiment/graph';
import { runsRootOf } from '../../experiment/project';
import type { ResolvedExperiment } from '../../experiment/types';
import { activeRunOf } from '../../results/queue';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import type { Progress } from '../../runner/progress';
import { withClusterWords } from '../find/clusterWords';
import { dataFingerprints } from './dataFingerprint';
import { DoneRuns } from './done';
import { planRuns, type RunPlan } from './plan';

/**
 * Plans wanted runs against those that are on the disk.
 * @param options.again also plans what is done, running or waiting
 * @param options.set settings from outside the files
 */
export async function planWanted(
  wanted: readonly ResolvedExperiment[],
  options: { readonly again?: boolean; readonly set?: Readonly<Record<string, unknown>> },
  onProgress: Progress,
): Promise<RunPlan> {
  const { again = false, set = {} } = options;
  const fingerprints = dataFingerprints(onProgress);
  const roots = new Map<string, Promise<{ records: readonly RunRecord[]; done: DoneRuns }>>();
  const known = (resolved: ResolvedExperiment) => {
    const root = runsRootOf(resolved.file);
    let found = roots.get(root);
    if (found === undefined) {
      found = recordsIn(root).then((records) => ({ records, done: new DoneRuns(records, fingerprints) }));
      roots.set(root, found);
    }
    return found;
  };
  return await planRuns(wanted, {
    findDone: async (resolved) => (await known(resolved)).done.find(resolved),
    findActive: async (resolved) => activeRunOf(resolved, (await known(resolved)).records),
    hasModel: ({ directory }) => existsSync(modelFile(directory)),
    skipDone: !again,
    set,
  });
}

/** All runs of the projects that the experiments belong to. */
export async function recordsOf(wanted: readonly ResolvedExperiment[]): Promise<RunRecord[]> {
  const roots = new Set(wanted.map(({ file }) => runsRootOf(file)));
  return (await Promise.all([...roots].map(recordsIn))).flat();
}

async function recordsIn(root: string): Promise<RunRecord[]> {
  const index = new RunIndex(root);
  await index.refresh();
  return await withClusterWords(index.runs());
}
