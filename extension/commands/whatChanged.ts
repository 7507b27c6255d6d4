/** Shows what changed between two runs, as a Markdown document. */
import * as vscode from 'vscode';
import { differenceMarkdown } from '../../results/export/runDifference';
import { runDifference } from '../../results/runDifference';
import { oldestFirst } from '../../results/runOrder';
import { UserError } from '../../schemas/userError';
import type { Services } from '../services';
import { pickRun } from './runActions';
import { type CommandTarget, directoriesOf } from './targets';

const title = 'Show What Changed';

/** The earlier of both runs comes first. @param target a run, compared with one that the user chooses, or two that are selected */
export async function whatChanged(services: Services, target: CommandTarget, selection: unknown): Promise<void> {
  const { tracker } = services;
  await tracker.refresh();
  const chosen = directoriesOf(target, selection) ?? [];
  if (chosen.length > 2) throw new UserError(`${title}: ${chosen.length} runs are selected.`, 'Select two.');
  const one = chosen[0] ?? (await pickRun(services, `${title}: first run`));
  if (one === undefined) return;
  const other = chosen[1] ?? (await pickRun(services, `${title}: other run`, ({ directory }) => directory !== one));
  if (other === undefined) return;
  const runs = [one, other].flatMap((directory) => tracker.record(directory) ?? []);
  const [first, second] = runs.sort(oldestFirst);
  if (!first || !second) return;
  const content = differenceMarkdown(await runDifference(first, second));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language: 'markdown' }));
}
