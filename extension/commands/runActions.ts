/** The commands on runs: stop, resume, delete, open the log. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { seedWords } from '../../words/imported';
import { exactTime } from '../../words/times';
import { askToStop } from '../../storage/run/stopRuns';
import { readSubmitted } from '../../storage/submission';
import { runFiles } from '../../schemas/runDirectory';
import { descendantsOf } from '../../results/descendants';
import type { RunRecord } from '../../results/runIndex';
import { statusWords } from '../../results/words';
import { deletionQuestion } from '../runs/deletion';
import { isActive } from '../runs/runTracker';
import { pathsOutsideOfResumed } from '../../storage/outside';
import type { Services } from '../services';
import { confirmOutside, requireTrust } from '../access';

/** Lets the user choose a run. @param fits which runs can be chosen */
export async function pickRun(
  { tracker }: Services,
  title: string,
  fits: (record: RunRecord) => boolean = () => true,
): Promise<string | undefined> {
  const items = tracker
    .records()
    .filter(fits)
    .map(({ directory, header, summary }) => ({
      label: `${tracker.labelOf(header)}: ${header.variant}, ${seedWords(header.seed)}`,
      description: statusWords(header, summary),
      ...(header.startedAt !== undefined && { detail: exactTime(header.startedAt) }),
      directory,
    }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(`${title}: there is no suitable run.`);
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Choose a run', matchOnDescription: true }))
    ?.directory;
}

/**
 * Asks runs to stop, and cancels the jobs of those that wait in Slurm.
 * @param keep waiting runs stay in their queue, to be resumed with it; by default a single waiting run leaves its queue
 */
export async function stopRuns(
  { tracker }: Services,
  directories: readonly string[],
  { keep = directories.length !== 1 } = {},
): Promise<void> {
  await tracker.refresh();
  const active = tracker.active().filter(({ directory }) => directories.includes(directory));
  const waiting = active.filter(({ header }) => header.state === 'queued');
  const submitted = await Promise.all(waiting.map(({ directory }) => readSubmitted(directory)));
  if (submitted.some((element) => element !== undefined) && !(await requireTrust('Cancelling jobs'))) return;
  await askToStop(active, keep);
  await tracker.refresh();
}

export async function resumeRun(services: Services, directory: string): Promise<void> {
  if (!(await requireTrust('Resuming a run'))) return;
  await services.tracker.refresh();
  const record = services.tracker.record(directory);
  if (!record) return;
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  if (!(await confirmOutside(await pathsOutsideOfResumed([record], folders), services.context.workspaceState))) return;
  const others = services.tracker.records().filter((other) => other.directory !== directory);
  const earlier = others.map((other) => other.directory);
  await services.launches.add(await services.launcher.resume(directory, record.header.experiment, earlier));
  services.runPanels.open(directory);
}

/** @param confirmed does not ask the user; with `permanently` not even if there is no trash */
export async function deleteRuns(
  { tracker }: Services,
  directories: readonly string[],
  confirmed?: 'trash' | 'permanently',
): Promise<void> {
  // The view may be half a second old: check the present state of the runs.
  await tracker.refresh();
  const runs = directories.filter((directory) => {
    const record = tracker.record(directory);
    return record && !isActive(record);
  });
  if (runs.length < directories.length) {
    void vscode.window.showInformationMessage('Runs that are running or waiting are not deleted. Stop them first.');
  }
  if (runs.length === 0) return;
  const marked = runs
    .flatMap((directory) => tracker.record(directory)?.header ?? [])
    .filter(({ starred, note }) => starred === true || note !== undefined);
  const { what, detail } = deletionQuestion(runs, await descendantsOf(runs, tracker.records()), marked);
  if (confirmed === undefined) {
    const move = 'Move to Trash';
    const answer = await vscode.window.showWarningMessage(`Delete ${what}?`, { modal: true, detail }, move);
    if (answer !== move) return;
  }
  const left = await deleted(runs, true);
  if (left.length > 0) {
    if (confirmed !== 'permanently') {
      const permanently = 'Delete Permanently';
      const message = `There is no trash to move ${what} to. Delete permanently?`;
      const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, permanently);
      if (answer !== permanently) return;
    }
    await deleted(left, false);
  }
  await tracker.refresh();
}

/** @returns the directories that still exist: not every file system has a trash */
async function deleted(directories: readonly string[], useTrash: boolean): Promise<string[]> {
  for (const directory of directories) {
    const remove = vscode.workspace.fs.delete(vscode.Uri.file(directory), { recursive: true, useTrash });
    await remove.then(undefined, (error: unknown) => {
      if (!useTrash) throw error;
    });
  }
  return directories.filter((directory) => existsSync(directory));
}

export async function openLog({ log }: Services, directory: string): Promise<void> {
  const file = path.join(directory, runFiles.log);
  if (existsSync(file)) {
    await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
    return;
  }
  log.warn(`${directory} has no log yet.`);
  void vscode.window.showInformationMessage('This run has no log yet.');
}
