/** A progress bar for a terminal that a person watches. */
import { Presets, SingleBar } from 'cli-progress';
import { totalEpochs } from '../../experiment/trainingStages';
import type { RunEvent } from '../../storage/run/events';
import {
  foldWords,
  outcomeWords,
  phaseWords,
  titleOf,
  type QueuedRun,
  type Reporter,
  type RunOutcome,
} from './reporter';
import { forTerminal } from '../../words/printable';
import type { Terminal } from './terminal';
import { percent } from '../../words/numbers';

export class BarReporter implements Reporter {
  private bar: SingleBar | undefined;
  private current: QueuedRun | undefined;
  private title = '';
  private epochs = 0;
  private stepsPerEpoch = 1;
  private step = 0;
  private startedAt = 0;
  private firstStep = 0;
  private detail = '';
  private best: number | undefined;

  constructor(private readonly terminal: Terminal) {}

  begin(run: QueuedRun, position: number, total: number): void {
    const { resolved } = run;
    this.current = run;
    const place = total === 1 ? '' : `${position}/${total} `;
    this.title = `${place}${resolved.name}, ${titleOf(resolved)}`;
    this.epochs = totalEpochs(resolved.training);
    [this.step, this.firstStep, this.stepsPerEpoch] = [0, 0, 1];
    this.best = undefined;
    this.detail = 'starting';
    this.bar = this.newBar();
    this.bar.start(this.epochs, 0, { line: '' });
    this.draw();
  }

  event(event: RunEvent): void {
    switch (event.type) {
      case 'phase': {
        const share =
          event.total !== undefined && event.done !== undefined ? ` ${percent(event.done / event.total)}` : '';
        this.detail = `${phaseWords(event.phase)}${event.phase === 'training' ? '' : share}`;
        break;
      }
      case 'fold':
        this.note(`  ${foldWords(event)}`);
        break;
      case 'run-started':
        this.stepsPerEpoch = Math.max(1, event.stepsPerEpoch);
        this.step = (event.resumedFromEpoch ?? 0) * this.stepsPerEpoch + (event.resumedFromStep ?? 0);
        this.firstStep = this.step;
        this.startedAt = Date.now();
        this.bar?.setTotal(event.epochs * this.stepsPerEpoch);
        break;
      case 'batch':
        this.step = (event.epoch - 1) * this.stepsPerEpoch + event.step;
        this.detail = `epoch ${event.epoch}/${this.epochs}  ${Math.round(event.imagesPerSecond)} images/s${this.timeLeft()}`;
        break;
      case 'epoch':
        this.step = event.epoch * this.stepsPerEpoch;
        this.best = Math.max(this.best ?? 0, event.validationAccuracy);
        break;
      case 'warning':
        this.note(`warning: ${event.message}`);
        break;
      default:
        return;
    }
    this.draw();
  }

  end(run: QueuedRun, outcome: RunOutcome): void {
    const words = outcomeWords(outcome, this.terminal);
    if (run !== this.current) {
      this.note(`${titleOf(run.resolved)}  ${words}`);
      return;
    }
    this.bar?.stop();
    this.bar = undefined;
    this.terminal.say(`${this.title}  ${words}`);
  }

  /** Prints a line above the bar, which is then drawn again. */
  note(text: string): void {
    const value = this.step;
    const total = this.bar?.getTotal();
    this.bar?.stop();
    this.terminal.say(text);
    if (total === undefined) return;
    this.bar = this.newBar();
    this.bar.start(total, value, { line: '' });
    this.draw();
  }

  private newBar(): SingleBar {
    return new SingleBar(
      {
        format: `{bar} {line}`,
        barsize: Math.max(10, Math.min(30, Math.floor(this.terminal.width / 4))),
        hideCursor: true,
        clearOnComplete: true,
        stopOnComplete: false,
        // We handle Ctrl-C ourselves: it stops the run, and stop() shows the cursor again.
        gracefulExit: false,
        stream: process.stderr,
        fps: 10,
        linewrap: false,
      },
      Presets.shades_classic,
    );
  }

  private draw(): void {
    const accuracy = this.best === undefined ? '' : `  best validation ${percent(this.best)}`;
    this.bar?.update(this.step, { line: forTerminal(`${this.title}  ${this.detail}${accuracy}`) });
  }

  private timeLeft(): string {
    const done = this.step - this.firstStep;
    const total = this.epochs * this.stepsPerEpoch;
    if (done < 2) return '';
    const seconds = Math.round(((Date.now() - this.startedAt) / done / 1000) * (total - this.step));
    if (seconds < 60) return `  ${seconds} s left`;
    const minutes = Math.round(seconds / 60);
    return minutes < 60 ? `  ${minutes} min left` : `  ${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
  }
}
