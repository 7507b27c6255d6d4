/** Names a file of exclusions in an experiment file, and shows the place. */
import path from 'node:path';
import { modify } from 'jsonc-parser';
import * as vscode from 'vscode';

/** @param file absolute path of the experiment file */
export async function nameExclusions(file: string, list: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(file);
  const relative = path.relative(path.dirname(file), list.fsPath).split(path.sep).join('/');
  const edit = new vscode.WorkspaceEdit();
  const options = { formattingOptions: { insertSpaces: true, tabSize: 2 } };
  const changes = modify(document.getText(), ['data', 'exclude'], relative, options);
  for (const { offset, length, content } of changes) {
    edit.replace(
      document.uri,
      new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)),
      content,
    );
  }
  await vscode.workspace.applyEdit(edit);
  const editor = await vscode.window.showTextDocument(document);
  const at = document.positionAt(Math.max(0, document.getText().indexOf('"exclude"')));
  editor.revealRange(new vscode.Range(at, at));
}
