/** The command that runs an experiment: asks what must be asked, and starts `ferexp`. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { ResolvedExperiment } from '../../experiment/types';
import { againQuestion, mayBeKnown, planOf } from '../runs/doneBefore';
import { entryOf } from '../runs/experimentCatalog';
import type { Launch } from '../runs/launches';
import type { Services } from '../services';
import { readyRuns } from './readyRuns';

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
  const ready = await readyRuns(services, file, variants, { what: 'Running an experiment', act: 'Run' });
  if (!ready) return undefined;
  const { text, runs } = ready;
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
