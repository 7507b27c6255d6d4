/** Names a file of exclusions in an experiment file, and shows the place. */
import path from 'node:path';
import { type Edit, modify } from 'jsonc-parser';
import * as vscode from 'vscode';

/** The changes of a text that name the file, relative to the experiment, whatever the text named before. */
export function namingEdits(text: string, file: string, list: string): Edit[] {
  const relative = path.relative(path.dirname(file), list).split(path.sep).join('/');
  return modify(text, ['data', 'exclude'], relative, { formattingOptions: { insertSpaces: true, tabSize: 2 } });
}

/** @param file absolute path of the experiment file */
export async function nameExclusions(file: string, list: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(file);
  const edit = new vscode.WorkspaceEdit();
  for (const { offset, length, content } of namingEdits(document.getText(), file, list.fsPath)) {
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    edit.replace(document.uri, range, content);
  }
  await vscode.workspace.applyEdit(edit);
  const editor = await vscode.window.showTextDocument(document);
  const at = document.positionAt(Math.max(0, document.getText().indexOf('"exclude"')));
  editor.revealRange(new vscode.Range(at, at));
}
