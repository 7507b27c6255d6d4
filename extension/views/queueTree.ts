import * as vscode from 'vscode';
import { expectedFrom, queueOf } from '../../results/queue';
import { Owner } from '../disposables';
import type { RunTracker } from '../runs/runTracker';
import type { TimeKnowledge } from '../runs/timeKnowledge';
import { queueMessage, type QueueNode, queueNodes, queueRow } from './queueModel';

/** What runs, what is next, when it will be done, and what a queue left over. Hidden while there is nothing of it. */
export class QueueTree extends Owner implements vscode.TreeDataProvider<QueueNode> {
  readonly #changed = this.own(new vscode.EventEmitter<QueueNode[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view = this.own(vscode.window.createTreeView('ferexp.queue', { treeDataProvider: this }));
  /** As the editor was given them. */
  #rows: readonly QueueNode[] = [];
  /** What they say by now, in the same order. */
  #nodes: readonly QueueNode[] = [];
  #said: readonly string[] = [];

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
    const nodes = queueNodes(view);
    const said = nodes.map((node) => JSON.stringify(queueRow(node)));
    const offered = (of: readonly QueueNode[]) =>
      JSON.stringify(of.map((node) => [node.directory, queueRow(node).context]));
    const sameRows = offered(this.#nodes) === offered(nodes);
    // A row under the pointer is drawn anew only when it says something else: a click on what it offers would be lost.
    const changed = this.#rows.filter((_, index) => said[index] !== this.#said[index]);
    this.#nodes = nodes;
    this.#said = said;
    this.#view.message = queueMessage(view) ?? '';
    if (sameRows) {
      if (changed.length > 0) this.#changed.fire(changed);
      return;
    }
    this.#rows = nodes;
    const has = (left: boolean): boolean => this.#nodes.some(({ entry }) => (entry.state === 'left') === left);
    for (const [name, value] of [
      ['hasQueue', this.#nodes.length > 0],
      ['queueActive', has(false)],
      ['queueLeft', has(true)],
    ] as const) {
      void vscode.commands.executeCommand('setContext', `ferexp.${name}`, value);
    }
    this.#changed.fire(undefined);
  }

  getChildren(node?: QueueNode): QueueNode[] {
    return node ? [] : [...this.#rows];
  }

  getTreeItem(row: QueueNode): vscode.TreeItem {
    const node = this.#nodes.find(({ directory }) => directory === row.directory) ?? row;
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
