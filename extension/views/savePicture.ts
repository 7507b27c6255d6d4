/** Saves a picture of a page to a file. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { SavePicture } from '../../schemas/faces';

/** Asks for a file and writes the picture. @param beside a file or folder of the project, whose folder is proposed */
export async function savePicture({ name, format, data }: SavePicture, beside: string): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(beside))?.uri.fsPath ?? path.dirname(beside);
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, `${name}.${format}`)),
    filters: { [format.toUpperCase()]: [format] },
    title: 'Save Picture',
  });
  if (!target) return;
  try {
    await writeFile(target.fsPath, data, format === 'png' ? 'base64' : 'utf8');
  } catch (error) {
    void vscode.window.showErrorMessage(`The picture could not be saved: ${(error as Error).message}`);
    return;
  }
  const open = 'Open';
  const chosen = await vscode.window.showInformationMessage(`Saved ${path.basename(target.fsPath)}.`, open);
  if (chosen === open) await vscode.commands.executeCommand('vscode.open', target);
}
