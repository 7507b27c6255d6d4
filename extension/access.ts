/** What a person must allow: running programs of a folder, and reading what lies outside of the workspace. */
import * as vscode from 'vscode';

const allowedKey = 'ferexp.allowedPaths';

/** Running starts programs, so it asks for trust first. */
export async function requireTrust(what: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  const message = `${what} starts programs, so it needs a trusted workspace.`;
  const chosen = await vscode.window.showWarningMessage(message, manage);
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}

/** Did the person say once that these paths outside of the workspace may be read? */
export function outsideAllowed(paths: readonly string[], state: vscode.Memento): boolean {
  const allowed = state.get<string[]>(allowedKey, []);
  return paths.every((file) => allowed.includes(file));
}

/** What lies outside of the workspace is read only after the person has seen where it is. Asked once a path and workspace. */
export async function confirmOutside(
  paths: readonly string[],
  state: vscode.Memento,
  read = 'Read and Run',
): Promise<boolean> {
  const allowed = state.get<string[]>(allowedKey, []);
  const unseen = paths.filter((file) => !allowed.includes(file));
  if (unseen.length === 0) return true;
  const chosen = await vscode.window.showWarningMessage(
    'This experiment reads from outside of the workspace.',
    { modal: true, detail: unseen.join('\n') },
    read,
  );
  if (chosen !== read) return false;
  await state.update(allowedKey, [...allowed, ...unseen]);
  return true;
}
