/** Shows the progress of runs: as lines, or as JSON for programs. */
import path from 'node:path';
import { totalEpochs } from '../../experiment/trainingStages';
import type { ResolvedExperiment } from '../../experiment/types';
import type { RunEvent } from '../../storage/run/events';
import type { FoldEvent } from '../../schemas/generated/run-event';
import { valuesText } from '../../schemas/search';
import type { Terminal } from './terminal';
import { own } from '../../schemas/own';
import { duration, loss, percent, perSecond } from '../../words/numbers';

/** A run of the queue. */
export interface QueuedRun {
  readonly directory: string;
  readonly resolved: ResolvedExperiment;
  /** Directories of runs that must be complete before it can start. */
  readonly needs?: readonly string[];
}

export interface RunOutcome {
  readonly status: 'completed' | 'cancelled' | 'failed' | 'interrupted';
  readonly message?: string;
  readonly remedy?: string;
  readonly testAccuracy?: number;
  /** `no better than guessing`, if that is so. */
  readonly besideGuessing?: string;
  /** It failed because of its input: settings or data. */
  readonly badInput?: boolean;
}

export interface Reporter {
  /** @param position counted from 1 */
  begin(run: QueuedRun, position: number, total: number): void;
  /** @param run that the event belongs to; it has begun */
  event(event: RunEvent, run: QueuedRun): void;
  end(run: QueuedRun, outcome: RunOutcome): void;
  /** A message while runs are training. */
  note(text: string): void;
}

/** `flip, repeat 2 of 3`. */
export function titleOf({
  variant,
  repeat,
  repeats = 1,
}: {
  readonly variant: string;
  readonly repeat: number;
  readonly repeats?: number | undefined;
}): string {
  return repeats === 1 ? variant : `${variant}, repeat ${repeat + 1} of ${repeats}`;
}

/** The outcome of a run, in one line. */
export function outcomeWords(outcome: RunOutcome, terminal: Terminal): string {
  const { status, message, remedy, testAccuracy, besideGuessing } = outcome;
  const { colors } = terminal;
  const why = [message, remedy].filter(Boolean).join(' ');
  switch (status) {
    case 'completed':
      if (testAccuracy === undefined) return colors.green('done');
      return besideGuessing === undefined
        ? colors.green(`done: test accuracy ${percent(testAccuracy)}`)
        : colors.yellow(`done: test accuracy ${percent(testAccuracy)}, ${besideGuessing}`);
    case 'cancelled':
      return colors.yellow(`stopped${why ? `: ${why}` : ''}`);
    default:
      return colors.red(`${status}${why ? `: ${why}` : ''}`);
  }
}

const phases: Readonly<Record<string, string>> = {
  'starting-engine': 'starting the engine',
  'loading-data': 'loading data',
  'building-model': 'building the model',
  'computing-features': 'computing features',
  searching: 'searching',
  training: 'training',
  evaluating: 'evaluating',
  saving: 'saving',
};

export function phaseWords(phase: string): string {
  return own(phases, phase) ?? phase;
}

/** One line per epoch: for logs and pipes. */
export class LineReporter implements Reporter {
  private readonly begun = new Set<QueuedRun>();

  /** @param several whether several runs train at the same time, so that each line names its run */
  constructor(
    private readonly terminal: Terminal,
    private readonly several = false,
  ) {}

  begin(run: QueuedRun, position: number, total: number): void {
    const { directory, resolved } = run;
    this.begun.add(run);
    this.terminal.say(
      `Run ${position} of ${total}: ${resolved.name}, ${titleOf(resolved)} (${path.basename(directory)})`,
    );
  }

  event(event: RunEvent, run: QueuedRun): void {
    const line = lineOf(event, totalEpochs(run.resolved.training));
    if (line !== undefined) this.terminal.say(`  ${this.several ? `${titleOf(run.resolved)}: ` : ''}${line}`);
  }

  end(run: QueuedRun, outcome: RunOutcome): void {
    // A run that never began has no line of its own above.
    const title = this.begun.has(run) && !this.several ? '' : `${titleOf(run.resolved)} `;
    this.terminal.say(`  ${title}${outcomeWords(outcome, this.terminal)}`);
  }

  note(text: string): void {
    this.terminal.say(text);
  }
}

function lineOf(event: RunEvent, epochs: number): string | undefined {
  switch (event.type) {
    case 'run-started': {
      const from = event.resumedFromEpoch === undefined ? '' : `, going on after epoch ${event.resumedFromEpoch}`;
      return `engine ${event.engine} (${event.device}), ${event.trainingExamples} training images${from}`;
    }
    case 'epoch':
      return (
        `epoch ${event.epoch}/${epochs}  loss ${loss(event.loss)}  accuracy ${percent(event.accuracy)}  ` +
        `validation loss ${loss(event.validationLoss)}  accuracy ${percent(event.validationAccuracy)}  ` +
        `${duration(event.seconds)}, ${perSecond(event.imagesPerSecond)} images/s`
      );
    case 'fold':
      return foldWords(event);
    case 'warning':
      return `warning: ${event.message}`;
    case 'phase':
      return event.phase === 'evaluating' && event.done === undefined ? phaseWords(event.phase) : undefined;
    default:
      return undefined;
  }
}

/** `candidate 2/3 (learningRate 0.001)  fold 1/3  validation loss 1.2034  accuracy 54.1 %  41.5 s` */
export function foldWords(event: FoldEvent): string {
  const { candidate, candidates, values, fold, folds, validationLoss, validationAccuracy, seconds } = event;
  const result =
    validationLoss === undefined || validationAccuracy === undefined
      ? 'diverged'
      : `validation loss ${loss(validationLoss)}  accuracy ${percent(validationAccuracy)}`;
  return `candidate ${candidate}/${candidates} (${valuesText(values)})  fold ${fold}/${folds}  ${result}  ${duration(seconds)}`;
}

/** Each event as a line of JSON on standard output, with the run that it belongs to. */
export class JsonReporter implements Reporter {
  constructor(private readonly terminal: Terminal) {}

  begin({ directory, resolved }: QueuedRun, position: number, total: number): void {
    const { name: experiment, variant, repeat, seed } = resolved;
    const run = path.basename(directory);
    this.write({ type: 'run', run, directory, experiment, variant, repeat: repeat + 1, seed, position, total });
  }

  event(event: RunEvent, { directory }: QueuedRun): void {
    this.write({ run: path.basename(directory), ...event });
  }

  end({ directory }: QueuedRun, outcome: RunOutcome): void {
    this.write({ type: 'run-outcome', run: path.basename(directory), ...outcome });
  }

  note(text: string): void {
    this.terminal.say(text);
  }

  private write(value: object): void {
    this.terminal.result(JSON.stringify(value));
  }
}
