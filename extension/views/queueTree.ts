/** The Queue view. */
import * as vscode from 'vscode';
import { Owner } from '../disposables';
import type { RunTracker } from '../runs/runTracker';
import type { TimeKnowledge } from '../runs/timeKnowledge';
import { queueMessage, type QueueNode, queueNodes, queueRow } from './queueModel';
import { Rows } from './rows';
import { seedWords } from '../../words/imported';

/** Shows running and waiting runs, when they will be done, and runs that queues have left. Hidden while there are none. */
export class QueueTree extends Owner implements vscode.TreeDataProvider<QueueNode> {
  readonly #changed = this.own(new vscode.EventEmitter<QueueNode[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view = this.own(vscode.window.createTreeView('ferexp.queue', { treeDataProvider: this }));
  readonly #contexts = new Map<string, boolean>();
  readonly #rows = new Rows<QueueNode>({
    id: ({ directory }) => `queue:${directory}`,
    children: () => [],
    appearance: (node) => JSON.stringify(queueRow(node)),
  });

  constructor(
    private readonly tracker: RunTracker,
    private readonly times: TimeKnowledge,
  ) {
    super();
    this.own(tracker.onDidChange(() => this.#update()));
    this.own(times.onDidChange(() => this.#update()));
  }

  #update(): void {
    const view = this.times.queues();
    this.#view.message = queueMessage(view) ?? '';
    const changed = this.#rows.update(queueNodes(view, (record) => this.tracker.labelOf(record.header)));
    const has = (left: boolean): boolean => view.entries.some(({ state }) => (state === 'left') === left);
    this.#context('hasQueue', view.entries.length > 0);
    this.#context('queueActive', has(false));
    this.#context('queueLeft', has(true));
    if (changed?.length !== 0) this.#changed.fire(changed);
  }

  #context(name: string, value: boolean): void {
    if (this.#contexts.get(name) === value) return;
    this.#contexts.set(name, value);
    void vscode.commands.executeCommand('setContext', `ferexp.${name}`, value);
  }

  getChildren(node?: QueueNode): QueueNode[] {
    return this.#rows.children(node);
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
      `${node.label}, ${header.variant}, ${seedWords(header.seed)}: ${description}`,
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
