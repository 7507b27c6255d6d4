/** Knows how fast this machine is, and how long runs and queues will take. */
import * as vscode from 'vscode';
import { version } from '../../package.json';
import type { ResolvedExperiment } from '../../experiment/types';
import { expectedFrom, queueOf, type QueueView } from '../../results/queue';
import type { RunRecord } from '../../results/runIndex';
import { measuredSpeeds, runSpeeds, type Speed, speedFor } from '../../results/speeds';
import { teacherNetworks } from '../../results/teacherNetwork';
import { runSeconds, sourceWords } from '../../results/timeEstimate';
import { disk } from '../../storage/files/disk';
import { type AutomaticEngine, automaticEngine, engineFor } from '../../storage/machine/automaticEngine';
import { engineDirectory } from '../../storage/machine/engineDirectory';
import { readMeasurements, thisMachine } from '../../storage/machine/measurements';
import { Owner } from '../disposables';
import type { RunTracker } from './runTracker';
import { configuredEnvironment, onDidChangeSettings } from './settings';
import { roughDuration } from '../../words/numbers';

/** How long a run will take, as text. */
export interface TimeHint {
  /** `≈ 25 min on wasm` */
  readonly text: string;
  readonly tooltip: string;
}

/** The newest measured speed of an engine for each model: `430 images/s customCnn`. */
export function measuredWords(speeds: readonly Speed[], engine: string): string {
  const newest = new Map<string, Speed>();
  for (const speed of speeds) {
    if (speed.engine !== engine || speed.source !== 'measurement') continue;
    const known = newest.get(speed.model);
    if (!known || known.date < speed.date) newest.set(speed.model, speed);
  }
  return [...newest.values()].map(({ training, model }) => `${Math.round(training)} images/s ${model}`).join(', ');
}

/**
 * How long the first run of a file takes, and all of them together; undefined if no speed is known.
 * @param runs all runs of the file
 * @param examples number of training images of each run
 * @param auto what `auto` chooses an engine by
 */
export function timeHint(
  runs: readonly ResolvedExperiment[],
  examples: readonly (number | undefined)[],
  speeds: readonly Speed[],
  auto: AutomaticEngine,
): TimeHint | undefined {
  const teacherOf = teacherNetworks(disk.read);
  const each = runs.map((run, index) => {
    const speed = speedFor(speeds, run, engineFor(auto, run), teacherOf(run));
    const count = examples[index];
    return speed && count !== undefined ? { speed, seconds: runSeconds(run, count, speed) } : undefined;
  });
  const first = each[0];
  if (!first) return undefined;
  const about = runs[0]!.training.earlyStopping ? 'at most ≈ ' : '≈ ';
  const known = each.flatMap((time) => time?.seconds ?? []);
  const all =
    runs.length > 1 && known.length === runs.length
      ? `; all ${runs.length} runs about ${roughDuration(known.reduce((sum, seconds) => sum + seconds, 0))}`
      : '';
  const { speed } = first;
  return {
    text: `${about}${roughDuration(first.seconds)} on ${speed.engine}`,
    tooltip: `One run, ${sourceWords(speed)}: ${Math.round(speed.training)} images/s in batches of ${speed.batchSize}${all}`,
  };
}

/**
 * The speeds of this machine, and the times of the queues that follow from them. Read again after a run has completed, after
 * measuring, and when the window gets the focus.
 */
export class TimeKnowledge extends Owner {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  #speeds: readonly Speed[] = [];
  #automatic = automaticEngine([], configuredEnvironment());
  #newest: string | undefined;
  #queues: { readonly records: readonly RunRecord[]; readonly view: QueueView } | undefined;

  constructor(private readonly tracker: RunTracker) {
    super();
    this.own(tracker.onDidChange(() => this.#newestCompleted() !== this.#newest && void this.refresh()));
    this.own(vscode.window.onDidChangeWindowState(({ focused }) => focused && void this.refresh()));
    this.own(onDidChangeSettings(() => void this.refresh()));
  }

  /** What `auto` chooses an engine by. */
  automatic(): AutomaticEngine {
    return this.#automatic;
  }

  speeds(): readonly Speed[] {
    return this.#speeds;
  }

  /** The queues as of the last change of runs or speeds. */
  queues(): QueueView {
    const records = this.tracker.records();
    if (this.#queues?.records !== records) {
      this.#queues = { records, view: queueOf(records, expectedFrom(this.#speeds, this.#automatic, records)) };
    }
    return this.#queues.view;
  }

  async refresh(): Promise<void> {
    this.#newest = this.#newestCompleted();
    const environment = configuredEnvironment();
    const machine = thisMachine();
    const measured = await readMeasurements(engineDirectory(environment), { machine, ferexp: version });
    const speeds = [...measuredSpeeds(measured), ...(await runSpeeds(this.tracker.records(), machine))];
    const automatic = automaticEngine(measured, environment);
    const changed = JSON.stringify([automatic, speeds]) !== JSON.stringify([this.#automatic, this.#speeds]);
    this.#automatic = automatic;
    this.#speeds = speeds;
    if (changed) this.#queues = undefined;
    if (changed) this.#changed.fire();
  }

  #newestCompleted(): string | undefined {
    return this.tracker.records().find(({ header }) => header.state === 'completed')?.directory;
  }
}
