/** Shows in a view why its content is missing. */
import * as vscode from 'vscode';
import { UserError } from '../../schemas/userError';

/** Why a view cannot show its content. */
export interface ViewProblem {
  readonly kind: 'problem';
  readonly message: string;
  readonly remedy?: string;
}

export function viewProblem(error: unknown): ViewProblem {
  const message = error instanceof Error ? error.message : String(error);
  const remedy = error instanceof UserError ? error.remedy : undefined;
  return { kind: 'problem', message, ...(remedy !== undefined && { remedy }) };
}

/** A row with the problem. A click opens the setting that the message names, otherwise the output channel. */
export function problemItem({ message, remedy }: ViewProblem): vscode.TreeItem {
  const item = new vscode.TreeItem(message);
  item.description = remedy ?? '';
  item.tooltip = [message, remedy].filter(Boolean).join('\n');
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.accessibilityInformation = { label: String(item.tooltip) };
  const setting = /setting (ferexp\.\w+)/.exec(message)?.[1];
  item.command =
    setting === undefined
      ? { command: 'ferexp.showOutput', title: 'Show Output' }
      : { command: 'workbench.action.openSettings', title: 'Open Settings', arguments: [setting] };
  return item;
}
