/** Shows which pixels the predictions of a run come from. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { readResolved } from '../../storage/run/runFile';
import type { ExplainChoice, Explanations, ExplainState } from '../../schemas/explanations';
import type { PanelProblem } from '../../schemas/faces';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { Owner } from '../disposables';
import { explainRun } from '../runs/explain';
import type { RunTracker } from '../runs/runTracker';
import { isShown } from './shown';
import { outsideOf, type PanelServices } from './filePanel';
import { receive } from './receive';
import { savePicture } from './savePicture';
import { PanelRegistry } from './panelRegistry';
import { fillPanel } from './webviewHtml';
import { filesOf, keepPictures } from './droppedPictures';
import { confirmOutside, outsideAllowed } from '../access';
import {
  type ExplainPanelRequest,
  isExplainPanelRequest,
  isExplainState,
  type ExplainPanelEvent,
} from '../../schemas/messages/explain';

type DropRequest = Extract<ExplainPanelRequest, { type: 'dropPictures' }>;

/** VS Code restores open panels by it, also those of versions that called the page so. */
const viewType = 'ferexp.attributions';

const firstChoice: ExplainChoice = {
  split: 'test',
  faces: { by: 'mistakes', count: 6 },
  methods: ['integratedGradients', 'gradCam'],
  target: 'predicted',
  baseline: 'black',
};

/** Asks the user for pictures of faces. @returns absolute paths; undefined for none */
export async function choosePictures(): Promise<readonly string[] | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Pictures of Faces, Each Cropped to One Face',
    openLabel: 'Try',
    canSelectMany: true,
    filters: { Pictures: ['jpg', 'jpeg', 'png', 'bmp', 'tif', 'tiff'] },
  });
  return chosen?.map(({ fsPath }) => fsPath);
}

/** The panel of one run. */
class ExplainPanel extends Owner {
  readonly directory: string;
  #choice: ExplainChoice;
  /** Explanations for the present choice. Kept here, because a hidden page loses its state. */
  #explanations: Explanations | undefined;
  #working = false;
  #current = new AbortController();

  constructor(
    readonly panel: vscode.WebviewPanel,
    state: ExplainState,
    private readonly tracker: RunTracker,
    private readonly services: PanelServices,
  ) {
    super();
    const { extensionUri } = services.context;
    this.directory = state.directory;
    this.#choice = state.choice;
    this.own(receive(panel.webview, isExplainPanelRequest, services.log, (request) => this.#answer(request)));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.#explain()));
    this.own({ dispose: () => this.#current.abort() });
    fillPanel(panel, extensionUri, 'explain', state);
  }

  show(choice: ExplainChoice): void {
    this.#choice = choice;
    void this.#explain();
  }

  #answer(message: ExplainPanelRequest): void {
    switch (message.type) {
      case 'ready':
        void this.#load();
        return;
      case 'explain':
        this.show(message.choice);
        return;
      case 'choosePictures':
        void this.#choosePictures(message.choice);
        return;
      case 'dropPictures':
        void this.#takeDropped(message);
        return;
      case 'cancel':
        this.#current.abort();
        this.#working = false;
        void this.#post({ type: 'cancelled' });
        return;
      case 'savePicture':
        void savePicture(message, this.directory);
        return;
      case 'trust':
        void vscode.commands.executeCommand('workbench.trust.manage');
        return;
      case 'allowData':
        void this.#allowData();
        return;
      case 'openFile':
        void vscode.commands.executeCommand('ferexp.openExperiment', this.directory);
    }
  }

  async #choosePictures(choice: ExplainChoice): Promise<void> {
    const files = await choosePictures();
    if (files !== undefined) await this.#tryPictures(choice, files);
  }

  async #takeDropped({ choice, pictures = [], addresses = [] }: DropRequest): Promise<void> {
    try {
      const folder = path.join(this.services.context.globalStorageUri.fsPath, 'dropped');
      await this.#tryPictures(choice, [...(await keepPictures(folder, pictures)), ...filesOf(addresses)]);
    } catch (error) {
      await this.#post({ type: 'problem', problem: this.#problemOf(error) });
    }
  }

  async #tryPictures(choice: ExplainChoice, files: readonly string[]): Promise<void> {
    // A picture has no true class.
    const target = choice.target === 'true' ? 'predicted' : choice.target;
    this.show({ ...choice, target, faces: { by: 'pictures', files } });
    await this.#introduce();
  }

  /** The page was loaded, for the first time or again. */
  async #load(): Promise<void> {
    await this.#introduce();
    if (this.#explanations) await this.#post({ type: 'load', explanations: this.#explanations });
    else if (this.#working) await this.#post({ type: 'busy' });
    else await this.#explain();
  }

  async #introduce(): Promise<void> {
    const record = this.tracker.record(this.directory);
    const name = record
      ? `${this.tracker.labelOf(record.header)} / ${record.header.variant}`
      : path.basename(this.directory);
    const classNames = record?.summary?.classNames ?? [];
    await this.#post({ type: 'subject', state: this.#state(), name, classNames });
  }

  #state(): ExplainState {
    return { directory: this.directory, choice: this.#choice };
  }

  /** Computes explanations for the present choice; aborts an earlier computation. A hidden page asks when shown again. */
  async #explain(): Promise<void> {
    this.#current.abort();
    this.#explanations = undefined;
    if (!isShown(this.panel)) return;
    const { signal } = (this.#current = new AbortController());
    let event: ExplainPanelEvent;
    this.#working = true;
    try {
      const obstacle = await this.#obstacle();
      event = obstacle ? { type: 'problem', problem: obstacle } : await this.#compute(signal);
    } catch (error) {
      if (signal.aborted) return;
      event = { type: 'problem', problem: this.#problemOf(error) };
    }
    if (signal.aborted) return;
    this.#working = false;
    await this.#post(event);
  }

  async #compute(signal: AbortSignal): Promise<ExplainPanelEvent> {
    await this.#post({ type: 'busy' });
    const report = (detail: string) => void (signal.aborted || this.#post({ type: 'busy', detail }));
    const explanations = await explainRun(this.services.script, this.directory, this.#choice, report, signal);
    this.#explanations = explanations;
    return { type: 'load', explanations };
  }

  async #obstacle(): Promise<PanelProblem | undefined> {
    if (!existsSync(path.join(this.directory, runFiles.experiment))) {
      throw new UserError(`The run ${path.basename(this.directory)} is no longer there.`);
    }
    if (!vscode.workspace.isTrusted) {
      const message = 'Explaining predictions starts a program, so it needs a trusted workspace.';
      return { message, action: 'trust' };
    }
    const outside = await outsideOf([await readResolved(this.directory)]);
    if (outsideAllowed(outside, this.services.context.workspaceState)) return undefined;
    return {
      message: `This experiment reads data from outside of the workspace: ${outside.join(', ')}`,
      action: 'allowData',
    };
  }

  async #allowData(): Promise<void> {
    const outside = await outsideOf([await readResolved(this.directory)]);
    if (await confirmOutside(outside, this.services.context.workspaceState, 'Read')) await this.#explain();
  }

  #problemOf(error: unknown): PanelProblem {
    const { message, remedy } = error instanceof UserError ? error : { message: String(error), remedy: undefined };
    this.services.log.warn(`Explaining ${this.directory}: ${message}`);
    return { message, ...(remedy !== undefined && { remedy }) };
  }

  async #post(event: ExplainPanelEvent): Promise<void> {
    await this.panel.webview.postMessage(event);
  }
}

/** The explanations that are open: at most one panel for each run. */
export class ExplainPanels extends Owner {
  readonly #panels: PanelRegistry<ExplainState, ExplainPanel>;

  constructor(
    services: PanelServices,
    private readonly tracker: RunTracker,
  ) {
    super();
    const { extensionUri } = services.context;
    const create = (panel: vscode.WebviewPanel, state: ExplainState) =>
      new ExplainPanel(panel, state, tracker, services);
    this.#panels = this.own(new PanelRegistry({ viewType, extensionUri, isState: isExplainState, create }));
  }

  /** @param choice replaces fields of the first choice: the most confident mistakes on test faces */
  open(directory: string, choice?: Partial<ExplainChoice>): void {
    const known = this.#panels.find((shown) => shown.directory === directory);
    if (known) {
      known.panel.reveal();
      if (choice) known.show({ ...firstChoice, ...choice });
      return;
    }
    const record = this.tracker.record(directory);
    const name = record
      ? `${this.tracker.labelOf(record.header)} / ${record.header.variant}`
      : path.basename(directory);
    const state = { directory, choice: { ...firstChoice, ...choice } };
    this.#panels.open(`Explained: ${name}`, vscode.ViewColumn.Active, state);
  }
}
