/** The command that copies the study's experiments into the workspace. */
import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { askFolder } from './newExperiment';

/** Folder in the workspace folder. The study's experiments expect their data beside it, in `data`. */
const studyFolder = 'study';
/** The experiment that is opened: the network that the study's later steps improve. */
const first = 'fer-3-custom-cnn.ferexp.json';

/**
 * Copies the study's experiments, all rows of its table, into the workspace and opens the first network. Existing files
 * stay unchanged.
 * @param examples absolute path of the extension's examples
 * @returns path of the opened file; undefined if the user cancelled
 */
export async function openStudy(examples: string): Promise<string | undefined> {
  const folder = await askFolder();
  if (folder === undefined) return undefined;
  const source = path.join(examples, 'thesis');
  const target = path.join(folder, studyFolder);
  await mkdir(target, { recursive: true });
  for (const name of await readdir(source)) {
    const copy = path.join(target, name);
    if (!existsSync(copy)) await copyFile(path.join(source, name), copy, constants.COPYFILE_EXCL);
  }
  const file = path.join(target, first);
  await vscode.window.showTextDocument(vscode.Uri.file(file));
  return file;
}
