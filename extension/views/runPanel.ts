import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { neighboursOf, nextInQueue, runTitle, standWords } from '../../results/place';
import { RunFollower } from '../../results/runFollower';
import type { RunPanelEvent, RunPlace } from '../../schemas/messages';
import { runFiles } from '../../schemas/runDirectory';
import {
  isRunPanelRequest,
  isRunPanelState,
  type RunPanelRequest,
  type RunPanelState,
} from '../../schemas/panelRequests';
import { Owner } from '../disposables';
import { isActive, type RunTracker } from '../runs/runTracker';
import type { TimeKnowledge } from '../runs/timeKnowledge';
import { isShown } from './shown';
import type { FilePanelContext } from './filePanel';
import { receive } from './receive';
import { RunFaces } from './runFaces';
import { savePicture } from './savePicture';
import { fillPanel, webviewOptions } from './webviewHtml';

const viewType = 'ferexp.run';
/** How often a visible panel reads the events of a run that goes on; well under the half second to the pixel. */
const followPeriodMs = 200;

/** What run panels share. */
interface RunPanelContext extends FilePanelContext {
  readonly tracker: RunTracker;
  readonly times: TimeKnowledge;
  /** Has a panel show another run. */
  readonly goTo: (panel: RunPanel, directory: string) => void;
  readonly isOpen: (directory: string) => boolean;
}

/** What a panel says of a run in its tab: enough to tell it from the other runs of its experiment. */
function titleOf(tracker: RunTracker, directory: string): string {
  const record = tracker.record(directory);
  if (!record) return path.basename(directory);
  const runs = tracker.experimentOf(directory)?.records ?? [record];
  return runTitle(record, runs, tracker.labelOf(record.header));
}

/** One run, live while it runs and its result afterwards: its run directory, and where it stands among other runs. */
class RunPanel extends Owner {
  readonly directory: string;
  #pinned: boolean;
  /** The queue that the run was seen in, while that may have a next run. */
  #queue: string | undefined;
  #sentPlace = '';
  /** Where the run stands is looked at only when something on disk has changed: of thousands of runs it takes time. */
  #placeIsOld = true;
  #follower: RunFollower;
  #loaded = false;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  readonly #faces: RunFaces;

  constructor(
    readonly panel: vscode.WebviewPanel,
    state: RunPanelState,
    private readonly given: RunPanelContext,
  ) {
    super();
    this.directory = state.directory;
    this.#pinned = state.pinned === true;
    panel.title = titleOf(given.tracker, state.directory);
    this.#follower = new RunFollower(state.directory);
    this.#faces = this.own(new RunFaces(state.directory, given));
    this.own(receive(panel.webview, isRunPanelRequest, given.log, (request) => this.#answer(request)));
    this.own(panel.onDidChangeViewState(() => this.#follow()));
    this.own(
      given.tracker.onDidChange(() => {
        this.#placeIsOld = true;
        if (!this.#goOn()) this.#follow();
      }),
    );
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.#post({ type: 'accessChanged' })));
    this.own({ dispose: () => clearTimeout(this.#timer) });
    fillPanel(panel, given.context.extensionUri, 'run', state);
  }

  #answer(message: RunPanelRequest): void {
    switch (message.type) {
      case 'ready':
        this.#loaded = false;
        this.#sentPlace = '';
        this.#placeIsOld = true;
        this.#follow();
        return;
      case 'goTo':
        if (this.given.tracker.record(message.directory)) this.given.goTo(this, message.directory);
        return;
      case 'pin':
        this.#pinned = message.pinned;
        this.#placeIsOld = true;
        if (!this.#goOn()) this.#follow();
        return;
      case 'compare':
        void vscode.commands.executeCommand('ferexp.compare', {
          experiments: [this.given.tracker.experimentOf(this.directory)?.id ?? path.dirname(this.directory)],
        });
        return;
      case 'showData': {
        const { file, variant } = this.given.tracker.record(this.directory)?.resolved ?? {};
        void vscode.commands.executeCommand('ferexp.showData', { file, variant });
        return;
      }
      case 'openAncestor':
        if (this.#follower.view().header.ancestry?.some(({ directory }) => directory === message.directory)) {
          void vscode.commands.executeCommand('ferexp.openRun', message.directory);
        }
        return;
      case 'faces':
        void this.#faces.find(message.query).then((found) => this.#post({ type: 'faces', found }));
        return;
      case 'twins':
        void this.#faces.twins(message.ids).then(
          (faces) => this.#post({ type: 'twins', faces }),
          (error: unknown) => this.given.log.warn(`Faces of ${this.directory}: ${String(error)}`),
        );
        return;
      case 'trust':
        void vscode.commands.executeCommand('workbench.trust.manage');
        return;
      case 'allowData':
        void this.#faces.allow().then(() => this.#post({ type: 'accessChanged' }));
        return;
      case 'savePicture':
        void savePicture(message, this.directory);
        return;
      default:
        void vscode.commands.executeCommand(`ferexp.${message.type}`, this.directory);
    }
  }

  /**
   * Goes on with the queue once this run is done, also while the panel is hidden. A run that was stopped stays: whoever
   * stopped it looks at it.
   * @returns whether it did
   */
  #goOn(): boolean {
    const record = this.given.tracker.record(this.directory);
    if (record && isActive(record)) this.#queue = record.queue?.queue;
    else if (record && record.header.state !== 'cancelled' && this.#queue !== undefined && !this.#pinned) {
      const next = nextInQueue(this.given.times.queues(), this.#queue);
      if (next?.state === 'waiting') return false;
      this.#queue = undefined;
      if (!next || this.given.isOpen(next.record.directory)) return false;
      this.given.goTo(this, next.record.directory);
      return true;
    }
    return false;
  }

  #place(): RunPlace {
    const view = this.given.times.queues();
    const stand = standWords(view, this.directory);
    const runs = this.given.tracker.experimentOf(this.directory)?.records ?? [];
    return {
      pinned: this.#pinned,
      ...(stand !== undefined && { stand }),
      ...neighboursOf(runs, view, this.directory),
    };
  }

  /** Reads and sends, one after another; hidden panels have no page to send to. */
  #follow(): void {
    clearTimeout(this.#timer);
    if (!isShown(this.panel)) return;
    this.#work = this.#work
      .then(() => this.#send())
      .catch((error: unknown) => this.given.log.error(`Cannot read ${this.directory}: ${String(error)}`));
  }

  async #send(): Promise<void> {
    if (!existsSync(path.join(this.directory, runFiles.experiment))) {
      this.#follower = new RunFollower(this.directory);
      this.#loaded = false;
      await this.#post({ type: 'missing', directory: this.directory });
      return;
    }
    const update = await this.#follower.read();
    if (!this.#loaded) {
      const run = this.#follower.view();
      this.panel.title = titleOf(this.given.tracker, this.directory);
      this.#loaded = true;
      await this.#post({ type: 'load', run });
    } else if (update) {
      await this.#post({ type: 'update', update });
    }
    if (this.#placeIsOld) await this.#sendPlace();
    const { state } = this.#follower.view().header;
    if (isShown(this.panel) && (state === 'running' || state === 'queued')) {
      this.#timer = setTimeout(() => this.#follow(), followPeriodMs);
    }
  }

  async #sendPlace(): Promise<void> {
    this.#placeIsOld = false;
    const place = this.#place();
    const text = JSON.stringify(place);
    if (text === this.#sentPlace) return;
    this.#sentPlace = text;
    await this.#post({ type: 'place', place });
  }

  async #post(event: RunPanelEvent): Promise<void> {
    await this.panel.webview.postMessage(event);
  }
}

/** At most one panel a run. */
export class RunPanels extends Owner implements vscode.WebviewPanelSerializer {
  readonly #panels = new Set<RunPanel>();
  readonly #given: RunPanelContext;

  constructor(given: FilePanelContext, tracker: RunTracker, times: TimeKnowledge) {
    super();
    const isOpen = (directory: string): boolean => this.#panelOf(directory) !== undefined;
    this.#given = { ...given, tracker, times, isOpen, goTo: (panel, directory) => this.#goTo(panel, directory) };
    this.own(vscode.window.registerWebviewPanelSerializer(viewType, this));
  }

  open(directory: string): void {
    const known = this.#panelOf(directory);
    if (known) {
      known.panel.reveal();
      return;
    }
    const { tracker, context } = this.#given;
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const options = { ...webviewOptions(context.extensionUri), enableFindWidget: true };
    const title = titleOf(tracker, directory);
    this.#adopt(vscode.window.createWebviewPanel(viewType, title, column, options), { directory });
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (isRunPanelState(state)) this.#adopt(panel, state);
    else panel.dispose();
    return Promise.resolve();
  }

  #panelOf(directory: string): RunPanel | undefined {
    return [...this.#panels].find((run) => run.directory === directory);
  }

  #goTo(from: RunPanel, directory: string): void {
    const known = this.#panelOf(directory);
    if (known) {
      known.panel.reveal();
      return;
    }
    this.#panels.delete(from);
    from.dispose();
    this.#adopt(from.panel, { directory });
  }

  /** The panel may have shown another run before: its page starts anew, so that nothing of that is taken for this one's. */
  #adopt(panel: vscode.WebviewPanel, state: RunPanelState): void {
    const run = new RunPanel(panel, state, this.#given);
    this.#panels.add(run);
    panel.onDidDispose(() => {
      run.dispose();
      this.#panels.delete(run);
    });
  }

  override dispose(): void {
    for (const run of this.#panels) run.dispose();
    super.dispose();
  }
}
