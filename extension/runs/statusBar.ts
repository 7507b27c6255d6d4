/** Shows the running run in the status bar. */
import * as vscode from 'vscode';
import { leftWords, placeWords, type QueueView } from '../../results/queue';
import { RunFollower } from '../../results/runFollower';
import { Owner } from '../disposables';
import type { RunTracker } from './runTracker';
import type { TimeKnowledge } from './timeKnowledge';
import { percent } from '../../words/numbers';
import type { RunHeader } from '../../schemas/messages/run';

const phases: Readonly<Record<NonNullable<RunHeader['phase']>['phase'], string>> = {
  'starting-engine': 'starting',
  'loading-data': 'loading data',
  'building-model': 'building model',
  'computing-features': 'computing features',
  searching: 'searching',
  training: 'training',
  evaluating: 'evaluating',
  saving: 'saving',
};

/**
 * What one run does, in short: `flip 12/30 · 61.2 %`.
 * @param validationAccuracy of the last epoch, from 0 to 1
 */
export function progressInWords(header: RunHeader, validationAccuracy?: number): string {
  if (header.state === 'queued') return `${header.variant} queued`;
  const phase = header.phase?.phase;
  const doing = phase !== undefined && phase !== 'training' ? phases[phase] : `${header.epoch ?? 0}/${header.epochs}`;
  const accuracy = validationAccuracy === undefined ? '' : ` · ${percent(validationAccuracy)}`;
  return `${header.variant} ${doing}${accuracy}`;
}

/** The run that is shown: the first running one, otherwise the first waiting one. */
function shownOf(active: readonly RunHeader[]): RunHeader | undefined {
  return active.find(({ state }) => state === 'running') ?? active[0];
}

/**
 * The text of the status bar; undefined if no run is running or waiting. With several runs, their progress:
 * `2 of 12 · flip 3/30 · about 2 h left`.
 */
export function statusInWords(
  active: readonly RunHeader[],
  validationAccuracy?: number,
  queue?: QueueView,
): { text: string; tooltip: string } | undefined {
  const first = shownOf(active);
  if (!first) return undefined;
  const several = queue !== undefined && queue.total > 1;
  const parts = several
    ? [placeWords(queue), progressInWords(first), leftWords(queue)]
    : [progressInWords(first, validationAccuracy), queue && leftWords(queue)];
  return {
    text: `$(sync) ${parts.filter((part) => part !== undefined).join(' · ')}`,
    tooltip: active.map((header) => `${header.experiment}: ${progressInWords(header)}`).join('\n'),
  };
}

/** Shows the active run; a click opens it. */
export class StatusBar extends Owner {
  readonly #item = this.own(vscode.window.createStatusBarItem('ferexp.running', vscode.StatusBarAlignment.Left, 50));
  #work: Promise<void> = Promise.resolve();
  #followed: { readonly directory: string; readonly follower: RunFollower } | undefined;

  constructor(
    private readonly tracker: RunTracker,
    private readonly times: TimeKnowledge,
  ) {
    super();
    this.#item.name = 'FER Experiments';
    this.own(tracker.onDidChange(() => this.#showNext()));
    this.#showNext();
  }

  /** Updates run one after another, because a follower must not read twice at the same time. */
  #showNext(): void {
    this.#work = this.#work.then(() => this.#show());
  }

  async #show(): Promise<void> {
    const active = this.tracker.active().map(({ header }) => ({ ...header, experiment: this.tracker.labelOf(header) }));
    const first = shownOf(active);
    const accuracy = first && (await this.#accuracyOf(first.directory));
    const status = statusInWords(active, accuracy, this.times.queues());
    if (!status || !first) {
      this.#followed = undefined;
      this.#item.hide();
      return;
    }
    this.#item.text = status.text;
    this.#item.tooltip = status.tooltip;
    this.#item.accessibilityInformation = { label: `Training: ${status.tooltip}` };
    this.#item.command = { command: 'ferexp.openRun', title: 'Open Run', arguments: [first.directory] };
    this.#item.show();
  }

  /** Validation accuracy of the last epoch. */
  async #accuracyOf(directory: string): Promise<number | undefined> {
    if (this.#followed?.directory !== directory) this.#followed = { directory, follower: new RunFollower(directory) };
    const { follower } = this.#followed;
    await follower.read();
    return follower.view().epochs.at(-1)?.validationAccuracy;
  }
}
