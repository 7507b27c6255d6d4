/** The command that makes a run of the answers that several runs give together. */
import * as vscode from 'vscode';
import { rowNameProblem } from '../../experiment/names';
import type { RunRecord } from '../../results/runIndex';
import { statusWords } from '../../results/words';
import { UserError } from '../../schemas/userError';
import { seedWords } from '../../words/imported';
import { percent } from '../../words/numbers';
import { requireTrust } from '../access';
import { completed } from '../runs/completed';
import type { Services } from '../services';
import { cancellableProgress } from './cancellableProgress';
import { type CommandTarget, directoriesOf } from './targets';

const title = 'Make Ensemble';

interface Choice {
  readonly name: string;
  readonly combine: 'mean' | 'vote';
}

/** The last line of `ferexp ensemble --json`. */
interface Made {
  readonly run: string;
  readonly testAccuracy: number;
}

/**
 * @param target a variant, whose finished runs answer together, or runs that are selected; otherwise the user chooses runs
 * @param given what the user would be asked
 */
export async function makeEnsemble(
  services: Services,
  target: CommandTarget,
  selection: unknown,
  given?: Choice,
): Promise<void> {
  if (!(await requireTrust('Making an ensemble'))) return;
  const { tracker, comparisonPanels, script, log } = services;
  await tracker.refresh();
  const directories = directoriesOf(target, selection);
  const candidates = tracker.records().filter(canAnswer);
  const chosen = directories
    ? candidates.filter(({ directory }) => directories.includes(directory))
    : await pickRuns(services, candidates);
  if (!chosen) return;
  if (chosen.length < 2) {
    throw new UserError(
      `${title}: ${chosen.length === 1 ? 'one finished run is' : 'no finished runs are'} selected.`,
      'Select at least two finished runs in the tree, or a variant with several.',
    );
  }
  const choice = given ?? (await ask(chosen));
  if (!choice) return;
  let made: Made | undefined;
  const runs = chosen.map(({ directory }) => directory);
  const isDone = await cancellableProgress(`${title}: ${choice.name}`, log, async (onLine, signal) => {
    const options = [`--name=${choice.name}`, `--combine=${choice.combine}`, '--json'];
    made = JSON.parse(await completed(script, 'ensemble', [...runs, ...options], { onLine, signal })) as Made;
  });
  if (!isDone || !made) return;
  await tracker.refresh();
  const record = tracker.records().find(({ header }) => header.runId === made?.run);
  const known = record && tracker.experimentOf(record.resolved.file);
  if (known) comparisonPanels.open([known.id]);
  const accuracy = percent(made.testAccuracy);
  void vscode.window.showInformationMessage(
    `${choice.name}: ${accuracy} of the test faces right. It counts as one network.`,
  );
}

const canAnswer = ({ header, summary, resolved }: RunRecord): boolean =>
  header.state === 'completed' && summary?.splits['test'] !== undefined && !resolved.imported?.ensemble;

async function pickRuns({ tracker }: Services, runs: readonly RunRecord[]): Promise<RunRecord[] | undefined> {
  const items = runs.map((record) => ({
    label: `${tracker.labelOf(record.header)}: ${record.header.variant}, ${seedWords(record.header.seed)}`,
    description: statusWords(record.header, record.summary),
    record,
  }));
  const placeHolder = 'Choose at least two runs with the same data and labels, by their validation accuracy';
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true });
  return chosen?.map(({ record }) => record);
}

async function ask(runs: readonly RunRecord[]): Promise<Choice | undefined> {
  const combined = await vscode.window.showQuickPick(
    [
      { label: 'Mean', detail: 'The mean of the probabilities', combine: 'mean' as const },
      { label: 'Vote', detail: 'The class that most runs choose; the mean decides ties', combine: 'vote' as const },
    ],
    { title, placeHolder: `How do ${runs.length} networks answer together?` },
  );
  if (!combined) return undefined;
  const name = await vscode.window.showInputBox({
    title,
    prompt: 'Name of the row beside the variants of the experiment.',
    value: 'ensemble',
    validateInput: rowNameProblem,
  });
  return name === undefined ? undefined : { name, combine: combined.combine };
}
