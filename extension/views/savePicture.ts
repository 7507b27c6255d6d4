/** Saves a picture of a page to a file. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { SavePicture } from '../../schemas/faces';
import { formatsOf, pictureFile } from './pictureFile';

/** Asks for a file and writes the picture. @param beside a file or folder of the project, whose folder is proposed */
export async function savePicture(picture: SavePicture, beside: string): Promise<void> {
  const { name, format } = picture;
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(beside))?.uri.fsPath ?? path.dirname(beside);
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(folder, `${name}.${format}`)),
    filters: Object.fromEntries(formatsOf(picture).map((each) => [each.toUpperCase(), [each]])),
    title: 'Save Picture',
  });
  if (!target) return;
  try {
    const { bytes, note } = await pictureFile(picture, target.fsPath);
    await writeFile(target.fsPath, bytes);
    if (note !== undefined) void vscode.window.showWarningMessage(note);
  } catch (error) {
    void vscode.window.showErrorMessage(`The picture could not be saved: ${(error as Error).message}`);
    return;
  }
  const open = 'Open';
  const chosen = await vscode.window.showInformationMessage(`Saved ${path.basename(target.fsPath)}.`, open);
  if (chosen === open) await vscode.commands.executeCommand('vscode.open', target);
}
