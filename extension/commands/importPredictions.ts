/** The command that makes a run of predictions by a network that was trained elsewhere. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { nameProblem } from '../../experiment/names';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns, variantNames } from '../../experiment/resolve';
import { classNamesOf } from '../../experiment/classNames';
import type { ResolvedExperiment } from '../../experiment/types';
import { UserError } from '../../schemas/userError';
import { percent } from '../../words/numbers';
import { confirmOutside, requireTrust } from '../access';
import { importPredictions as runImport, type ImportChoice, type ImportResult } from '../runs/importPredictions';
import { pathsOutside } from '../../storage/outside';
import type { Services } from '../services';
import { cancellableProgress } from './cancellableProgress';

const title = 'Import Predictions';
const endings = ['csv', 'npy', 'npz'];

const isPredictions = (file: string): boolean => endings.includes(path.extname(file).slice(1).toLowerCase());

/** @param target the file that was clicked on in the explorer; anything else is ignored */
export async function importPredictions(
  services: Services,
  target: { readonly fsPath?: string } | undefined,
  chooseExperiment: () => Promise<string | undefined>,
): Promise<void> {
  if (!(await requireTrust('Importing predictions'))) return;
  const clicked = target?.fsPath;
  const file = clicked !== undefined && isPredictions(clicked) ? clicked : await askFile('test');
  if (file === undefined) return;
  const experiment = await chooseExperiment();
  if (experiment === undefined) return;
  const resolved = await resolvedOf(experiment);
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const outside = await pathsOutside([resolved], folders);
  if (!(await confirmOutside(outside, services.context.workspaceState, 'Read'))) return;
  const choice = await ask(file, experiment, resolved);
  if (choice === undefined) return;
  let found: ImportResult | undefined;
  const isDone = await cancellableProgress(`${title}: ${choice.name}`, services.log, async (onLine, signal) => {
    found = await runImport(services.script, choice, onLine, signal);
  });
  if (!isDone || !found) return;
  await show(services, experiment, choice.name, found);
}

async function resolvedOf(experiment: string): Promise<ResolvedExperiment & { readonly variants: readonly string[] }> {
  const { file } = parseExperiment(await readFile(experiment, 'utf8'));
  const [resolved] = file ? resolveRuns(file, { path: experiment, repeats: [0] }) : [];
  if (!file || !resolved) {
    throw new UserError(`${path.basename(experiment)} cannot be read as an experiment.`, 'Correct its errors first.');
  }
  return { ...resolved, variants: variantNames(file) };
}

async function askFile(split: 'test' | 'validation'): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: `Predictions of the ${split} faces`,
    openLabel: 'Import',
    filters: { Predictions: endings },
  });
  return chosen?.[0]?.fsPath;
}

/** A choice that stays open: nothing is stated. */
const unstated = 'Unknown';
const other = 'Other…';

/** Asks for all that the import is told; undefined if the user cancelled. */
async function ask(
  file: string,
  experiment: string,
  resolved: ResolvedExperiment & { readonly variants: readonly string[] },
): Promise<ImportChoice | undefined> {
  const name = await vscode.window.showInputBox({
    title,
    prompt: `Name of the result beside the variants of ${resolved.name}. Repeats of one network share it.`,
    value: nameFrom(file),
    validateInput: (value) =>
      nameProblem(value) ??
      (resolved.variants.includes(value) ? `${resolved.name} has a variant of that name.` : undefined),
  });
  if (name === undefined) return undefined;
  const framework = await askFramework();
  if (framework === undefined) return undefined;
  const seed = await vscode.window.showInputBox({
    title,
    prompt: 'Seed of its training. Leave it empty if it is unknown.',
    validateInput: wholeOrEmpty,
  });
  if (seed === undefined) return undefined;
  const more = await askMore(resolved);
  if (more === undefined) return undefined;
  return { file, experiment, name, framework: framework || undefined, seed: seed || undefined, ...more };
}

const wholeOrEmpty = (value: string): string | undefined =>
  /^\d{0,10}$/.test(value) ? undefined : 'Give a whole number, or nothing.';

/** `my-resnet_seed1` of `My ResNet_seed1.csv`; empty where nothing is left. */
function nameFrom(file: string): string {
  return path
    .parse(file)
    .name.toLowerCase()
    .replace(/[^a-z0-9._+-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64);
}

/** Empty if it is unknown. */
async function askFramework(): Promise<string | undefined> {
  const chosen = await vscode.window.showQuickPick(['PyTorch', 'Keras', 'JAX', other, unstated], {
    title,
    placeHolder: 'What was the network trained with?',
  });
  if (chosen === unstated) return '';
  return chosen === other
    ? vscode.window.showInputBox({ title, prompt: 'What was the network trained with?' })
    : chosen;
}

type More = Pick<ImportChoice, 'epochs' | 'trainingData' | 'note' | 'validation' | 'classes' | 'logits'>;

interface MoreItem extends vscode.QuickPickItem {
  readonly ask: (resolved: ResolvedExperiment) => Promise<More | undefined>;
}

const input = async (prompt: string, options: vscode.InputBoxOptions = {}): Promise<string | undefined> =>
  vscode.window.showInputBox({ title, prompt, ...options });

const moreItems: readonly MoreItem[] = [
  {
    label: 'The numbers are logits',
    detail: 'Softmax is computed',
    ask: () => Promise.resolve({ logits: true }),
  },
  {
    label: 'Another order of classes',
    detail: 'Than that of the experiment’s labels',
    ask: async ({ data }) => {
      const names = classNamesOf(data.labels);
      const classes = await input('Which class is each number or column?', {
        value: names.map((name, index) => `${index}=${name}`).join(','),
      });
      return classes === undefined ? undefined : { classes };
    },
  },
  {
    label: 'Predictions of the validation faces',
    ask: async () => {
      const validation = await askFile('validation');
      return validation === undefined ? undefined : { validation };
    },
  },
  {
    label: 'Epochs',
    ask: async () => {
      const epochs = await input('Epochs of its training', { validateInput: wholeOrEmpty });
      return epochs === undefined ? undefined : { epochs: epochs || undefined };
    },
  },
  {
    label: 'Training data',
    ask: async () => {
      const trainingData = await input('What was it trained on?');
      return trainingData === undefined ? undefined : { trainingData: trainingData || undefined };
    },
  },
  {
    label: 'Note',
    ask: async () => {
      const note = await input('What else to know of it?');
      return note === undefined ? undefined : { note: note || undefined };
    },
  },
];

async function askMore(resolved: ResolvedExperiment): Promise<More | undefined> {
  const chosen = await vscode.window.showQuickPick(moreItems, {
    title,
    placeHolder: 'Choose what else to state, or nothing: what is not stated stays unknown',
    canPickMany: true,
  });
  if (chosen === undefined) return undefined;
  let more: More = {};
  for (const item of chosen) {
    const stated = await item.ask(resolved);
    if (stated === undefined) return undefined;
    more = { ...more, ...stated };
  }
  return more;
}

/** Opens the comparison, where the result stands beside the variants. */
async function show(
  { tracker, catalog, comparisonPanels }: Services,
  experiment: string,
  name: string,
  { testAccuracy, notes }: ImportResult,
): Promise<void> {
  if (!catalog.entry(experiment)) await catalog.refresh();
  await tracker.refresh();
  const known = tracker.experimentOf(experiment);
  if (known) comparisonPanels.open([known.id]);
  void vscode.window.showInformationMessage(
    [`${name}: ${percent(testAccuracy)} of the test faces right.`, ...notes].join(' '),
  );
}
