import type * as vscode from 'vscode';
import type { ExperimentCatalog } from './runs/experimentCatalog';
import type { Launcher } from './runs/launcher';
import type { LaunchWatch } from './runs/launchWatch';
import type { RunTracker } from './runs/runTracker';
import type { TimeKnowledge } from './runs/timeKnowledge';
import type { ComparisonPanels } from './views/comparisonPanel';
import type { EnginesTree } from './views/enginesTree';
import type { PreviewPanels } from './views/previewPanel';
import type { RunPanels } from './views/runPanel';

/** What commands work with. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly catalog: ExperimentCatalog;
  readonly tracker: RunTracker;
  readonly launcher: Launcher;
  readonly launches: LaunchWatch;
  readonly runPanels: RunPanels;
  readonly comparisonPanels: ComparisonPanels;
  readonly previewPanels: PreviewPanels;
  readonly engines: EnginesTree;
  readonly times: TimeKnowledge;
  /** Absolute path of dist/ferexp.js. */
  readonly script: string;
}
