/** The commands that create an experiment file from a template. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { nameProblem } from '../../experiment/names';
import { stepDone } from '../walkthrough';
import { templates, type Template } from './templates';

/** The user is asked for what is absent. */
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
    placeHolder: 'Choose a template',
    matchOnDetail: true,
  });
  return chosen?.template;
}

/** @returns a workspace folder; undefined if there is none, or if the user cancelled */
export async function askFolder(): Promise<string | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri.fsPath;
  return folders[0]?.uri.fsPath;
}

async function open(file: string): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.file(file));
}

/** Writes the file and opens it. Never replaces an existing file. */
async function create(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text, { flag: 'wx' });
  await open(file);
}

/** Asks for missing options, writes the file and opens it. @returns its path; undefined if the user cancelled */
export async function newExperiment(options: NewExperimentOptions): Promise<string | undefined> {
  const template = templates.find(({ id }) => id === options.template) ?? (await askTemplate());
  if (!template) return undefined;
  const folder = options.folder ?? (await askFolder());
  if (folder === undefined) return undefined;
  const name =
    options.name ??
    (await vscode.window.showInputBox({
      title: 'New Experiment',
      prompt: 'Name of the experiment, also used for its file and the folder of its runs.',
      value: template.name,
      validateInput: (value) =>
        nameProblem(value) ?? (existsSync(fileIn(folder, value)) ? `${value}.ferexp.json already exists.` : undefined),
    }));
  if (name === undefined) return undefined;
  const file = fileIn(folder, name);
  await create(file, template.text(name));
  stepDone('madeExperiment');
  if (template.id === 'recipe') stepDone('madeRecipe');
  return file;
}

/** Opens the example on generated faces; creates it if it does not exist. */
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
