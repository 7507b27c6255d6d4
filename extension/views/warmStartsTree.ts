/** The Warm Starts view. */
import * as vscode from 'vscode';
import type { WarmStartNode } from '../../results/warmStarts';
import { Owner } from '../disposables';
import type { WarmStartKnowledge } from '../runs/warmStartKnowledge';
import { Rows } from './rows';
import { stateIcons, type RowText } from './treeModel';

/** What a row shows. */
export function warmStartRow(node: WarmStartNode): Omit<RowText, 'context'> {
  const { label, status, state, problem, teacher } = node;
  if (problem !== undefined) return { label, description: problem, icon: 'error', color: 'testing.iconFailed' };
  const description = teacher === undefined ? status : `${status}, learns from ${teacher}`;
  if (state !== undefined) return { label, description, ...stateIcons[state] };
  return { label, description, icon: node.kind === 'variant' ? 'circle-outline' : 'package' };
}

/** Shows below each node those that start from it. Only visible while a file of the workspace uses `initFrom` or a teacher. */
export class WarmStartsTree extends Owner implements vscode.TreeDataProvider<WarmStartNode> {
  readonly #changed = this.own(new vscode.EventEmitter<WarmStartNode[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #rows = new Rows<WarmStartNode>({
    id: ({ id }) => id,
    children: ({ children }) => children,
    appearance: (node) => JSON.stringify([warmStartRow(node), node.directory]),
  });

  constructor(private readonly knowledge: WarmStartKnowledge) {
    super();
    this.own(vscode.window.createTreeView('ferexp.warmStarts', { treeDataProvider: this, showCollapseAll: true }));
    this.own(knowledge.onDidChange(() => this.#update()));
    this.own(vscode.commands.registerCommand('ferexp.showWarmStarts', () => this.show()));
    this.own(vscode.commands.registerCommand('ferexp.openOrigin', openOrigin));
  }

  async show(): Promise<void> {
    if (this.#rows.children().length > 0) await vscode.commands.executeCommand('ferexp.warmStarts.focus');
    else {
      const words = 'No experiment of this folder starts or learns from another. Give one an "initFrom" to chain them.';
      void vscode.window.showInformationMessage(words);
    }
  }

  #update(): void {
    const changed = this.#rows.update(this.knowledge.all());
    if (changed?.length === 0) return;
    void vscode.commands.executeCommand('setContext', 'ferexp.hasWarmStarts', this.#rows.children().length > 0);
    this.#changed.fire(changed);
  }

  getChildren(node?: WarmStartNode): WarmStartNode[] {
    return this.#rows.children(node);
  }

  getTreeItem(node: WarmStartNode): vscode.TreeItem {
    const { label, description, icon, color } = warmStartRow(node);
    const { TreeItemCollapsibleState: State } = vscode;
    const item = new vscode.TreeItem(label, node.children.length > 0 ? State.Expanded : State.None);
    item.id = node.id;
    item.description = description;
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    item.tooltip = [`${label}: ${description}`, node.path].join('\n');
    const below = node.children.length === 0 ? '' : `, ${node.children.length} start from it`;
    item.accessibilityInformation = { label: `${label}, ${description}${below}` };
    item.contextValue = `warmStart.${node.kind}`;
    item.command = { command: 'ferexp.openOrigin', title: 'Open', arguments: [node] };
    return item;
  }
}

/** Opens the newest run of a node, or its file if there is none. */
async function openOrigin({ path, directory }: Pick<WarmStartNode, 'path' | 'directory'>): Promise<void> {
  if (directory !== undefined) await vscode.commands.executeCommand('ferexp.openRun', directory);
  else await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path));
}
