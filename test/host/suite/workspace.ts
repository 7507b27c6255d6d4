import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { RunIndex, type RunRecord } from '../../../results/runIndex';
import { runsRootIn } from '../../../experiment/project';
import type { ExtensionExports } from '../../../extension/extension';

export const extensionId = 'fer-experiments.fer-experiments';

/** The folder that is opened, a copy of test/host/workspace. */
export function folder(): string {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, 'a folder is open');
  return first.uri.fsPath;
}

export function fileIn(name: string): string {
  return path.join(folder(), name);
}

export async function activated(): Promise<ExtensionExports> {
  const extension = vscode.extensions.getExtension<ExtensionExports>(extensionId);
  assert.ok(extension, 'the extension is there');
  const exported = await extension.activate();
  await exported.ready;
  return exported;
}

/** The runs of an experiment, newest first, read from disk as anyone can. */
export async function runsOf(experiment: string): Promise<RunRecord[]> {
  const index = new RunIndex(runsRootIn(folder()));
  await index.refresh();
  return index.runs().filter(({ header }) => header.experiment === experiment);
}

/** View types of all open webview panels. */
export function openPanels(): string[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputWebview ? [input.viewType] : []));
}

export async function open(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(vscode.Uri.file(fileIn(name)));
}

/** Position of the end of a text in a document. */
export function after(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert.notEqual(offset, -1, `the document holds ${text}`);
  return document.positionAt(offset + text.length);
}

/** Replaces a text in an open document. */
export async function replace(editor: vscode.TextEditor, text: string, replacement: string): Promise<void> {
  const end = after(editor.document, text);
  const start = editor.document.positionAt(editor.document.offsetAt(end) - text.length);
  assert.ok(await editor.edit((edit) => edit.replace(new vscode.Range(start, end), replacement)));
}
