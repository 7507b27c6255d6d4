/** Shows code lenses in experiment files: run, stop, results, preview, data. */
import type { KnownResults } from '../runs/knowledge';
import * as vscode from 'vscode';
import { chosenVariants, variantNames } from '../../experiment/resolve';
import { baseVariant } from '../../schemas/runDirectory';
import type { TextRange } from '../../experiment/types';
import { Owner } from '../disposables';
import { toRange } from './convert';
import { LastResult } from './lastResult';
import type { ParsedDocuments, ParsedExperiment } from '../documents/parsedDocuments';
import { nodeAt, rangeOf, settingRoots, stringAt, variantsOf } from '../documents/tree';
import { counted } from '../../words/numbers';

export interface LensModel {
  readonly range: TextRange;
  readonly title: string;
  readonly tooltip: string;
  readonly command:
    | 'ferexp.run'
    | 'ferexp.runVariant'
    | 'ferexp.showResults'
    | 'ferexp.stop'
    | 'ferexp.previewAugmentation'
    | 'ferexp.showData';
  readonly variant?: string;
}

/** Lenses on the experiment (at its opening brace), on each variant and on each augmentation. */
export function lensesOf(parsed: ParsedExperiment, known: KnownResults): LensModel[] {
  if (parsed.tree?.type !== 'object') return [];
  const range = rangeOf(parsed, { ...parsed.tree, length: 1 });
  const variants = variantsOf(parsed);
  const lenses: LensModel[] = [];
  const add = (lens: LensModel): void => void lenses.push(lens);
  const matrix = parsed.file?.matrix === undefined ? undefined : parsed.file;
  if (matrix) {
    add({
      range,
      title: `$(run-all) Run ${counted(variantNames(matrix).length, 'variant')}`,
      tooltip: 'Run the file itself and all of its variants with every combination of the matrix',
      command: 'ferexp.run',
    });
  } else if (variants.length === 0) {
    add({ range, title: '$(play) Run', tooltip: 'Run this experiment', command: 'ferexp.run' });
  } else {
    add({
      range,
      title: '$(play) Run',
      tooltip: 'Run the file itself, without its variants',
      command: 'ferexp.runVariant',
      variant: baseVariant,
    });
    add({
      range,
      title: `$(run-all) Run ${new Set(variants.map(({ name }) => name)).size + 1} variants`,
      tooltip: 'Run the file itself (the variant “base”) and all of its variants',
      command: 'ferexp.run',
    });
  }
  if (known.active > 0) {
    const what = known.active === 1 ? '1 run' : `${known.active} runs`;
    add({
      range,
      title: `$(debug-stop) Stop ${what}`,
      tooltip: 'Stop all running and waiting runs of this experiment',
      command: 'ferexp.stop',
    });
  }
  if (stringAt(parsed, ['name']) !== undefined) {
    const base = known.variants.get(baseVariant);
    add({
      range,
      title: `$(graph) ${base ?? 'Show results'}`,
      tooltip: 'Compare the variants',
      command: 'ferexp.showResults',
    });
  }
  const preview = { title: '$(eye) Preview augmentation', command: 'ferexp.previewAugmentation' } as const;
  add({ range, ...preview, tooltip: 'Show training faces before and after augmentation' });
  add({
    range,
    title: '$(database) Data',
    tooltip: 'Show the faces: how many each class has, their labels, duplicates and which are left out',
    command: 'ferexp.showData',
  });
  for (const root of settingRoots(parsed)) {
    const property = nodeAt(parsed, [...root, 'techniques', 'augmentation'])?.parent;
    if (!property) continue;
    add({
      range: rangeOf(parsed, property),
      ...preview,
      title: '$(eye) Preview',
      tooltip: 'Show training faces before and after this augmentation',
      variant: root[1] ?? baseVariant,
    });
  }
  for (const { name, key } of variants) {
    const at = rangeOf(parsed, key);
    const variant = { range: at, variant: name };
    const count = matrix ? chosenVariants(matrix, [name]).length : 1;
    const [title, what] =
      count === 1 ? ['$(play) Run', ''] : [`$(run-all) Run ${count} variants`, ' with every combination of the matrix'];
    add({ ...variant, title, tooltip: `Run the variant “${name}”${what}`, command: 'ferexp.runVariant' });
    const result = known.variants.get(name);
    if (result !== undefined) {
      add({ range: at, title: `$(graph) ${result}`, tooltip: 'Compare the variants', command: 'ferexp.showResults' });
    }
  }
  return lenses;
}

export class Lenses extends Owner implements vscode.CodeLensProvider {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #lenses = new LastResult((document: vscode.TextDocument) => {
    const parsed = this.documents.get(document);
    return lensesOf(parsed, this.resultsOf(document.uri.fsPath));
  });

  /**
   * @param resultsOf what is known about the runs of a file
   * @param onDidChangeRuns fires when that may have changed
   */
  constructor(
    private readonly documents: ParsedDocuments,
    private readonly resultsOf: (file: string) => KnownResults,
    onDidChangeRuns: vscode.Event<void>,
  ) {
    super();
    this.own(onDidChangeRuns(() => this.#lenses.isStale(vscode.workspace.textDocuments) && this.#changed.fire()));
  }

  /** VS Code may lose the first answer of a window that is still starting, and would ask only when the file is edited. */
  showAgain(): void {
    this.#changed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return this.#lenses.get(document).map(({ range, title, tooltip, command, variant }) => {
      const target = { file: document.uri.fsPath, ...(variant !== undefined && { variant }) };
      return new vscode.CodeLens(toRange(range), { title, tooltip, command, arguments: [target] });
    });
  }
}
