/** Asks the user before programs of a folder run, and before data outside of the workspace is read. */
import * as vscode from 'vscode';

const allowedKey = 'ferexp.allowedPaths';

/** Asks for workspace trust if there is none. @param what the action that starts programs, for the message */
export async function requireTrust(what: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  const message = `${what} starts programs, so it needs a trusted workspace.`;
  const chosen = await vscode.window.showWarningMessage(message, manage);
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}

/** Whether the user has allowed reading all these paths outside of the workspace. */
export function outsideAllowed(paths: readonly string[], state: vscode.Memento): boolean {
  const allowed = state.get<string[]>(allowedKey, []);
  return paths.every((file) => allowed.includes(file));
}

/** Shows paths outside of the workspace and asks whether to read them. Asks once for each path and workspace. */
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
