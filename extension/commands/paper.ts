/** The commands for papers: export and verify a bundle, write a model card. */
import path from 'node:path';
import * as vscode from 'vscode';
import { projectOfRuns } from '../../experiment/project';
import type { Experiment } from '../../results/experiments';
import { exportBundle, modelCard, verifyBundle } from '../runs/paper';
import type { Services } from '../services';
import { requireTrust } from '../access';
import { cancellableProgress } from './cancellableProgress';

/** @param target folder of the bundle; by default the user names one */
export async function bundleExperiment(
  { script, log }: Services,
  { name, folder: runs }: Pick<Experiment, 'name' | 'folder'>,
  target?: string,
): Promise<void> {
  if (!(await requireTrust('Exporting a bundle'))) return;
  const project = projectOfRuns(path.dirname(runs));
  const chosen = target ?? (await newFolder(path.join(path.dirname(project), `${name}-bundle`)));
  if (chosen === undefined) return;
  const request = { experiment: name, project, folder: chosen };
  const done = await cancellableProgress('Exporting the bundle', log, (onLine, signal) =>
    exportBundle(script, request, onLine, signal),
  );
  if (!done || target !== undefined) return;
  const open = 'Open in New Window';
  const answer = await vscode.window.showInformationMessage(`The bundle of ${name} is in ${chosen}.`, open);
  if (answer === open) {
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(chosen), { forceNewWindow: true });
  }
}

async function newFolder(proposed: string): Promise<string | undefined> {
  const options = { title: 'Folder of the Bundle', saveLabel: 'Export', defaultUri: vscode.Uri.file(proposed) };
  return (await vscode.window.showSaveDialog(options))?.fsPath;
}

/** Shows the report as a document. @param place the bundle or its bundle.json; by default the user chooses a folder */
export async function verifyBundleAt({ script, log }: Services, place: string | undefined): Promise<void> {
  if (!(await requireTrust('Verifying a bundle'))) return;
  const folder = place ?? (await chooseFolder());
  if (folder === undefined) return;
  const bundle = folder.endsWith('.json') ? path.dirname(folder) : folder;
  let verified: Awaited<ReturnType<typeof verifyBundle>> | undefined;
  const done = await cancellableProgress('Verifying the bundle', log, async (onLine, signal) => {
    verified = await verifyBundle(script, bundle, onLine, signal);
  });
  if (!done || !verified) return;
  const { holds, report } = verified;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: report }));
  if (holds) void vscode.window.showInformationMessage('The bundle holds: its table follows from its predictions.');
  else void vscode.window.showWarningMessage('The bundle does not hold: the document says why.');
}

async function chooseFolder(): Promise<string | undefined> {
  const options = { title: 'Bundle to Verify', openLabel: 'Verify', canSelectFiles: false, canSelectFolders: true };
  return (await vscode.window.showOpenDialog(options))?.[0]?.fsPath;
}

/** Opens the model card of a run as an untitled document. */
export async function openModelCard({ script }: Services, directory: string): Promise<void> {
  if (!(await requireTrust('Writing a model card'))) return;
  const content = await modelCard(script, directory);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language: 'markdown' }));
}
