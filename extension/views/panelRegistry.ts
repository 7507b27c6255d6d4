/** Keeps the open panels of one kind, at most one for each thing that they show. */
import * as vscode from 'vscode';
import type { Check } from '../../schemas/shape';
import { Owner } from '../disposables';
import { webviewOptions } from './webviewHtml';

/** What fills a panel. Disposing it leaves the panel open. */
export interface PanelContent extends vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
}

export interface PanelKind<State, Content extends PanelContent> {
  readonly viewType: string;
  readonly extensionUri: vscode.Uri;
  /** Checks what the page remembered over a reload of the window. */
  readonly isState: Check<State>;
  readonly create: (panel: vscode.WebviewPanel, state: State) => Content;
}

export class PanelRegistry<State, Content extends PanelContent> extends Owner implements vscode.WebviewPanelSerializer {
  readonly #open = new Set<Content>();

  constructor(private readonly kind: PanelKind<State, Content>) {
    super();
    this.own(vscode.window.registerWebviewPanelSerializer(kind.viewType, this));
  }

  find(isWanted: (content: Content) => boolean): Content | undefined {
    return [...this.#open].find(isWanted);
  }

  open(
    title: string,
    column: vscode.ViewColumn | { viewColumn: vscode.ViewColumn; preserveFocus: boolean },
    state: State,
  ): void {
    const { viewType, extensionUri } = this.kind;
    const options = { ...webviewOptions(extensionUri), enableFindWidget: true };
    this.#fill(vscode.window.createWebviewPanel(viewType, title, column, options), state);
  }

  /** Shows something else in the same panel. Its page is loaded again, so that nothing of the earlier content remains. */
  replace(content: Content, state: State): void {
    this.#open.delete(content);
    content.dispose();
    this.#fill(content.panel, state);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (this.kind.isState(state)) this.#fill(panel, state);
    else panel.dispose();
    return Promise.resolve();
  }

  #fill(panel: vscode.WebviewPanel, state: State): void {
    const content = this.kind.create(panel, state);
    this.#open.add(content);
    panel.onDidDispose(() => {
      content.dispose();
      this.#open.delete(content);
    });
  }

  override dispose(): void {
    for (const content of this.#open) content.dispose();
    super.dispose();
  }
}
