import type { ExperimentCatalog } from './runs/experimentCatalog';
import type { LaunchWatch } from './runs/launchWatch';
import type { Launcher } from './runs/launcher';
import type { RunTracker } from './runs/runTracker';
import type { TimeKnowledge } from './runs/timeKnowledge';
import type { ExplainPanels } from './views/explainPanel';
import type { ComparisonPanels } from './views/comparisonPanel';
import type { DataTree } from './views/dataTree';
import type { DifferenceDocuments } from './views/differenceDocuments';
import type { EnginesTree } from './views/enginesTree';
import type { FilePanels } from './views/filePanel';
import type { RunPanels } from './views/runPanel';
import type * as vscode from 'vscode';

/** The objects that commands use. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly catalog: ExperimentCatalog;
  readonly tracker: RunTracker;
  readonly launcher: Launcher;
  readonly launches: LaunchWatch;
  readonly runPanels: RunPanels;
  readonly comparisonPanels: ComparisonPanels;
  readonly previewPanels: FilePanels;
  readonly dataPanels: FilePanels;
  readonly auditPanels: FilePanels;
  readonly explainPanels: ExplainPanels;
  readonly differences: DifferenceDocuments;
  readonly dataTree: DataTree;
  readonly engines: EnginesTree;
  readonly times: TimeKnowledge;
  /** Absolute path of dist/ferexp.js. */
  readonly script: string;
}
