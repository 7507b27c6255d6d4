/** Shows what changed between two runs, or writes it to a file. */
import { writeFile } from 'node:fs/promises';
import { differenceMarkdown } from '../../results/export/runDifference';
import { runDifference } from '../../results/runDifference';
import type { RunRecord } from '../../results/runIndex';
import { oldestFirst } from '../../results/runOrder';
import { UserError } from '../../schemas/userError';
import type { Services } from '../services';
import { saveFile } from '../views/saveFile';
import { pickRun } from './runActions';
import { type CommandTarget, directoriesOf } from './targets';

/** @param target a run, compared with one that the user chooses, or two that are selected */
export async function whatChanged(services: Services, target: CommandTarget, selection: unknown): Promise<void> {
  const runs = await twoRuns(services, 'Show What Changed', target, selection);
  if (runs) await services.differences.show(runs);
}

/** As Markdown. @param file by default the user names one */
export async function exportWhatChanged(
  services: Services,
  target: CommandTarget,
  selection: unknown,
  file: string | undefined,
): Promise<void> {
  const title = 'Export What Changed';
  const runs = await twoRuns(services, title, target, selection);
  if (!runs) return;
  const text = differenceMarkdown(await runDifference(...runs));
  if (file === undefined)
    await saveFile({ content: text, title, name: 'what-changed.md', beside: runs[1].resolved.file });
  else await writeFile(file, text);
}

/** The earlier of both comes first; undefined where the user chose none. */
async function twoRuns(
  services: Services,
  title: string,
  target: CommandTarget,
  selection: unknown,
): Promise<[RunRecord, RunRecord] | undefined> {
  const { tracker } = services;
  await tracker.refresh();
  const chosen = directoriesOf(target, selection) ?? [];
  if (chosen.length > 2) throw new UserError(`${title}: ${chosen.length} runs are selected.`, 'Select two.');
  const one = chosen[0] ?? (await pickRun(services, `${title}: first run`));
  if (one === undefined) return undefined;
  const other = chosen[1] ?? (await pickRun(services, `${title}: other run`, ({ directory }) => directory !== one));
  if (other === undefined) return undefined;
  const runs = [one, other].flatMap((directory) => tracker.record(directory) ?? []);
  const [first, second] = runs.sort(oldestFirst);
  return first && second ? [first, second] : undefined;
}
