/** Shows runs, live while they run and with their results afterwards. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { neighboursOf, nextInQueue, runTitle, standWords } from '../../results/place';
import { RunFollower } from '../../results/runFollower';
import { runFiles } from '../../schemas/runDirectory';
import { Owner } from '../disposables';
import { isActive, type RunTracker } from '../runs/runTracker';
import type { TimeKnowledge } from '../runs/timeKnowledge';
import { isShown } from './shown';
import type { PanelServices } from './filePanel';
import { PanelRegistry } from './panelRegistry';
import { receive } from './receive';
import { RunFaces } from './runFaces';
import { savePicture } from './savePicture';
import { fillPanel } from './webviewHtml';
import {
  type RunPanelEvent,
  type RunPlace,
  isRunPanelRequest,
  isRunPanelState,
  type RunPanelRequest,
  type RunPanelState,
} from '../../schemas/messages/run';

const viewType = 'ferexp.run';
/** How often a visible panel reads the events of an active run: new values must appear within half a second. */
const followPeriodMs = 200;

/** What run panels need. */
interface RunPanelServices extends PanelServices {
  readonly tracker: RunTracker;
  readonly times: TimeKnowledge;
  /** Makes a panel show another run. */
  readonly goTo: (panel: RunPanel, directory: string) => void;
  readonly isOpen: (directory: string) => boolean;
}

/** The title of a run's tab: enough to distinguish it from the other runs of its experiment. */
function titleOf(tracker: RunTracker, directory: string): string {
  const record = tracker.record(directory);
  if (!record) return path.basename(directory);
  const runs = tracker.experimentOf(directory)?.records ?? [record];
  return runTitle(record, runs, tracker.labelOf(record.header));
}

/** The panel of one run: its run directory, and its place among other runs. */
class RunPanel extends Owner {
  readonly directory: string;
  #pinned: boolean;
  /** The user writes a note. */
  #writing: boolean;
  /** The queue of the run, as long as that may have a next run. */
  #queue: string | undefined;
  #sentPlace = '';
  /** The place is computed only after a change on disk: with thousands of runs it takes time. */
  #isPlaceStale = true;
  #follower: RunFollower;
  #loaded = false;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  readonly #faces: RunFaces;
  /** That were sent last. */
  #clusterWords: string | undefined;

  constructor(
    readonly panel: vscode.WebviewPanel,
    state: RunPanelState,
    private readonly services: RunPanelServices,
  ) {
    super();
    this.directory = state.directory;
    this.#pinned = state.pinned === true;
    this.#writing = state.draft !== undefined;
    panel.title = titleOf(services.tracker, state.directory);
    this.#follower = new RunFollower(state.directory);
    this.#faces = this.own(new RunFaces(state.directory, services));
    this.own(receive(panel.webview, isRunPanelRequest, services.log, (request) => this.#answer(request)));
    this.own(panel.onDidChangeViewState(() => this.#follow()));
    this.own(
      services.tracker.onDidChange(() => {
        this.#isPlaceStale = true;
        if (!this.#showNext()) this.#follow();
      }),
    );
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.#post({ type: 'accessChanged' })));
    this.own({ dispose: () => clearTimeout(this.#timer) });
    fillPanel(panel, services.context.extensionUri, 'run', state);
  }

  #answer(message: RunPanelRequest): void {
    switch (message.type) {
      case 'ready':
        this.#loaded = false;
        this.#sentPlace = '';
        this.#isPlaceStale = true;
        this.#follow();
        return;
      case 'goTo':
        if (this.services.tracker.record(message.directory)) this.services.goTo(this, message.directory);
        return;
      case 'pin':
        this.#pinned = message.pinned;
        this.#isPlaceStale = true;
        if (!this.#showNext()) this.#follow();
        return;
      case 'writing':
        this.#writing = message.writing;
        if (!this.#showNext()) this.#follow();
        return;
      case 'note':
        void vscode.commands.executeCommand('ferexp.note', this.directory, message.text);
        return;
      case 'compare':
        void vscode.commands.executeCommand('ferexp.compare', {
          experiments: [this.services.tracker.experimentOf(this.directory)?.id ?? path.dirname(this.directory)],
        });
        return;
      case 'showData': {
        const { file, variant } = this.services.tracker.record(this.directory)?.resolved ?? {};
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
      case 'duplicates':
        void this.#faces.duplicates(message).then(
          (faces) => this.#post({ type: 'duplicates', faces }),
          (error: unknown) => this.services.log.warn(`Faces of ${this.directory}: ${String(error)}`),
        );
        return;
      case 'relabelled':
        void this.#faces.show(message.ids).then((shown) => this.#post({ type: 'relabelled', ...shown }));
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
   * Shows the next run of the queue once this run is done, even while the panel is hidden. A stopped run stays, because the
   * user who stopped it is looking at it.
   * @returns whether the panel shows another run now
   */
  #showNext(): boolean {
    const record = this.services.tracker.record(this.directory);
    if (record && isActive(record)) this.#queue = record.queue?.queue;
    else if (record && record.header.state !== 'cancelled' && this.#queue !== undefined && !this.#isHeld) {
      const next = nextInQueue(this.services.times.queues(), this.#queue);
      if (next?.state === 'waiting') return false;
      this.#queue = undefined;
      if (!next || this.services.isOpen(next.record.directory)) return false;
      this.services.goTo(this, next.record.directory);
      return true;
    }
    return false;
  }

  /** Whether the panel stays with its run. */
  get #isHeld(): boolean {
    return this.#pinned || this.#writing;
  }

  #place(): RunPlace {
    const view = this.services.times.queues();
    const stand = standWords(view, this.directory);
    const runs = this.services.tracker.experimentOf(this.directory)?.records ?? [];
    return {
      pinned: this.#pinned,
      ...(stand !== undefined && { stand }),
      ...neighboursOf(runs, view, this.directory),
    };
  }

  /** Reads the run and sends what is new, one reading after another. Hidden panels have no page to send to. */
  #follow(): void {
    clearTimeout(this.#timer);
    if (!isShown(this.panel)) return;
    this.#work = this.#work
      .then(() => this.#send())
      .catch((error: unknown) => this.services.log.error(`Cannot read ${this.directory}: ${String(error)}`));
  }

  async #send(): Promise<void> {
    if (!existsSync(path.join(this.directory, runFiles.experiment))) {
      this.#follower = new RunFollower(this.directory);
      this.#loaded = false;
      await this.#post({ type: 'missing', directory: this.directory });
      return;
    }
    const { tracker } = this.services;
    const update = await this.#follower.read();
    const run = this.#follower.view();
    // The words of a cluster change without a file of the run.
    const header = tracker.told(run.header);
    const words = header.cluster?.words;
    if (!this.#loaded) {
      this.panel.title = titleOf(tracker, this.directory);
      this.#loaded = true;
      await this.#post({ type: 'load', run: { ...run, header } });
    } else if (update) {
      await this.#post({ type: 'update', update: { ...update, header } });
    } else if (words !== this.#clusterWords) {
      await this.#post({ type: 'update', update: { header, batches: [], epochs: [] } });
    }
    this.#clusterWords = words;
    if (this.#isPlaceStale) await this.#sendPlace();
    const { state } = header;
    if (isShown(this.panel) && (state === 'running' || state === 'queued')) {
      this.#timer = setTimeout(() => this.#follow(), followPeriodMs);
    }
  }

  async #sendPlace(): Promise<void> {
    this.#isPlaceStale = false;
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

/** The runs that are open: at most one panel for each. */
export class RunPanels extends Owner {
  readonly #panels: PanelRegistry<RunPanelState, RunPanel>;

  constructor(
    panelServices: PanelServices,
    private readonly tracker: RunTracker,
    times: TimeKnowledge,
  ) {
    super();
    const services: RunPanelServices = {
      ...{ ...panelServices, tracker, times },
      isOpen: (directory) => this.#panelOf(directory) !== undefined,
      goTo: (panel, directory) => this.#goTo(panel, directory),
    };
    const { extensionUri } = services.context;
    const create = (panel: vscode.WebviewPanel, state: RunPanelState) => new RunPanel(panel, state, services);
    this.#panels = this.own(new PanelRegistry({ viewType, extensionUri, isState: isRunPanelState, create }));
  }

  open(directory: string): void {
    const known = this.#panelOf(directory);
    if (known) {
      known.panel.reveal();
      return;
    }
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    this.#panels.open(titleOf(this.tracker, directory), column, { directory });
  }

  #panelOf(directory: string): RunPanel | undefined {
    return this.#panels.find((run) => run.directory === directory);
  }

  #goTo(from: RunPanel, directory: string): void {
    const known = this.#panelOf(directory);
    if (known) known.panel.reveal();
    else this.#panels.replace(from, { directory });
  }
}
