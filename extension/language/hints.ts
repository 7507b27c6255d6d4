import * as vscode from 'vscode';
import type { Position } from '../../experiment/types';
import { toPosition } from './convert';
import type { ParsedDocuments, ParsedExperiment } from './parsedDocuments';
import { nodeAt, settingRoots, stringAt } from './tree';

/** What is known of an experiment without reading its data. */
export interface KnownSizes {
  /** Images of the training split after validation was taken from it. */
  readonly trainingExamples?: number;
  /** It is told by the name of the data only. */
  readonly approximate?: boolean;
}

export interface HintModel {
  /** The hint stands after this position. */
  readonly position: Position;
  readonly text: string;
  readonly tooltip: string;
}

/** Weights by model and number of classes; a test compares them with the models as built. */
export const modelParameters: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  customCnn: { 7: 4_496_903, 8: 4_497_416 },
  smallCnn: { 7: 200_551, 8: 200_640 },
};

const count = (value: number): string => value.toLocaleString('en-US');

/** What a number means where it is hard to feel: epochs in steps, a fraction in faces, a model in weights. */
export function hintsOf(parsed: ParsedExperiment, known: KnownSizes): HintModel[] {
  const hints: HintModel[] = [];
  const add = (path: readonly string[], text: string, tooltip: string): void => {
    const node = nodeAt(parsed, path);
    if (node) hints.push({ position: parsed.lines.position(node.offset + node.length), text, tooltip });
  };
  const base = parsed.file;
  if (!base) return [];
  const classes = base.data.labels?.scheme === 'fer+' ? 8 : 7;
  for (const root of settingRoots(parsed)) {
    const parameters = modelParameters[stringAt(parsed, [...root, 'model', 'type']) ?? '']?.[classes];
    if (parameters !== undefined) {
      add(
        [...root, 'model', 'type'],
        `${count(parameters)} parameters`,
        `Weights of the network for ${classes} classes`,
      );
    }
  }
  const examples = known.trainingExamples;
  if (examples === undefined) return hints;
  const about = known.approximate === true ? 'about ' : '';
  const batchSize = base.training.batchSize ?? 128;
  const steps = Math.ceil(examples / batchSize);
  add(
    ['training', 'epochs'],
    `${about}${count(base.training.epochs * steps)} steps`,
    `${count(examples)} training images in batches of ${batchSize} are ${count(steps)} steps an epoch`,
  );
  if (base.data.fraction !== undefined) {
    add(['data', 'fraction'], `${about}${count(examples)} training faces`, 'After validation was held out');
  }
  return hints;
}

export class Hints implements vscode.InlayHintsProvider {
  constructor(
    private readonly documents: ParsedDocuments,
    private readonly sizesOf: (file: string, parsed: ParsedExperiment) => KnownSizes,
    readonly onDidChangeInlayHints: vscode.Event<void>,
  ) {}

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const parsed = this.documents.get(document);
    return hintsOf(parsed, this.sizesOf(document.uri.fsPath, parsed))
      .filter(({ position }) => range.contains(toPosition(position)))
      .map(({ position, text, tooltip }) => {
        const hint = new vscode.InlayHint(toPosition(position), text);
        return Object.assign(hint, { tooltip, paddingLeft: true });
      });
  }
}
