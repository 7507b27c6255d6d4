/** Gets an experiment file ready to be run or submitted: saves and checks it, and asks what must be asked. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { ExperimentFiles } from '../../experiment/graph';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import type { ResolvedExperiment } from '../../experiment/types';
import { disk } from '../../storage/files/disk';
import { weightsDirectory } from '../../storage/machine/weightsDirectory';
import { pathsOutsideOfChains } from '../../storage/outside';
import { confirmOutside, requireTrust } from '../access';
import { isExperimentPath } from '../documents/parsedDocuments';
import { allProblems } from '../documents/problems';
import { toRange } from '../language/convert';
import { errorsInWords, missingWeights } from '../runs/preflight';
import { configuredEnvironment } from '../runs/settings';
import type { Services } from '../services';
import { fetchWeights } from './fetchWeights';

/** The text of the file, after saving its document if that has changes; undefined if saving failed. */
async function savedText(file: string): Promise<string | undefined> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
  if (!document) return readFile(file, 'utf8');
  if (document.isDirty && !(await document.save())) return undefined;
  return document.getText();
}

/** Shows the first error of a file, and leads to all of them. */
export async function showErrors(file: string, message: string, range: vscode.Range): Promise<void> {
  const showProblems = 'Show Problems';
  const chosen = await vscode.window.showErrorMessage(message, showProblems);
  if (chosen !== showProblems) return;
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: range });
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

export interface ReadyRuns {
  /** Of the file, as saved. */
  readonly text: string;
  readonly runs: readonly ResolvedExperiment[];
}

/**
 * @param variants undefined for all variants of the file
 * @param words what needs trust, and what the user then does
 * @returns undefined if the file has errors or the user does not want it
 */
export async function readyRuns(
  services: Services,
  file: string,
  variants: readonly string[] | undefined,
  { what, act }: { readonly what: string; readonly act: string },
): Promise<ReadyRuns | undefined> {
  if (!(await requireTrust(what))) return undefined;
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
  if (!(await confirmOutside(outside, services.context.workspaceState, `Read and ${act}`))) return undefined;
  for (const weights of missingWeights(runs, weightsDirectory(configuredEnvironment()))) {
    const needed = `This experiment starts from the weights of ${weights.network}, which are not downloaded yet.`;
    if (!(await fetchWeights(services, weights, needed, `Download and ${act}`))) return undefined;
  }
  return { text, runs };
}
