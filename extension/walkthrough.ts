/** Ticks steps of the walkthrough. */
import * as vscode from 'vscode';

/** Context keys that tick steps of the walkthrough. */
export type DoneStep =
  | 'openedExample'
  | 'hasTrained'
  | 'sawResults'
  | 'sawDataSets'
  | 'madeExperiment'
  | 'madeRecipe'
  | 'hasTensorFlow'
  | 'submitted'
  | 'exportedModel'
  | 'madeDemoPage'
  | 'startedServer';

const done = new Set<DoneStep>();

/**
 * Only a change of the key ticks, once VS Code has listed the walkthrough; a key that is true before that never does. So it
 * is true for a moment.
 */
async function say(step: DoneStep): Promise<void> {
  const key = `ferexp.${step}`;
  await vscode.commands.executeCommand('setContext', key, true);
  await vscode.commands.executeCommand('setContext', key, false);
}

/** Ticks a step when it is done, not when it starts. VS Code remembers it. */
export function stepDone(step: DoneStep): void {
  if (done.has(step)) return;
  done.add(step);
  void say(step);
}

/** Says again what was done before a walkthrough was opened. */
export function followWalkthrough(): vscode.Disposable {
  return vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
    // A walkthrough has no input that extensions know.
    if (opened.some(({ input }) => input === undefined)) for (const step of done) void say(step);
  });
}
