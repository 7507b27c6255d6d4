/** Determines how fast this machine trains, from measurements and from completed runs. */
import { modelName } from '../experiment/modelName';
import { trainingPasses } from '../experiment/techniques';
import { trainingStages } from '../experiment/trainingStages';
import type { RecordedExperiment } from '../experiment/types';
import type { TimedRun } from '../storage/machine/automaticEngine';
import { readEnvironmentIfWhole } from '../storage/run/runFile';
import type { MeasuredMachine, Measurement } from '../schemas/measurements';
import { RunFollower } from './runFollower';
import { predictionSpeedup } from './timeLeft';
import type { RunRecord } from './runIndex';

export interface Speed {
  readonly engine: string;
  readonly model: string;
  readonly batchSize: number;
  /** Images per second. From a run: training images over the time of its epochs, validation included. */
  readonly training: number;
  /** Images per second; absent for a speed from a run, whose `training` includes it. */
  readonly inference?: number;
  /** Of a run that learned from a teacher: `training` includes its answers. */
  readonly taught?: true;
  /** Images per second that a teacher answers, where the run has one and that is known. */
  readonly answering?: number;
  /** Seconds that a run spent outside its epochs: starting, reading the data, evaluating, saving. From a run only. */
  readonly overheadSeconds?: number;
  readonly source: 'measurement' | 'run';
  /** ISO 8601, UTC. */
  readonly date: string;
}

export function measuredSpeeds(measurements: readonly Measurement[]): Speed[] {
  return measurements.map(({ engine, model, batchSize, training, inference, date }) => ({
    ...{ engine, model, batchSize, training, inference, date },
    source: 'measurement',
  }));
}

/** If runs come from another machine, at most this many are tried for each engine, model and batch size. */
const mostTried = 20;

/**
 * The newest finished run of each engine, model and batch size, on this machine's processor.
 * @param records newest first
 */
export async function runSpeeds(records: readonly RunRecord[], { cpu }: MeasuredMachine): Promise<Speed[]> {
  const speeds = new Map<string, Speed>();
  const tried = new Map<string, number>();
  for (const record of records) {
    const speed = speedOf(record);
    if (!speed) continue;
    const key = [speed.engine, speed.model, speed.batchSize, speed.taught].join(' ');
    const attempts = tried.get(key) ?? 0;
    if (speeds.has(key) || attempts >= mostTried) continue;
    tried.set(key, attempts + 1);
    if ((await processorOf(record)) !== cpu) continue;
    speeds.set(key, { ...speed, overheadSeconds: await overheadOf(record) });
  }
  return [...speeds.values()];
}

function speedOf({ header, summary, resolved }: RunRecord): Speed | undefined {
  const examples = summary?.splits['train']?.examples;
  if (header.state !== 'completed' || !summary || header.engine === undefined || examples === undefined)
    return undefined;
  if (summary.epochsRun === undefined || summary.trainingSeconds === undefined) return undefined;
  const images = summary.epochsRun * examples;
  return speedFrom(resolved, header.engine, images / summary.trainingSeconds, summary.endedAt);
}

/** Training images per second over the rest of a running run, its validation and evaluation included. */
export function runningSpeed({ header, resolved }: RunRecord, now: Date): Speed | undefined {
  const { engine, epoch, epochs, step = 0, stepsPerEpoch, trainingExamples, secondsLeft } = header;
  if (epochs === undefined || engine === undefined || epoch === undefined) return undefined;
  if (!secondsLeft || !stepsPerEpoch || trainingExamples === undefined) return undefined;
  const epochsLeft = epochs - (epoch - 1) - step / stepsPerEpoch;
  return speedFrom(resolved, engine, (epochsLeft * trainingExamples) / secondsLeft, now.toISOString());
}

/**
 * @param images training images per second
 * @param date ISO 8601, UTC
 * @returns undefined where it says nothing of another run
 */
function speedFrom(resolved: RecordedExperiment, engine: string, images: number, date: string): Speed | undefined {
  if (resolved.imported) return undefined;
  // Frozen layers make a run faster than others.
  if (trainingStages(resolved.training).some(({ trainable }) => trainable !== 'all')) return undefined;
  // Each image of a sharpness-aware step counts twice, so that the speed also fits runs without it.
  const training = images * trainingPasses(resolved.techniques);
  if (!Number.isFinite(training) || training <= 0) return undefined;
  return {
    ...{ engine, model: modelName(resolved.model), batchSize: resolved.training.batchSize, training },
    ...(resolved.techniques.distillation && { taught: true }),
    ...{ source: 'run', date },
  };
}

/** A completed run does not change any more, and may have many events: they are read once. */
const overheads = new WeakMap<RunRecord, number>();

/** Computed from the events, so that pauses between two processes of a run do not count. */
async function overheadOf(record: RunRecord): Promise<number> {
  const known = overheads.get(record);
  if (known !== undefined) return known;
  const follower = new RunFollower(record.directory);
  await follower.read();
  const seconds = Math.max(0, (follower.view().header.activeSeconds ?? 0) - (record.summary?.trainingSeconds ?? 0));
  overheads.set(record, seconds);
  return seconds;
}

async function processorOf({ directory }: RunRecord): Promise<string | undefined> {
  return (await readEnvironmentIfWhole(directory))?.cpu;
}

/**
 * The speed that best predicts a run on an engine: same network, with a teacher if it has one, nearest batch size, newest.
 * @param teacher the network that the run learns from
 */
export function speedFor(
  speeds: readonly Speed[],
  run: TimedRun,
  engine: string,
  teacher?: TimedRun['model'],
): Speed | undefined {
  const name = modelName(run.model);
  const distance = ({ batchSize }: Speed) => Math.abs(Math.log(batchSize / run.training.batchSize));
  const [best] = speeds
    .filter((speed) => speed.model === name && speed.engine === engine && (teacher || !speed.taught))
    .sort((a, b) => Number(b.taught ?? 0) - Number(a.taught ?? 0) || distance(a) - distance(b) || newestFirst(a, b));
  if (!best || !teacher || best.taught) return best;
  const answers = speedFor(speeds, { model: teacher, training: run.training }, engine);
  return answers ? { ...best, answering: answers.inference ?? predictionSpeedup * answers.training } : best;
}

function newestFirst(first: Speed, second: Speed): number {
  return second.date.localeCompare(first.date);
}
