import * as vscode from 'vscode';
import { Commands } from './commands';
import { LanguageFeatures } from './language';
import { InitFromFeatures } from './language/initFrom';
import { ParsedDocuments } from './language/parsedDocuments';
import { DescribedSchema } from './language/settings/describedSchema';
import { ExperimentCatalog } from './runs/experimentCatalog';
import { FolderWatch } from './runs/folderWatch';
import { Knowledge } from './runs/knowledge';
import { Launcher } from './runs/launcher';
import { LaunchWatch } from './runs/launchWatch';
import { RunTracker } from './runs/runTracker';
import { StatusBar } from './runs/statusBar';
import { TimeKnowledge } from './runs/timeKnowledge';
import { WarmStartKnowledge } from './runs/warmStartKnowledge';
import { AttributionsPanels } from './views/attributionsPanel';
import { ComparisonPanels } from './views/comparisonPanel';
import { dataPanels } from './views/dataPanel';
import { DataTree } from './views/dataTree';
import { EnginesTree } from './views/enginesTree';
import { ExperimentsTree } from './views/experimentsTree';
import { previewPanels } from './views/previewPanel';
import { QueueTree } from './views/queueTree';
import { RunPanels } from './views/runPanel';
import { WarmStartsTree } from './views/warmStartsTree';

/** For tests. */
export interface ExtensionExports {
  /** What is on disk was read for the first time. Resolves with the milliseconds since activation. */
  readonly ready: Promise<number>;
  readonly experiments: Pick<ExperimentsTree, 'getChildren' | 'getTreeItem'>;
  readonly engines: Pick<EnginesTree, 'getChildren' | 'getTreeItem'>;
  readonly data: Pick<DataTree, 'getChildren' | 'getTreeItem'>;
}

/** Registers everything and reads nothing: what is on disk is looked for afterwards. */
export function activate(context: vscode.ExtensionContext): ExtensionExports {
  const begun = performance.now();
  const own = <T extends vscode.Disposable>(disposable: T): T => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  const log = own(vscode.window.createOutputChannel('FER Experiments', { log: true }));
  const script = context.asAbsolutePath('dist/ferexp.js');
  const documents = new ParsedDocuments();
  const folders = own(new FolderWatch());
  const catalog = own(new ExperimentCatalog(log, folders));
  const tracker = own(new RunTracker(catalog, log, folders));
  const times = own(new TimeKnowledge(tracker));
  const knowledge = new Knowledge(tracker, times);
  const schema = new DescribedSchema(context.asAbsolutePath('schemas/generated/experiment.schema.json'));
  own(new LanguageFeatures(documents, knowledge, schema, catalog));
  const warmStarts = new WarmStartKnowledge(tracker, catalog);
  own(new InitFromFeatures(documents, warmStarts, tracker));
  const experiments = own(new ExperimentsTree(catalog, tracker, knowledge));
  own(new WarmStartsTree(warmStarts));
  own(new QueueTree(tracker, times));
  own(new StatusBar(tracker, times));
  const given = { context, script, log };
  const data = own(new DataTree(given, catalog));
  const engines = own(new EnginesTree(script, log, times));
  own(
    new Commands({
      context,
      log,
      catalog,
      tracker,
      script,
      launcher: new Launcher(script, log),
      launches: own(new LaunchWatch(context.workspaceState, tracker)),
      runPanels: own(new RunPanels(given, tracker, times)),
      previewPanels: own(previewPanels(given, tracker)),
      dataPanels: own(dataPanels(given, tracker)),
      attributionsPanels: own(new AttributionsPanels(given, tracker)),
      dataTree: data,
      comparisonPanels: own(new ComparisonPanels(context.extensionUri, tracker, log)),
      times,
      engines,
    }),
  );
  const setContext = (key: string, value: boolean): void =>
    void vscode.commands.executeCommand('setContext', `ferexp.${key}`, value);
  own(tracker.onDidChange(() => setContext('hasRuns', tracker.records().length > 0)));
  // The welcome of an empty view waits for this, so that it does not flash before files are found.
  const ready = catalog
    .refresh()
    .then(() => tracker.refresh())
    .then(() => times.refresh())
    .then(() => {
      setContext('ready', true);
      return performance.now() - begun;
    });
  return { ready, experiments, engines, data };
}
