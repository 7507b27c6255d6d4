/** Writes a run of answers that no network here was trained for: imported ones, and those of an ensemble. */
import path from 'node:path';
import type { ImportedExperiment } from '../../experiment/types';
import type { RunSummary, SplitMetrics } from '../../schemas/generated/summary';
import { runFiles } from '../../schemas/runDirectory';
import { writeFileAtomic } from '../../storage/files/atomic';
import { writePredictions } from '../../storage/run/predictions';
import type { Dataset } from '../data/dataset';
import { splitMetrics } from '../evaluate/metrics';
import { voteMetrics } from '../evaluate/votes';
import { createRunWith } from '../run/create';
import { truthOf } from '../run/splitParts';

/** The answers for the faces of a split, in their order. */
export interface OfSplit {
  readonly split: string;
  readonly ids: Uint32Array;
  readonly probabilities: Float32Array;
  readonly classesOnly: boolean;
}

export interface AnsweredRun {
  readonly directory: string;
  readonly summary: RunSummary;
}

/** Makes the run, complete or not at all; its metrics are those of the answers. Splits without faces are left out. */
export async function writeAnsweredRun({
  runsRoot,
  resolved,
  dataset,
  splits,
}: {
  readonly runsRoot: string;
  readonly resolved: ImportedExperiment;
  readonly dataset: Dataset;
  readonly splits: readonly OfSplit[];
}): Promise<AnsweredRun> {
  const { classNames } = dataset;
  let summary: RunSummary | undefined;
  const directory = await createRunWith(runsRoot, resolved, async (draft, runId) => {
    const metrics: Record<string, SplitMetrics> = {};
    for (const { split, ids, probabilities, classesOnly } of splits) {
      if (ids.length === 0) continue;
      const truth = truthOf(dataset, ids);
      await writePredictions(draft, { split, classNames, samples: 1, probabilities, ids, ...truth, classesOnly });
      const { loss, ...measured } = splitMetrics(probabilities, truth.labels, classNames);
      const answered = { probabilities, ids, labels: truth.labels, classNames };
      const votes = classesOnly ? undefined : dataset.votes && voteMetrics(answered, dataset.votes);
      metrics[split] = { ...measured, ...(!classesOnly && { loss }), ...(votes && { votes }) };
    }
    summary = summaryOf(resolved, { runId, now: resolved.imported.importedAt, dataset, splits: metrics });
    await writeFileAtomic(path.join(draft, runFiles.summary), `${JSON.stringify(summary, null, 2)}\n`);
  });
  return { directory, summary: summary! };
}

function summaryOf(
  { name, variant, repeat, seed }: ImportedExperiment,
  {
    runId,
    now,
    dataset,
    splits,
  }: { readonly runId: string; readonly now: string; readonly dataset: Dataset; readonly splits: RunSummary['splits'] },
): RunSummary {
  return {
    version: 1,
    runId,
    experiment: name,
    variant,
    repeat,
    ...(seed !== undefined && { seed }),
    status: 'completed',
    startedAt: now,
    endedAt: now,
    dataFingerprint: dataset.fingerprint,
    classNames: [...dataset.classNames],
    splits,
  };
}
