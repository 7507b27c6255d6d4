/** The Engines view: which engines work on this machine. */
import * as vscode from 'vscode';
import { Owner } from '../disposables';
import { listEngines, type EngineStatus } from '../runs/engines';
import { onDidChangeSettings } from '../runs/settings';
import { measuredWords, type TimeKnowledge } from '../runs/timeKnowledge';
import { stepDone } from '../walkthrough';
import { automaticWords } from '../../words/engines';
import { problemItem, viewProblem, type ViewProblem } from './problemItem';

type EngineNode = EngineStatus | ViewProblem;

/** Shows each engine, and why it does not work. Asks `ferexp` when the view is first shown. */
export class EnginesTree extends Owner implements vscode.TreeDataProvider<EngineNode> {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;
  #engines: Promise<readonly EngineStatus[]> | undefined;

  constructor(
    private readonly script: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly times: TimeKnowledge,
  ) {
    super();
    this.own(vscode.window.createTreeView('ferexp.engines', { treeDataProvider: this }));
    this.own(times.onDidChange(() => this.#changed.fire()));
    this.own(vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()));
    this.own(onDidChangeSettings(() => this.refresh()));
  }

  refresh(): void {
    this.#engines = undefined;
    this.#changed.fire();
  }

  async getChildren(node?: EngineNode): Promise<EngineNode[]> {
    if (node || !vscode.workspace.isTrusted) return [];
    this.#engines ??= listEngines(this.script);
    try {
      const engines = await this.#engines;
      if (engines.some(({ id, available }) => id === 'tensorflow' && available)) stepDone('hasTensorFlow');
      return [...engines];
    } catch (error) {
      this.log.error(`Cannot list the engines: ${String(error)}`);
      // The problem may be solved by the next time: list again then.
      this.#engines = undefined;
      return [viewProblem(error)];
    }
  }

  getTreeItem(engine: EngineNode): vscode.TreeItem {
    if ('kind' in engine) return problemItem(engine);
    const item = new vscode.TreeItem(engine.title);
    item.id = engine.id;
    const used = automaticWords(engine);
    const measured = measuredWords(this.times.speeds(), engine.id);
    item.description = engine.available
      ? `ready${used}${measured === '' ? `: ${engine.detail}` : ` · ${measured}`}`
      : 'not set up';
    item.tooltip = engine.available ? engine.detail : [engine.reason, engine.remedy].join('\n');
    item.contextValue = `engine.${engine.id}.${engine.available ? 'ready' : 'missing'}`;
    item.iconPath = engine.available
      ? new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'))
      : new vscode.ThemeIcon('circle-slash');
    item.accessibilityInformation = { label: `Engine ${engine.title}, ${String(item.description)}` };
    return item;
  }
}
