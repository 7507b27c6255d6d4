/** The command that runs an experiment: saves and checks the file, asks what must be asked, and starts `ferexp`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { ExperimentFiles } from '../../experiment/graph';
import { resolveRuns } from '../../experiment/resolve';
import { parseExperiment } from '../../experiment/parse';
import type { ResolvedExperiment } from '../../experiment/types';
import { toRange } from '../language/convert';
import { isExperimentPath } from '../documents/parsedDocuments';
import { allProblems } from '../documents/problems';
import { againQuestion, mayBeKnown, planOf } from '../runs/doneBefore';
import { entryOf } from '../runs/experimentCatalog';
import { disk } from '../../storage/files/disk';
import { weightsDirectory } from '../../storage/machine/weightsDirectory';
import type { Launch } from '../runs/launches';
import { errorsInWords, missingWeights } from '../runs/preflight';
import { pathsOutsideOfChains } from '../../storage/outside';
import { configuredEnvironment } from '../runs/settings';
import type { Services } from '../services';
import { fetchWeights } from './fetchWeights';
import { confirmOutside, requireTrust } from '../access';

/** The text of the file, after saving its document if that has changes; undefined if saving failed. */
async function savedText(file: string): Promise<string | undefined> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
  if (!document) return readFile(file, 'utf8');
  if (document.isDirty && !(await document.save())) return undefined;
  return document.getText();
}

async function showErrors(file: string, message: string, range: vscode.Range): Promise<void> {
  const showProblems = 'Show Problems';
  const chosen = await vscode.window.showErrorMessage(message, showProblems);
  if (chosen !== showProblems) return;
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: range });
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/** Files whose run is being started: a second click waits until the first one is done. */
const runningFiles = new Map<string, Promise<Launch | undefined>>();

/**
 * @param variants undefined for all variants of the file
 * @returns undefined if nothing was started
 */
export function runExperiment(
  services: Services,
  file: string,
  variants: readonly string[] | undefined,
): Promise<Launch | undefined> {
  const before = runningFiles.get(file) ?? Promise.resolve(undefined);
  const now = before.catch(() => undefined).then(() => askAndRun(services, file, variants));
  const ended = now.finally(() => runningFiles.get(file) === ended && runningFiles.delete(file));
  runningFiles.set(file, ended);
  return ended;
}

async function askAndRun(
  services: Services,
  file: string,
  variants: readonly string[] | undefined,
): Promise<Launch | undefined> {
  if (!(await requireTrust('Running an experiment'))) return undefined;
  if (!isExperimentPath(file)) {
    void vscode.window.showWarningMessage(`${path.basename(file)} is not an experiment file (*.ferexp.json).`);
    return undefined;
  }
  const text = await savedText(file);
  if (text === undefined) return undefined;
  const parsed = parseExperiment(text);
  const problems = allProblems(parsed, file, vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath);
  const message = errorsInWords(file, problems);
  const first = problems.find(({ severity }) => severity === 'error');
  if (message !== undefined && first) {
    void showErrors(file, message, toRange(first.range));
    return undefined;
  }
  if (!parsed.file) return undefined;
  const runs = resolveRuns(parsed.file, { path: file, ...(variants && { variants }) });
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  // Files that the runs start from are read as saved, as `ferexp` reads them.
  const files = new ExperimentFiles(disk.read).set(path.resolve(file), parsed.file);
  const outside = await pathsOutsideOfChains(runs, folders, files);
  if (!(await confirmOutside(outside, services.context.workspaceState))) return undefined;
  for (const weights of missingWeights(runs, weightsDirectory(configuredEnvironment()))) {
    const needed = `This experiment starts from the weights of ${weights.network}, which are not downloaded yet.`;
    if (!(await fetchWeights(services, weights, needed, 'Download and Run'))) return undefined;
  }
  const experiment = entryOf(file, text);
  // Include runs that were started a moment ago, here or elsewhere.
  await services.launches.untilStarted(file);
  await services.tracker.refresh();
  const earlier = services.tracker.recordsOf(path.join(experiment.runsRoot, experiment.name));
  const again = mayBeKnown(runs, earlier) ? await askAgain(services, file, experiment.name, variants) : 'missing';
  if (again === undefined) return undefined;
  const launch = await services.launcher.run(
    file,
    experiment,
    variants,
    earlier.map(({ directory }) => directory),
    again === 'again',
  );
  await services.launches.add(launch);
  void openFirstRun(services, path.join(experiment.runsRoot, experiment.name), launch, runs);
  return launch;
}

/** Asks what to run if some of the runs are done, running or waiting; undefined if the user wants nothing. */
async function askAgain(
  { script, runPanels }: Services,
  file: string,
  name: string,
  variants: readonly string[] | undefined,
): Promise<'again' | 'missing' | undefined> {
  const options = { location: vscode.ProgressLocation.Window, title: 'Checking which runs are done or queued' };
  const plan = await vscode.window.withProgress(options, () => planOf(script, file, variants));
  const question = plan && againQuestion(name, plan);
  if (!question) return 'missing';
  const { message, detail, show, missing, again } = question;
  const actions = [show, missing, again].filter((action) => action !== undefined);
  const chosen = await vscode.window.showInformationMessage(message, { modal: true, detail }, ...actions);
  if (chosen === undefined) return undefined;
  if (chosen === show) {
    const shown = plan.queued.find(({ state }) => state === 'running') ?? plan.queued[0];
    if (shown) runPanels.open(shown.directory);
    return undefined;
  }
  return chosen === again ? 'again' : 'missing';
}

/** If `ferexp` takes longer to make its first run directory, no panel is opened. */
const patienceMs = 30_000;

/** Opens the panel of the first wanted run as soon as `ferexp` has made its directory. */
async function openFirstRun(
  { tracker, runPanels }: Services,
  folder: string,
  launch: Launch,
  wanted: readonly ResolvedExperiment[],
): Promise<void> {
  const earlier = new Set(launch.earlier);
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    await tracker.refresh();
    const first = tracker
      .recordsOf(folder)
      .reverse()
      .find(
        ({ directory, header }) =>
          !earlier.has(directory) &&
          wanted.some(({ variant, repeat }) => header.variant === variant && header.repeat === repeat),
      );
    if (first) {
      runPanels.open(first.directory);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
