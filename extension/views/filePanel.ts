/** Base of the panels that show an experiment file as it is edited. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns, variantNames, variantOf } from '../../experiment/resolve';
import type { ResolvedExperiment } from '../../experiment/types';
import { experimentLabel } from '../../results/experiments';
import type { PanelProblem } from '../../schemas/faces';
import { UserError } from '../../schemas/userError';
import type { Check } from '../../schemas/shape';
import { Owner } from '../disposables';
import { allProblems } from '../documents/problems';
import { errorsInWords } from '../runs/preflight';
import { pathsOutside } from '../../storage/outside';
import type { RunTracker } from '../runs/runTracker';
import { isShown } from './shown';
import { receive } from './receive';
import { savePicture } from './savePicture';
import { PanelRegistry } from './panelRegistry';
import { fillPanel, type Page } from './webviewHtml';
import { confirmOutside, outsideAllowed } from '../access';
import {
  isFilePanelState,
  isPreviewPanelRequest,
  type PreviewPanelRequest,
  type PreviewState,
} from '../../schemas/messages/preview';

/** The panel is updated this long after the last key press. */
const debounceMs = 300;

/** What panels need of the extension. */
export interface PanelServices {
  readonly context: vscode.ExtensionContext;
  /** Absolute path of dist/ferexp.js. */
  readonly script: string;
  readonly log: vscode.LogOutputChannel;
}

/** An experiment as it is in the editor, saved or not, whose data may be read. */
export interface Subject extends PreviewState {
  readonly text: string;
}

/** Events that every panel of a file sends. */
type Common =
  | { readonly type: 'subject'; state: PreviewState; name: string; variants: readonly string[] }
  | { readonly type: 'problem'; problem: PanelProblem };

/** Requests that every page of a file can send, and those of one kind of page. */
type Request<Own> = PreviewPanelRequest | Own;

function openDocument(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
}

/** The data of runs that is outside of all workspace folders. */
export function outsideOf(runs: readonly Pick<ResolvedExperiment, 'data' | 'baseDirectory'>[]): Promise<string[]> {
  return pathsOutside(
    runs,
    (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
  );
}

/** Shows one variant of an experiment file, and follows its edits. */
export abstract class FilePanel<Event extends { type: string }, Own extends { type: string } = never> extends Owner {
  #state: PreviewState;
  #timer: NodeJS.Timeout | undefined;
  #current = new AbortController();

  /**
   * @param isRequest checks the requests of its page
   * @param action that reads the data, for messages
   */
  constructor(
    readonly panel: vscode.WebviewPanel,
    state: PreviewState,
    page: Page,
    isRequest: Check<Request<Own>>,
    private readonly action: string,
    protected readonly services: PanelServices,
  ) {
    super();
    this.#state = state;
    const { extensionUri } = services.context;
    const ifOurs = ({ uri }: vscode.TextDocument): void => {
      if (uri.fsPath === this.#state.file) this.#drawSoon();
    };
    this.own(receive(panel.webview, isRequest, services.log, (request) => this.#answer(request)));
    this.own(vscode.workspace.onDidChangeTextDocument(({ document }) => ifOurs(document)));
    // A document that is closed without saving no longer counts.
    this.own(vscode.workspace.onDidCloseTextDocument(ifOurs));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#drawSoon()));
    this.own({
      dispose: () => {
        clearTimeout(this.#timer);
        this.#current.abort();
      },
    });
    fillPanel(panel, extensionUri, page, state);
  }

  get file(): string {
    return this.#state.file;
  }

  protected get variant(): string {
    return this.#state.variant;
  }

  show(variant: string): void {
    this.#state = { ...this.#state, variant };
    void this.#draw();
  }

  /** Computes the content for the page. @throws UserError if it cannot be computed */
  protected abstract contentOf(subject: Subject, signal: AbortSignal): Promise<Event>;

  /** Answers the requests that only this kind of page sends. */
  protected answer?(request: Own): void;

  protected async post(event: Event | Common): Promise<void> {
    await this.panel.webview.postMessage(event);
  }

  protected problemOf(error: unknown): PanelProblem {
    const { message, remedy } = error instanceof UserError ? error : { message: String(error), remedy: undefined };
    this.services.log.warn(`${this.action} of ${this.file}: ${message}`);
    return { message, ...(remedy !== undefined && { remedy }) };
  }

  #answer(message: Request<Own>): void {
    if (!isPreviewPanelRequest(message)) {
      this.answer?.(message);
      return;
    }
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
        return;
      case 'savePicture':
        void savePicture(message, this.file);
        return;
    }
  }

  #drawSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#draw(), debounceMs);
  }

  /** Draws the present content of the file, and aborts an earlier drawing. A hidden page asks when it is shown again. */
  async #draw(): Promise<void> {
    clearTimeout(this.#timer);
    this.#current.abort();
    if (!isShown(this.panel)) return;
    const { signal } = (this.#current = new AbortController());
    let event: Event | Common;
    try {
      const subject = await this.#subject();
      event = 'text' in subject ? await this.contentOf(subject, signal) : { type: 'problem', problem: subject };
    } catch (error) {
      if (signal.aborted) return;
      event = { type: 'problem', problem: this.problemOf(error) };
    }
    if (!signal.aborted) await this.post(event);
  }

  /** The file as it is now, or why its data may not be read. */
  async #subject(): Promise<Subject | PanelProblem> {
    const { file } = this.#state;
    const text = openDocument(file)?.getText() ?? (await readFile(file, 'utf8').catch(() => undefined));
    if (text === undefined) throw new UserError(`${file} is no longer there.`);
    const parsed = parseExperiment(text);
    if (parsed.file) {
      const variants = variantNames(parsed.file);
      this.#state = { file, variant: variantOf(parsed.file, this.#state.variant) };
      await this.post({ type: 'subject', state: this.#state, name: parsed.file.name, variants });
    }
    if (!vscode.workspace.isTrusted) {
      return { message: `${this.action} starts a program, so it needs a trusted workspace.`, action: 'trust' };
    }
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath;
    const problem = errorsInWords(file, allProblems(parsed, file, folder));
    if (problem !== undefined || !parsed.file)
      return { message: problem ?? `${file} is not valid.`, action: 'openFile' };
    const { variant } = this.#state;
    const outside = await outsideOf(resolveRuns(parsed.file, { path: file, variants: [variant], repeats: [0] }));
    if (outsideAllowed(outside, this.services.context.workspaceState)) return { file, text, variant };
    return {
      message: `This experiment reads data from outside of the workspace: ${outside.join(', ')}`,
      action: 'allowData',
    };
  }

  async #allowData(): Promise<void> {
    const { file, variant } = this.#state;
    const text = openDocument(file)?.getText() ?? (await readFile(file, 'utf8'));
    const parsed = parseExperiment(text).file;
    if (!parsed) return;
    const outside = await outsideOf(resolveRuns(parsed, { path: file, variants: [variant], repeats: [0] }));
    if (await confirmOutside(outside, this.services.context.workspaceState, 'Read')) await this.#draw();
  }
}

type AnyFilePanel = FilePanel<{ type: string }, { type: string }>;

interface Kind {
  readonly viewType: string;
  /** Precedes the file's name in the title of the tab. */
  readonly title: string;
  readonly place: vscode.ViewColumn;
  readonly tracker: RunTracker;
  readonly create: (panel: vscode.WebviewPanel, state: PreviewState) => AnyFilePanel;
}

/** The panels of one kind that are open: at most one for each file. */
export class FilePanels extends Owner {
  readonly #panels: PanelRegistry<PreviewState, AnyFilePanel>;

  constructor(
    private readonly kind: Kind,
    extensionUri: vscode.Uri,
  ) {
    super();
    const create = (panel: vscode.WebviewPanel, { file, variant }: PreviewState) =>
      kind.create(panel, { file, variant });
    const { viewType } = kind;
    this.#panels = this.own(new PanelRegistry({ viewType, extensionUri, isState: isFilePanelState, create }));
  }

  open(file: string, variant: string): void {
    const known = this.#panels.find((shown) => shown.file === file);
    if (known) {
      known.panel.reveal(undefined, true);
      known.show(variant);
      return;
    }
    const { place, tracker } = this.kind;
    const name = path.basename(file, '.ferexp.json');
    const title = `${this.kind.title}: ${experimentLabel({ ...tracker.experimentOf(file), name })}`;
    const column = { viewColumn: place, preserveFocus: place === vscode.ViewColumn.Beside };
    this.#panels.open(title, column, { file, variant });
  }
}
