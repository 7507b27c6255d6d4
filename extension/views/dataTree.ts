import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import { baseVariant } from '../../schemas/runDirectory';
import type { DataSource, DataSourceView } from '../../schemas/faces';
import { Owner } from '../disposables';
import { ended } from '../runs/engines';
import type { ExperimentCatalog } from '../runs/experimentCatalog';
import { startAttached } from '../runs/ferexp';
import { configuredRuntime, onDidChangeSettings } from '../runs/settings';
import { failure } from '../runs/failure';
import { problemItem, viewProblem, type ViewProblem } from './problemItem';
import { outsideOf, type FilePanelContext } from './filePanel';
import { counted } from '../../words/numbers';
import { outsideAllowed } from '../access';

/** Data → ways of labelling and splitting it → what to know about them. */
type DataNode =
  /** `place`: its folder, where another source has its name; else empty. */
  | { readonly kind: 'source'; readonly source: DataSource; readonly place: string }
  | { readonly kind: 'view'; readonly view: DataSourceView }
  | { readonly kind: 'warning'; readonly text: string }
  | ViewProblem;

interface Listed {
  readonly sources: readonly DataSource[];
  readonly problem?: ViewProblem;
}

const stateWords: Readonly<Record<DataSource['state'], string>> = {
  ready: '',
  unread: 'not read yet',
  missing: 'not there',
  outside: 'outside of the workspace',
};

/** The data that the experiments of the workspace use. Reads what was imported before and imports nothing by itself. */
export class DataTree extends Owner implements vscode.TreeDataProvider<DataNode> {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;
  #listed: Promise<Listed> | undefined;

  constructor(
    private readonly given: FilePanelContext,
    private readonly catalog: ExperimentCatalog,
  ) {
    super();
    this.own(vscode.window.createTreeView('ferexp.data', { treeDataProvider: this }));
    this.own(catalog.onDidChange(() => this.refresh()));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()));
    this.own(onDidChangeSettings(() => this.refresh()));
  }

  refresh(): void {
    this.#listed = undefined;
    this.#changed.fire();
  }

  async getChildren(node?: DataNode): Promise<DataNode[]> {
    if (!node) {
      if (!vscode.workspace.isTrusted) return [];
      this.#listed ??= this.#list();
      const { sources, problem } = await this.#listed;
      const shown = sources.map((source): DataNode => ({ kind: 'source', source, place: placeAmong(source, sources) }));
      if (!problem) return shown;
      // What was wrong may be mended when it is asked for again.
      this.#listed = undefined;
      return [problem, ...shown];
    }
    if (node.kind === 'source') return node.source.views.map((view) => ({ kind: 'view', view }));
    return node.kind === 'view' ? node.view.warnings.map((text) => ({ kind: 'warning', text })) : [];
  }

  getTreeItem(node: DataNode): vscode.TreeItem {
    if (node.kind === 'source') return this.#sourceItem(node.source, node.place);
    if (node.kind === 'view') return this.#viewItem(node.view);
    if (node.kind === 'problem') return problemItem(node);
    const item = new vscode.TreeItem(node.text);
    item.tooltip = node.text;
    item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    return item;
  }

  #sourceItem({ source, state, images, uses, views }: DataSource, place: string): vscode.TreeItem {
    const generated = source === 'synthetic';
    const item = new vscode.TreeItem(
      generated ? 'Generated faces' : path.basename(source),
      vscode.TreeItemCollapsibleState.Expanded,
    );
    item.id = `${state} ${source} ${uses[0]?.file}`;
    const warnings = views.reduce((sum, view) => sum + view.warnings.length, 0);
    item.description = [
      generated ? '' : place,
      images === undefined ? (generated ? '' : stateWords[state]) : counted(images, 'face'),
      warnings === 0 ? '' : `${warnings} warning${warnings === 1 ? '' : 's'}`,
    ]
      .filter(Boolean)
      .join(' · ');
    item.tooltip = [
      generated ? 'Drawn by the runner' : source,
      `Used by ${uses.map(({ name }) => name).join(', ')}`,
    ].join('\n');
    item.iconPath = new vscode.ThemeIcon(state === 'missing' ? 'error' : 'database');
    item.contextValue = 'data.source';
    return item;
  }

  #viewItem({ file, variant, labels, counts, warnings }: DataSourceView): vscode.TreeItem {
    const item = new vscode.TreeItem(
      labels,
      warnings.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
    );
    item.description = counts ?? 'show to read';
    item.tooltip = `${labels}: ${item.description}\nAs in ${path.basename(file)}, ${variant}. Press to see the faces.`;
    item.iconPath = new vscode.ThemeIcon('smiley');
    item.command = { command: 'ferexp.showData', title: 'Show Data', arguments: [{ file, variant }] };
    return item;
  }

  async #list(): Promise<Listed> {
    const files: string[] = [];
    const outside: DataSource[] = [];
    try {
      for (const { file, name } of this.catalog.entries()) {
        const unseen = await this.#unseen(file);
        if (unseen === undefined) files.push(file);
        else outside.push(sourceOutside(unseen, file, name));
      }
      return { sources: [...(await this.#known(files)), ...outside] };
    } catch (error) {
      this.given.log.error(`Cannot list the data: ${String(error)}`);
      return { sources: outside, problem: viewProblem(error) };
    }
  }

  async #known(files: readonly string[]): Promise<readonly DataSource[]> {
    if (files.length === 0) return [];
    const child = startAttached(await configuredRuntime(), this.given.script, ['data', 'list', ...files, '--json']);
    const { code, output, errors } = await ended(child);
    if (code !== 0) throw failure('data list', errors, code);
    return JSON.parse(output) as readonly DataSource[];
  }

  /** A path outside of the workspace that the person has not been shown yet. */
  async #unseen(file: string): Promise<string | undefined> {
    const experiment = parseExperiment(await readFile(file, 'utf8')).file;
    const outside = experiment ? await outsideOf(resolveRuns(experiment, { path: file, repeats: [0] })) : [];
    return outsideAllowed(outside, this.given.context.workspaceState) ? undefined : outside[0];
  }
}

/** The folder of a source that has its name from another one as well. */
function placeAmong({ source }: DataSource, all: readonly DataSource[]): string {
  const alike = all.some((other) => other.source !== source && path.basename(other.source) === path.basename(source));
  return alike ? vscode.workspace.asRelativePath(path.dirname(source)) : '';
}

/** Nothing is read there before the person has seen where it is: Show Data asks. */
function sourceOutside(source: string, file: string, name: string): DataSource {
  const variant = baseVariant;
  return {
    source,
    state: 'outside',
    uses: [{ file, name, variant }],
    views: [{ file, variant, labels: name, warnings: [] }],
  };
}
