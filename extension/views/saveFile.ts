/** Saves what a page or command made to a file that the user chooses. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

interface SavedFile {
  readonly content: string | Uint8Array;
  /** Of the dialog. */
  readonly title: string;
  /** Proposed for the file. */
  readonly name: string;
  /** A file in whose folder it is proposed. */
  readonly beside: string;
}

/** @returns the file; undefined if the user chose none or it could not be written, which is shown */
export async function saveFile({ content, title, name, beside }: SavedFile): Promise<vscode.Uri | undefined> {
  const extension = path.extname(name).slice(1);
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(path.dirname(beside), name)),
    filters: { [extension.toUpperCase()]: [extension] },
    title,
  });
  if (!target) return undefined;
  try {
    await writeFile(target.fsPath, content);
    return target;
  } catch (error) {
    void vscode.window.showErrorMessage(`The file could not be saved: ${(error as Error).message}`);
    return undefined;
  }
}
