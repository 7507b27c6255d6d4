import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { nameProblem } from '../../experiment/names';
import { stepDone } from '../walkthrough';
import { templates, type Template } from './templates';

/** What is known beforehand; the rest is asked. */
export interface NewExperimentOptions {
  readonly template?: Template['id'];
  readonly name?: string;
  /** Absolute path of an existing folder. */
  readonly folder?: string;
}

function fileIn(folder: string, name: string): string {
  return path.join(folder, `${name}.ferexp.json`);
}

async function askTemplate(): Promise<Template | undefined> {
  const items = templates.map((template) => ({ label: template.label, detail: template.detail, template }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'New Experiment',
    placeHolder: 'What to start from',
    matchOnDetail: true,
  });
  return chosen?.template;
}

/** @returns undefined when there is none, or the person cancelled */
export async function askFolder(): Promise<string | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri.fsPath;
  return folders[0]?.uri.fsPath;
}

async function open(file: string): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.file(file));
}

/** Writes the file without ever replacing one, and opens it. */
async function create(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text, { flag: 'wx' });
  await open(file);
}

/** Asks what is not given, writes the file and opens it. @returns its path; undefined when the person cancelled */
export async function newExperiment(options: NewExperimentOptions): Promise<string | undefined> {
  const template = templates.find(({ id }) => id === options.template) ?? (await askTemplate());
  if (!template) return undefined;
  const folder = options.folder ?? (await askFolder());
  if (folder === undefined) return undefined;
  const name =
    options.name ??
    (await vscode.window.showInputBox({
      title: 'New Experiment',
      prompt: 'Name of the experiment; names its file and the folder of its runs.',
      value: template.name,
      validateInput: (value) =>
        nameProblem(value) ?? (existsSync(fileIn(folder, value)) ? `${value}.ferexp.json exists already.` : undefined),
    }));
  if (name === undefined) return undefined;
  const file = fileIn(folder, name);
  await create(file, template.text(name));
  stepDone('madeExperiment');
  return file;
}

/** Opens the example on generated faces, made on first use. */
export async function openQuickExample(): Promise<string | undefined> {
  const template = templates[0]!;
  const folder = await askFolder();
  if (folder === undefined) return undefined;
  const file = fileIn(folder, template.name);
  if (existsSync(file)) await open(file);
  else await create(file, template.text(template.name));
  stepDone('openedExample');
  return file;
}
