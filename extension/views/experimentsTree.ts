/** The Experiments view. */
import * as vscode from 'vscode';
import { starMark } from '../../words/notes';
import { Owner } from '../disposables';
import type { ExperimentCatalog } from '../runs/experimentCatalog';
import type { Knowledge } from '../runs/knowledge';
import type { RunTracker } from '../runs/runTracker';
import { Rows } from './rows';
import { buildTree, rowText, type RowText, runTooltip, type TreeNode } from './treeModel';

/** Shows experiments, their variants and their runs, with a badge that counts the running runs. */
export class ExperimentsTree extends Owner implements vscode.TreeDataProvider<TreeNode> {
  readonly #changed = this.own(new vscode.EventEmitter<TreeNode[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #rows = new Rows<TreeNode>({
    id: idOf,
    children: childrenOf,
    appearance: (node) => JSON.stringify(this.#rowText(node)),
  });

  constructor(
    private readonly catalog: ExperimentCatalog,
    private readonly tracker: RunTracker,
    private readonly knowledge: Knowledge,
  ) {
    super();
    this.#view = this.own(
      vscode.window.createTreeView('ferexp.experiments', {
        treeDataProvider: this,
        showCollapseAll: true,
        canSelectMany: true,
      }),
    );
    this.own(catalog.onDidChange(() => this.#update()));
    this.own(tracker.onDidChange(() => this.#update()));
    this.#update();
  }

  #update(): void {
    const running = this.tracker.active().filter(({ header }) => header.state === 'running').length;
    const words = running === 1 ? '1 run is training' : `${running} runs are training`;
    this.#view.badge = running > 0 ? { value: running, tooltip: words } : undefined;
    const changed = this.#rows.update(buildTree(this.catalog.entries(), this.tracker.experiments()));
    if (changed?.length !== 0) this.#changed.fire(changed);
  }

  #rowText(node: TreeNode): RowText {
    return rowText(
      node,
      node.kind === 'variant' ? this.knowledge.resultOf(node.runs.map(({ record }) => record)) : undefined,
    );
  }

  getChildren(node?: TreeNode): TreeNode[] {
    return this.#rows.children(node);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const row = this.#rowText(node);
    const state =
      node.kind === 'run' || (node.kind === 'variant' && node.runs.length === 0)
        ? vscode.TreeItemCollapsibleState.None
        : node.kind === 'experiment'
          ? vscode.TreeItemCollapsibleState.Expanded
          : vscode.TreeItemCollapsibleState.Collapsed;
    const item = new vscode.TreeItem(row.label, state);
    item.id = idOf(node);
    item.description = row.description;
    item.contextValue = row.context;
    item.iconPath = new vscode.ThemeIcon(
      row.icon,
      row.color === undefined ? undefined : new vscode.ThemeColor(row.color),
    );
    item.tooltip = tooltipOf(node);
    item.accessibilityInformation = {
      label: `${node.kind} ${row.label}, ${row.description.replace(starMark, 'starred,')}`,
    };
    if (node.kind === 'run') {
      item.command = { command: 'ferexp.openRun', title: 'Open Run', arguments: [node] };
    }
    return item;
  }
}

function childrenOf(node: TreeNode): readonly TreeNode[] {
  if (node.kind === 'run') return [];
  return node.kind === 'experiment' ? node.variants : node.runs;
}

function idOf(node: TreeNode): string {
  if (node.kind === 'run') return `run:${node.directory}`;
  return node.kind === 'variant' ? `variant:${node.experimentId}/${node.variant}` : `experiment:${node.id}`;
}

function tooltipOf(node: TreeNode): string {
  if (node.kind === 'run') return runTooltip(node);
  return node.file ?? `${node.folder}\nThe experiment file is gone; its runs are still here.`;
}
