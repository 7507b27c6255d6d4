import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns, variantNames } from '../../experiment/resolve';
import type { ResolvedExperiment } from '../../experiment/types';
import type { PreviewPanelEvent, PreviewPanelRequest, PreviewProblem, PreviewState } from '../../schemas/messages';
import { baseVariant } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { confirmOutside, outsideAllowed } from '../commands/runExperiment';
import { Owner } from '../disposables';
import { allProblems } from '../language/problems';
import { errorsInWords, pathsOutside } from '../runs/preflight';
import { previewAugmentation } from '../runs/preview';
import { webviewHtml, webviewOptions } from './webviewHtml';

const viewType = 'ferexp.preview';
/** How long after the last key the faces are drawn anew. */
const debounceMs = 300;

function openDocument(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
}

/** The faces of one experiment file before and after the augmentation of one of its variants. */
class PreviewPanel extends Owner {
  #state: PreviewState;
  #timer: NodeJS.Timeout | undefined;
  #current = new AbortController();

  constructor(
    readonly panel: vscode.WebviewPanel,
    state: PreviewState,
    private readonly context: vscode.ExtensionContext,
    private readonly script: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.#state = state;
    panel.webview.options = webviewOptions(context.extensionUri);
    const ifOurs = ({ uri }: vscode.TextDocument): void => {
      if (uri.fsPath === this.#state.file) this.#drawSoon();
    };
    this.own(panel.webview.onDidReceiveMessage((message: PreviewPanelRequest) => this.#answer(message)));
    this.own(vscode.workspace.onDidChangeTextDocument(({ document }) => ifOurs(document)));
    // What is closed without saving counts no more.
    this.own(vscode.workspace.onDidCloseTextDocument(ifOurs));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#drawSoon()));
    this.own({
      dispose: () => {
        clearTimeout(this.#timer);
        this.#current.abort();
      },
    });
    panel.webview.html = webviewHtml(panel.webview, context.extensionUri, 'preview', panel.title);
  }

  get file(): string {
    return this.#state.file;
  }

  show(variant: string): void {
    this.#state = { ...this.#state, variant };
    void this.#draw();
  }

  #answer(message: PreviewPanelRequest): void {
    switch (message.type) {
      case 'ready':
        void this.#draw();
        return;
      case 'choose':
        this.show(message.variant);
        return;
      case 'trust':
        void vscode.commands.executeCommand('workbench.trust.manage');
        return;
      case 'openFile':
        void vscode.commands.executeCommand('ferexp.openExperiment', { file: this.file });
        return;
      case 'allowData':
        void this.#allowData();
    }
  }

  #drawSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#draw(), debounceMs);
  }

  /** Draws what the file says now; whatever was being drawn is no longer wanted. A hidden page asks when it is back. */
  async #draw(): Promise<void> {
    clearTimeout(this.#timer);
    this.#current.abort();
    if (!this.panel.visible) return;
    const { signal } = (this.#current = new AbortController());
    let event: PreviewPanelEvent;
    try {
      event = await this.#drawn(signal);
    } catch (error) {
      event = { type: 'problem', problem: this.#problemOf(error, signal) };
    }
    if (!signal.aborted) await this.#post(event);
  }

  async #drawn(signal: AbortSignal): Promise<PreviewPanelEvent> {
    const { file } = this.#state;
    const text = openDocument(file)?.getText() ?? (await readFile(file, 'utf8').catch(() => undefined));
    if (text === undefined) throw new UserError(`${file} is no longer there.`);
    const parsed = parseExperiment(text);
    if (parsed.file) {
      const variants = variantNames(parsed.file);
      if (!variants.includes(this.#state.variant)) this.#state = { file, variant: baseVariant };
      await this.#post({ type: 'subject', state: this.#state, name: parsed.file.name, variants });
    }
    if (!vscode.workspace.isTrusted) {
      return problem('Drawing the preview starts a program, so it needs a trusted workspace.', 'trust');
    }
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath;
    const wrong = errorsInWords(file, allProblems(parsed, file, folder));
    if (wrong !== undefined || !parsed.file) return problem(wrong ?? `${file} is not valid.`, 'openFile');
    const { variant } = this.#state;
    const outside = await outsideOf(resolveRuns(parsed.file, { path: file, variants: [variant], repeats: [0] }));
    if (!outsideAllowed(outside, this.context.workspaceState)) {
      return problem(`This experiment reads data from outside of the workspace: ${outside.join(', ')}`, 'allowData');
    }
    if (!signal.aborted) await this.#post({ type: 'busy' });
    return { type: 'load', preview: await previewAugmentation(this.script, { file, text, variant }, signal) };
  }

  #problemOf(error: unknown, signal: AbortSignal): PreviewProblem {
    const { message, remedy } = error instanceof UserError ? error : { message: String(error), remedy: undefined };
    if (!signal.aborted) this.log.warn(`Preview of ${this.file}: ${message}`);
    return { message, ...(remedy !== undefined && { remedy }) };
  }

  async #allowData(): Promise<void> {
    const { file, variant } = this.#state;
    const text = openDocument(file)?.getText() ?? (await readFile(file, 'utf8'));
    const parsed = parseExperiment(text).file;
    if (!parsed) return;
    const outside = await outsideOf(resolveRuns(parsed, { path: file, variants: [variant], repeats: [0] }));
    if (await confirmOutside(outside, this.context.workspaceState, 'Read')) await this.#draw();
  }

  async #post(event: PreviewPanelEvent): Promise<void> {
    await this.panel.webview.postMessage(event);
  }
}

function problem(message: string, action: NonNullable<PreviewProblem['action']>): PreviewPanelEvent {
  return { type: 'problem', problem: { message, action } };
}

function outsideOf(runs: readonly ResolvedExperiment[]): Promise<string[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  return pathsOutside(runs, folders);
}

function isState(state: unknown): state is PreviewState {
  const { file, variant } = (state ?? {}) as Partial<PreviewState>;
  return typeof file === 'string' && typeof variant === 'string';
}

/** At most one panel a file. */
export class PreviewPanels extends Owner implements vscode.WebviewPanelSerializer {
  readonly #panels = new Map<string, PreviewPanel>();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly script: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.own(vscode.window.registerWebviewPanelSerializer(viewType, this));
  }

  open(file: string, variant: string): void {
    const known = this.#panels.get(file);
    if (known) {
      known.panel.reveal(undefined, true);
      known.show(variant);
      return;
    }
    const title = `Augmentation: ${path.basename(file).replace(/\.ferexp\.json$/, '')}`;
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#adopt(vscode.window.createWebviewPanel(viewType, title, place, webviewOptions(this.context.extensionUri)), {
      file,
      variant,
    });
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (isState(state)) this.#adopt(panel, state);
    else panel.dispose();
    return Promise.resolve();
  }

  #adopt(panel: vscode.WebviewPanel, state: PreviewState): void {
    const preview = new PreviewPanel(panel, state, this.context, this.script, this.log);
    this.#panels.set(state.file, preview);
    panel.onDidDispose(() => {
      preview.dispose();
      if (this.#panels.get(state.file) === preview) this.#panels.delete(state.file);
    });
  }

  override dispose(): void {
    for (const preview of this.#panels.values()) preview.dispose();
    super.dispose();
  }
}
