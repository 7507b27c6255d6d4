import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { RunFollower } from '../../results/runFollower';
import type { RunPanelEvent } from '../../schemas/messages';
import { runFiles } from '../../schemas/runDirectory';
import {
  isRunPanelRequest,
  isRunPanelState,
  type RunPanelRequest,
  type RunPanelState,
} from '../../schemas/panelRequests';
import { Owner } from '../disposables';
import type { RunTracker } from '../runs/runTracker';
import { isShown } from './shown';
import type { FilePanelContext } from './filePanel';
import { receive } from './receive';
import { RunFaces } from './runFaces';
import { savePicture } from './savePicture';
import { webviewHtml, webviewOptions } from './webviewHtml';

const viewType = 'ferexp.run';
/** How often a visible panel reads the events of a run that goes on; well under the half second to the pixel. */
const followPeriodMs = 200;

/** One run, live while it runs and its result afterwards. Follows the run directory and nothing else. */
class RunPanel extends Owner {
  readonly directory: string;
  #follower: RunFollower;
  #loaded = false;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  readonly #faces: RunFaces;

  constructor(
    readonly panel: vscode.WebviewPanel,
    state: RunPanelState,
    private readonly tracker: RunTracker,
    private readonly given: FilePanelContext,
  ) {
    super();
    const { extensionUri } = given.context;
    this.directory = state.directory;
    this.#follower = new RunFollower(state.directory);
    this.#faces = this.own(new RunFaces(state.directory, given));
    panel.webview.options = webviewOptions(extensionUri);
    this.own(receive(panel.webview, isRunPanelRequest, given.log, (request) => this.#answer(request)));
    this.own(panel.onDidChangeViewState(() => this.#follow()));
    this.own(tracker.onDidChange(() => this.#follow()));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.#post({ type: 'accessChanged' })));
    this.own({ dispose: () => clearTimeout(this.#timer) });
    panel.webview.html = webviewHtml(panel.webview, extensionUri, 'run', panel.title);
  }

  #answer(message: RunPanelRequest): void {
    switch (message.type) {
      case 'ready':
        this.#loaded = false;
        this.#follow();
        return;
      case 'compare':
        void vscode.commands.executeCommand('ferexp.compare', {
          experiments: [this.tracker.experimentOf(this.directory)?.id ?? path.dirname(this.directory)],
        });
        return;
      case 'showData': {
        const { file, variant } = this.tracker.record(this.directory)?.resolved ?? {};
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
      this.panel.title = `${this.tracker.labelOf(run.header)}: ${run.header.variant}`;
      this.#loaded = true;
      await this.#post({ type: 'load', run });
    } else if (update) {
      await this.#post({ type: 'update', update });
    }
    const { state } = this.#follower.view().header;
    if (isShown(this.panel) && (state === 'running' || state === 'queued')) {
      this.#timer = setTimeout(() => this.#follow(), followPeriodMs);
    }
  }

  async #post(event: RunPanelEvent): Promise<void> {
    await this.panel.webview.postMessage(event);
  }
}

/** At most one panel a run. */
export class RunPanels extends Owner implements vscode.WebviewPanelSerializer {
  readonly #panels = new Map<string, RunPanel>();

  constructor(
    private readonly given: FilePanelContext,
    private readonly tracker: RunTracker,
  ) {
    super();
    this.own(vscode.window.registerWebviewPanelSerializer(viewType, this));
  }

  open(directory: string): void {
    const known = this.#panels.get(directory);
    if (known) {
      known.panel.reveal();
      return;
    }
    const record = this.tracker.record(directory);
    const title = record
      ? `${this.tracker.labelOf(record.header)}: ${record.header.variant}`
      : path.basename(directory);
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const options = { ...webviewOptions(this.given.context.extensionUri), enableFindWidget: true };
    this.#adopt(vscode.window.createWebviewPanel(viewType, title, column, options), { directory });
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (isRunPanelState(state)) this.#adopt(panel, { directory: state.directory });
    else panel.dispose();
    return Promise.resolve();
  }

  #adopt(panel: vscode.WebviewPanel, state: RunPanelState): void {
    const run = new RunPanel(panel, state, this.tracker, this.given);
    this.#panels.set(state.directory, run);
    panel.onDidDispose(() => {
      run.dispose();
      if (this.#panels.get(state.directory) === run) this.#panels.delete(state.directory);
    });
  }

  override dispose(): void {
    for (const run of this.#panels.values()) run.dispose();
    super.dispose();
  }
}
