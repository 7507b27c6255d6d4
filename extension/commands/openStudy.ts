import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { askFolder } from './newExperiment';

/** In the workspace folder: the study's experiments look for the data beside it, in `data`. */
const studyFolder = 'study';
/** The network that the study's later steps improve. */
const first = 'fer-3-custom-cnn.ferexp.json';

/**
 * Copies the study's experiments, all rows of its table, into the workspace and opens the first network. Files that are
 * there stay as they are.
 * @param examples absolute path of the extension's examples
 * @returns path of the file that was opened; undefined when the person cancelled
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
