/** The entry point of the extension: creates all of its parts. */
import * as vscode from 'vscode';
import { McpServers } from './agents/mcpServer';
import { AgentTools } from './agents/tools';
import { Commands } from './commands';
import { hasSlurm } from './commands/submitToSlurm';
import { LanguageFeatures } from './language';
import { InitFromFeatures } from './language/initFrom';
import { ParsedDocuments } from './documents/parsedDocuments';
import { DescribedSchema } from '../experiment/describe/describedSchema';
import { ClusterWatch } from './runs/clusterWatch';
import { ExperimentCatalog } from './runs/experimentCatalog';
import { FolderWatch } from './runs/folderWatch';
import { Knowledge } from './runs/knowledge';
import { Launcher } from './runs/launcher';
import { LaunchWatch } from './runs/launchWatch';
import { RunTracker } from './runs/runTracker';
import { StatusBar } from './runs/statusBar';
import { TimeKnowledge } from './runs/timeKnowledge';
import { WarmStartKnowledge } from './runs/warmStartKnowledge';
import type { Services } from './services';
import { ExplainPanels } from './views/explainPanel';
import { ComparisonPanels } from './views/comparisonPanel';
import { auditPanels } from './views/auditPanel';
import { dataPanels } from './views/dataPanel';
import { DataTree } from './views/dataTree';
import { DifferenceDocuments } from './views/differenceDocuments';
import { EnginesTree } from './views/enginesTree';
import { ExperimentsTree } from './views/experimentsTree';
import { previewPanels } from './views/previewPanel';
import { QueueTree } from './views/queueTree';
import { RunPanels } from './views/runPanel';
import { WarmStartsTree } from './views/warmStartsTree';
import { followWalkthrough, stepDone } from './walkthrough';

/** For tests. */
export interface ExtensionExports {
  /** Resolves when files and runs were read for the first time, with the milliseconds since activation. */
  readonly ready: Promise<number>;
  readonly experiments: Pick<ExperimentsTree, 'getChildren' | 'getTreeItem'>;
  readonly engines: Pick<EnginesTree, 'getChildren' | 'getTreeItem'>;
  readonly data: Pick<DataTree, 'getChildren' | 'getTreeItem'>;
  readonly mcpServers: Pick<McpServers, 'provideMcpServerDefinitions'>;
}

/** Registers everything before anything of what is read is told. */
export function activate(context: vscode.ExtensionContext): ExtensionExports {
  const start = performance.now();
  const own = <T extends vscode.Disposable>(disposable: T): T => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  const log = own(vscode.window.createOutputChannel('FER Experiments', { log: true }));
  const script = context.asAbsolutePath('dist/ferexp.js');
  const documents = new ParsedDocuments();
  const folders = own(new FolderWatch());
  const catalog = own(new ExperimentCatalog(log, context.workspaceState, folders));
  const tracker = own(new RunTracker(catalog, log, folders));
  // The disk is read while all else is registered, which is told of what is found.
  const recalled = catalog.recall();
  const refreshed = tracker.refresh(recalled.then(async (some) => some || catalog.refresh()));
  own(new ClusterWatch(tracker));
  const times = own(new TimeKnowledge(tracker));
  const knowledge = new Knowledge(tracker, times);
  const schema = new DescribedSchema(context.asAbsolutePath('schemas/generated/experiment.schema.json'));
  const language = own(new LanguageFeatures(documents, knowledge, schema, catalog));
  const warmStarts = new WarmStartKnowledge(tracker, catalog);
  own(new InitFromFeatures(documents, warmStarts, tracker));
  const experiments = own(new ExperimentsTree(catalog, tracker, knowledge));
  own(new WarmStartsTree(warmStarts));
  own(new QueueTree(tracker, times));
  own(new StatusBar(tracker, times));
  const panelServices = { context, script, log };
  const data = own(new DataTree(panelServices, catalog));
  const engines = own(new EnginesTree(script, log, times));
  const services: Services = {
    context,
    log,
    catalog,
    tracker,
    script,
    launcher: new Launcher(script, log),
    launches: own(new LaunchWatch(context.workspaceState, tracker)),
    runPanels: own(new RunPanels(panelServices, tracker, times)),
    previewPanels: own(previewPanels(panelServices, tracker)),
    dataPanels: own(dataPanels(panelServices, tracker)),
    auditPanels: own(auditPanels(panelServices, tracker)),
    explainPanels: own(new ExplainPanels(panelServices, tracker)),
    differences: own(new DifferenceDocuments(tracker)),
    dataTree: data,
    comparisonPanels: own(new ComparisonPanels(context.extensionUri, tracker, log)),
    times,
    engines,
  };
  own(new Commands(services));
  const mcpServers = own(new McpServers(script));
  own(new AgentTools(services, knowledge));
  const setContext = (key: string, value: boolean): void =>
    void vscode.commands.executeCommand('setContext', `ferexp.${key}`, value);
  setContext('hasSlurm', hasSlurm());
  own(followWalkthrough());
  own(
    tracker.onDidChange(() => {
      const hasRuns = tracker.records().length > 0;
      setContext('hasRuns', hasRuns);
      if (hasRuns) stepDone('hasTrained');
    }),
  );
  // Once runs are read, the times follow from them; without runs, from what was measured.
  void times.refresh();
  // Empty views show their welcome only after this, so that it does not flash before files are found.
  const ready = refreshed.then(async () => {
    setContext('ready', true);
    language.lenses.showAgain();
    if (await recalled) void catalog.refresh();
    return performance.now() - start;
  });
  return { ready, experiments, engines, data, mcpServers };
}
