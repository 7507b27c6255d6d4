/** Ticks steps of the walkthrough. */
import * as vscode from 'vscode';

/** Context keys that tick steps of the walkthrough; `ferexp.hasRuns` ticks another. */
export type DoneStep =
  | 'openedExample'
  | 'sawResults'
  | 'sawDataSets'
  | 'madeExperiment'
  | 'madeRecipe'
  | 'hasTensorFlow'
  | 'submitted'
  | 'exportedModel'
  | 'madeDemoPage'
  | 'startedServer';

/** Ticks a step when it is done, not when it starts. VS Code remembers it. */
export function stepDone(step: DoneStep): void {
  void vscode.commands.executeCommand('setContext', `ferexp.${step}`, true);
}
