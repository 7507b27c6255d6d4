import * as vscode from 'vscode';
import { expectedFrom, queueOf } from '../../results/queue';
import { Owner } from '../disposables';
import type { RunTracker } from '../runs/runTracker';
import type { TimeKnowledge } from '../runs/timeKnowledge';
import { queueMessage, type QueueNode, queueNodes, queueRow } from './queueModel';

/** What runs, what is next, when it will be done, and what a queue left over. Hidden while there is nothing of it. */
export class QueueTree extends Owner implements vscode.TreeDataProvider<QueueNode> {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view = this.own(vscode.window.createTreeView('ferexp.queue', { treeDataProvider: this }));
  #nodes: readonly QueueNode[] = [];
  #shown = '';

  constructor(
    private readonly tracker: RunTracker,
    private readonly times: TimeKnowledge,
  ) {
    super();
    this.own(tracker.onDidChange(() => this.#update()));
    this.own(times.onDidChange(() => this.#update()));
  }

  #update(): void {
    const records = this.tracker.records();
    const view = queueOf(records, expectedFrom(this.times.speeds(), records));
    this.#nodes = queueNodes(view);
    this.#view.message = queueMessage(view) ?? '';
    // A row under the pointer is drawn anew only when it says something else.
    const shown = JSON.stringify(this.#nodes.map((node) => [node.directory, queueRow(node)]));
    if (shown === this.#shown) return;
    this.#shown = shown;
    const has = (left: boolean): boolean => this.#nodes.some(({ entry }) => (entry.state === 'left') === left);
    for (const [name, value] of [
      ['hasQueue', this.#nodes.length > 0],
      ['queueActive', has(false)],
      ['queueLeft', has(true)],
    ] as const) {
      void vscode.commands.executeCommand('setContext', `ferexp.${name}`, value);
    }
    this.#changed.fire();
  }

  getChildren(node?: QueueNode): QueueNode[] {
    return node ? [] : [...this.#nodes];
  }

  getTreeItem(node: QueueNode): vscode.TreeItem {
    const { label, description, context, icon, color } = queueRow(node);
    const { header } = node.entry.record;
    const item = new vscode.TreeItem(label);
    item.id = `queue:${node.directory}`;
    item.description = description;
    item.contextValue = context;
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    item.tooltip = [
      `${header.experiment}, ${header.variant}, seed ${header.seed}: ${description}`,
      header.message,
      header.remedy,
    ]
      .filter(Boolean)
      .join('\n');
    item.accessibilityInformation = { label: `${label}, ${description}` };
    item.command = { command: 'ferexp.openRun', title: 'Open Run', arguments: [node.directory] };
    return item;
  }
}
