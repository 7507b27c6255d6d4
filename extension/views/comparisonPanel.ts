/** Shows the comparison of experiments. */
import path from 'node:path';
import * as vscode from 'vscode';
import { type CompareOptions, compareRuns } from '../../results/compare';
import { readCurves } from '../../results/earlierRuns';
import { experimentLabel, isExperiment } from '../../results/experiments';
import { dataSetsOf } from '../../results/dataSets';
import { exportedSets } from '../../results/export/dataSets';
import { forestOf } from '../../results/forest';
import type { RunRecord } from '../../results/runIndex';
import { Owner } from '../disposables';
import type { RunTracker } from '../runs/runTracker';
import { stepDone } from '../walkthrough';
import { isShown } from './shown';
import { openExport, openText, saveParquet } from './export';
import { receive } from './receive';
import { savePicture } from './savePicture';
import { PanelRegistry } from './panelRegistry';
import { fillPanel } from './webviewHtml';
import type { SetMatrix } from '../../schemas/messages/dataSets';
import type { EarlierRun } from '../../schemas/messages/run';
import {
  type ComparisonPanelEvent,
  type ComparisonView,
  type ComparisonPanelRequest,
  type ComparisonState,
  type Forest,
  isComparisonPanelRequest,
  isComparisonState,
  type ParquetTable,
} from '../../schemas/messages/comparison';

const viewType = 'ferexp.comparison';
/** The table is updated at most this often: one that changes more often is hard to read. */
const updatePeriodMs = 1000;

type Tracked = Pick<RunTracker, 'experiments' | 'records'>;

/** Compares the runs of the experiments of a state, given by id; all experiments if it names none. */
export function compareExperiments(tracker: Tracked, state: ComparisonState): Promise<ComparisonView> {
  const { records, options } = comparedBy(tracker, state);
  return compareRuns(records, options);
}

/** The differences of a row by class; undefined if there is no such row. */
export function forestIn(tracker: Tracked, state: ComparisonState, row: string): Promise<Forest | undefined> {
  const { records, options } = comparedBy(tracker, state);
  return forestOf(records, row, options);
}

/** Training set × test set; undefined where no run was tested on data sets. */
export function dataSetsIn(tracker: Tracked, state: ComparisonState): Promise<SetMatrix | undefined> {
  const { records, options } = comparedBy(tracker, state);
  return dataSetsOf(records, options.project);
}

function comparedBy(tracker: Tracked, state: ComparisonState): { records: RunRecord[]; options: CompareOptions } {
  const { experiments: wanted } = state;
  const chosen = tracker
    .experiments()
    .filter((experiment) => wanted.length === 0 || wanted.some((id) => isExperiment(experiment, id)));
  const records = chosen.flatMap((experiment) => experiment.records);
  const { baseline, metric, commonFaces } = state;
  const rootOf = (directory: string): string => path.dirname(path.dirname(directory));
  const roots = new Set(records.map((record) => rootOf(record.directory)));
  const project = tracker.records().filter((record) => roots.has(rootOf(record.directory)));
  const chosenBy = { ...(baseline !== undefined && { baseline }), ...(metric !== undefined && { metric }) };
  return { records, options: { project, ...chosenBy, ...(commonFaces !== undefined && { commonFaces }) } };
}

/** The title of the tab: `Results: flip (study-2)`. */
export function comparisonTitle(tracker: Pick<RunTracker, 'experiments'>, experiments: readonly string[]): string {
  if (experiments.length === 0) return 'Results: all experiments';
  if (experiments.length > 2) return `Results: ${experiments.length} experiments`;
  const names = experiments.map((id) => {
    const experiment = tracker.experiments().find((each) => isExperiment(each, id));
    return experiment ? experimentLabel(experiment) : path.basename(id);
  });
  return `Results: ${names.join(', ')}`;
}

/** The panel with the variants of one or several experiments in a table. */
class ComparisonPanel extends Owner {
  #state: ComparisonState;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(
    readonly panel: vscode.WebviewPanel,
    state: ComparisonState,
    private readonly tracker: RunTracker,
    private readonly log: vscode.LogOutputChannel,
    extensionUri: vscode.Uri,
  ) {
    super();
    this.#state = state;
    this.own(receive(panel.webview, isComparisonPanelRequest, log, (request) => this.#answer(request)));
    this.own(panel.onDidChangeViewState(({ webviewPanel }) => webviewPanel.visible && this.#updateSoon()));
    this.own(tracker.onDidChange(() => this.#updateSoon()));
    this.own({ dispose: () => clearTimeout(this.#timer) });
    fillPanel(panel, extensionUri, 'comparison', state);
  }

  get experiments(): readonly string[] {
    return this.#state.experiments;
  }

  #answer(message: ComparisonPanelRequest): void {
    switch (message.type) {
      case 'ready':
        this.#enqueue(() => this.#load());
        return;
      case 'setBaseline':
        this.#state = { ...this.#state, baseline: message.row };
        this.#enqueue(() => this.#load());
        return;
      case 'setMetric':
        this.#state = { ...this.#state, metric: message.metric };
        this.#enqueue(() => this.#load());
        return;
      case 'setCommonFaces':
        this.#state = { ...this.#state, commonFaces: message.on };
        this.#enqueue(() => this.#load());
        return;
      case 'openRun':
        if (this.tracker.record(message.directory)) {
          void vscode.commands.executeCommand('ferexp.openRun', message.directory);
        }
        return;
      case 'curves':
        this.#enqueue(async () => {
          const known = message.directories.filter((directory) => this.tracker.record(directory));
          await this.#post({ type: 'curves', runs: await this.#curves(known) });
        });
        return;
      case 'forest':
        this.#enqueue(async () => {
          const forest = await forestIn(this.tracker, this.#state, message.row);
          if (forest) await this.#post({ type: 'forest', forest });
        });
        return;
      case 'export':
        this.#enqueue(async () => {
          await openExport(await compareExperiments(this.tracker, this.#state), message.format, message.rows);
        });
        return;
      case 'exportSets':
        this.#enqueue(async () => {
          const matrix = await dataSetsIn(this.tracker, this.#state);
          if (matrix) await openText(exportedSets(matrix, message.format, this.panel.title), message.format);
        });
        return;
      case 'exportParquet':
        void this.#exportParquet(message.table, message.rows);
        return;
      case 'savePicture':
        void savePicture(message, this.tracker.records()[0]?.directory ?? '');
    }
  }

  async #exportParquet(table: ParquetTable, rows: readonly string[]): Promise<void> {
    try {
      const view = await compareExperiments(this.tracker, this.#state);
      await saveParquet(view, table, rows, this.tracker.records()[0]?.resolved.file ?? '');
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  /** The curves of the overlay; their labels name the experiment if there are several. */
  async #curves(directories: readonly string[]): Promise<EarlierRun[]> {
    const curves = await readCurves(directories);
    if (this.#state.experiments.length === 1) return curves;
    return curves.map((curve) => {
      const record = this.tracker.record(curve.directory);
      return record ? { ...curve, label: `${this.tracker.labelOf(record.header)}: ${curve.label}` } : curve;
    });
  }

  #updateSoon(): void {
    if (this.#timer !== undefined || !isShown(this.panel)) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (isShown(this.panel)) this.#enqueue(() => this.#load());
    }, updatePeriodMs);
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => this.log.error(`Comparison: ${String(error)}`));
  }

  async #load(): Promise<void> {
    await this.tracker.recallComparisons();
    const comparison = await compareExperiments(this.tracker, this.#state);
    this.panel.title = comparisonTitle(this.tracker, this.#state.experiments);
    this.tracker.storeSoon();
    const dataSets = await dataSetsIn(this.tracker, this.#state);
    if (dataSets) stepDone('sawDataSets');
    const { experiments } = this.#state;
    await this.#post({ type: 'load', comparison, experiments, ...(dataSets && { dataSets }) });
  }

  async #post(event: ComparisonPanelEvent): Promise<void> {
    await this.panel.webview.postMessage(event);
  }
}

/** The comparisons that are open: at most one for the same experiments. */
export class ComparisonPanels extends Owner {
  readonly #panels: PanelRegistry<ComparisonState, ComparisonPanel>;

  constructor(
    extensionUri: vscode.Uri,
    private readonly tracker: RunTracker,
    log: vscode.LogOutputChannel,
  ) {
    super();
    const create = (panel: vscode.WebviewPanel, state: ComparisonState) =>
      new ComparisonPanel(panel, state, tracker, log, extensionUri);
    this.#panels = this.own(new PanelRegistry({ viewType, extensionUri, isState: isComparisonState, create }));
  }

  /** @param ids of the experiments; empty for all experiments, present and future */
  open(ids: readonly string[]): void {
    const experiments = [...new Set(ids)].sort();
    const known = this.#panels.find((comparison) => comparison.experiments.join('\n') === experiments.join('\n'));
    if (known) {
      known.panel.reveal();
      return;
    }
    this.#panels.open(comparisonTitle(this.tracker, experiments), vscode.ViewColumn.Active, { experiments });
    stepDone('sawResults');
  }
}
