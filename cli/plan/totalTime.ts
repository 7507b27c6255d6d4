/** How long the runs of an experiment will take on an engine. */
import { modelName } from '../../experiment/modelName';
import type { ResolvedExperiment } from '../../experiment/types';
import { knownSizes, sizedRuns } from '../../results/knownSizes';
import { expectedFrom, type ExpectedSeconds } from '../../results/queue';
import type { RunRecord } from '../../results/runIndex';
import { measuredSpeeds, runSpeeds, type Speed, speedFor } from '../../results/speeds';
import { teacherNetworks } from '../../results/teacherNetwork';
import { runSeconds, sourceWords } from '../../results/timeEstimate';
import { disk } from '../../storage/files/disk';
import { automaticEngine } from '../../storage/machine/automaticEngine';
import { chooseEngine, measuredHere } from '../../runner/engine';
import { measurementContext } from './measurementContext';
import type { Measurement } from '../../schemas/measurements';
import { roughDuration } from '../../words/numbers';

/**
 * Seconds of all runs one after another, and the speed of the first; undefined when a size or a speed is not known.
 * @param engineOf the engine of a run
 */
export function totalTime(
  runs: readonly ResolvedExperiment[],
  speeds: readonly Speed[],
  records: readonly RunRecord[],
  engineOf: (run: ResolvedExperiment) => string,
): { readonly seconds: number; readonly speed: Speed } | undefined {
  const counted = sizedRuns(records);
  const teacherOf = teacherNetworks(disk.read);
  let seconds = 0;
  let first: Speed | undefined;
  for (const run of runs) {
    const speed = speedFor(speeds, run, engineOf(run), teacherOf(run));
    const { trainingExamples } = knownSizes(run, counted);
    if (speed === undefined || trainingExamples === undefined) return undefined;
    first ??= speed;
    seconds += runSeconds(run, trainingExamples, speed);
  }
  return first && { seconds, speed: first };
}

/**
 * `About 25 min on wasm by the last measurement.`; undefined when it is not known.
 * @param records of earlier runs, newest first
 */
export async function timeSentence(
  runs: readonly ResolvedExperiment[],
  records: readonly RunRecord[],
): Promise<string | undefined> {
  const speeds = await speedsHere(await measuredHere(), records);
  const keyOf = ({ engine, model, training }: ResolvedExperiment): string =>
    [engine, modelName(model), training.batchSize].join(' ');
  const engines = new Map<string, string>();
  for (const run of new Map(runs.map((each) => [keyOf(each), each])).values()) {
    engines.set(keyOf(run), (await chooseEngine(run.engine, run)).provider.id);
  }
  const total = totalTime(runs, speeds, records, (run) => engines.get(keyOf(run))!);
  if (!total) return undefined;
  const most = runs.some(({ training }) => training.earlyStopping) ? 'At most about' : 'About';
  const on = [...new Set(engines.values())].join(' and ');
  return `${most} ${roughDuration(total.seconds)} on ${on} ${sourceWords(total.speed)}.`;
}

/** The speeds of this machine. @param records of earlier runs, newest first */
async function speedsHere(measured: readonly Measurement[], records: readonly RunRecord[]): Promise<Speed[]> {
  return [...measuredSpeeds(measured), ...(await runSpeeds(records, measurementContext().machine))];
}

/** How many seconds whole runs take, as far as that is known on this machine. */
export async function expectedSeconds(records: readonly RunRecord[]): Promise<ExpectedSeconds> {
  const measured = await measuredHere();
  return expectedFrom(await speedsHere(measured, records), automaticEngine(measured), records);
}
