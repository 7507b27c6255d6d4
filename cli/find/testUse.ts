/** How a finished run used its test split: what chose by it, how often it was looked at, and which of its faces leak. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { RunRecord } from '../../results/runIndex';
import type { Copies } from '../../runner/audit/copies';
import type { RunFindings } from '../../schemas/audit';
import { UserError } from '../../schemas/userError';
import { type Predictions, readPredictions } from '../../storage/run/predictions';

/**
 * @param runs all of the project
 * @param seen whether a face is in the training or validation split of the run
 * @throws UserError when the run has not been tested
 */
export async function testUse(
  run: RunRecord,
  runs: readonly RunRecord[],
  copies: Copies,
  seen: (id: number) => boolean,
): Promise<RunFindings> {
  const { header } = run;
  if (header.state !== 'completed') {
    throw new UserError(
      `The run ${header.runId} has not finished: it has no test result to audit.`,
      'Let it finish first.',
    );
  }
  const test = await readPredictions(run.directory, 'test');
  const right = rightIn(test);
  const kinds = Array.from(test.ids, (id) => copies.kindAmong(id, seen));
  const accuracyWhere = (wanted: (at: number) => boolean) => {
    const chosen = right.filter((_, at) => wanted(at));
    return { examples: chosen.length, accuracy: chosen.filter(Boolean).length / Math.max(1, chosen.length) };
  };
  const all = accuracyWhere(() => true);
  const clean = accuracyWhere((at) => kinds[at] === undefined);
  const leaked = accuracyWhere((at) => kinds[at] !== undefined);
  return {
    id: header.runId,
    name: `${header.experiment} / ${header.variant}, seed ${header.seed}`,
    selectedOnTest: chosenOnTest(run, runs),
    looks: await looksAt(test, runs),
    ...all,
    leaks: {
      exact: kinds.filter((kind) => kind === 'exact').length,
      near: kinds.filter((kind) => kind === 'near').length,
    },
    ...(leaked.examples > 0 && clean.examples > 0 && { withoutLeaks: clean, leakedAccuracy: leaked.accuracy }),
  };
}

function rightIn({ ids, labels, probabilities, classNames }: Predictions): boolean[] {
  const classes = classNames.length;
  return Array.from(ids, (_, i) => {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row)) === labels[i];
  });
}

/** Epochs of this run, or of one that it starts from, that were chosen on faces that are now tested. */
function chosenOnTest(run: RunRecord, runs: readonly RunRecord[]): string[] {
  if (!run.resolved.data.test.includes('publicTest')) return [];
  return lineage(run, runs)
    .filter(({ resolved: { data, training } }) => data.validation === 'publicTest' && training.epochs > 0)
    .map(
      ({ header: { experiment, variant } }) =>
        `The epoch of ${experiment} / ${variant} was chosen on publicTest, which is part of the test split: the result is too high.`,
    );
}

/** A run, the run that it starts from, and so on. */
function lineage(run: RunRecord, runs: readonly RunRecord[]): RunRecord[] {
  const found: RunRecord[] = [run];
  for (;;) {
    const origin = originOf(found.at(-1)!);
    const parent = origin === undefined ? undefined : runs.find(({ header }) => header.runId === origin);
    if (parent === undefined || found.includes(parent)) return found;
    found.push(parent);
  }
}

function originOf({ resolved: { initFrom } }: RunRecord): string | undefined {
  return initFrom && 'run' in initFrom && initFrom.run !== undefined ? path.basename(initFrom.run) : undefined;
}

/** Finished runs that were tested on the same faces with the same labels. */
async function looksAt(test: Predictions, runs: readonly RunRecord[]): Promise<number> {
  const own = fingerprintOf(test);
  let looks = 0;
  for (const { directory, header } of runs) {
    if (header.state !== 'completed') continue;
    const other = await readPredictions(directory, 'test').catch(() => undefined);
    if (other && fingerprintOf(other) === own) looks++;
  }
  return looks;
}

function fingerprintOf({ ids, labels }: Predictions): string {
  return createHash('sha256')
    .update(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength))
    .update(labels)
    .digest('hex');
}
