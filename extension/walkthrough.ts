import * as vscode from 'vscode';

/** Context keys that tick steps of the walkthrough; `ferexp.hasRuns` ticks another. */
export type DoneStep = 'openedExample' | 'sawResults' | 'madeExperiment' | 'hasTensorFlow';

/** Ticks a step: it was done, not merely begun. The editor remembers it. */
export function stepDone(step: DoneStep): void {
  void vscode.commands.executeCommand('setContext', `ferexp.${step}`, true);
}
