/** Shows inlay hints: what numbers of an experiment mean in steps, faces, weights and time. */
import type { TimeHint } from '../runs/timeKnowledge';
import * as vscode from 'vscode';
import { resnet18Width } from '../../experiment/defaults';
import type { Position } from '../../experiment/types';
import type { KnownSizes } from '../../results/knownSizes';
import { Owner } from '../disposables';
import { toPosition } from './convert';
import { LastResult } from './lastResult';
import type { ParsedDocuments, ParsedExperiment } from '../documents/parsedDocuments';
import { nodeAt, settingRoots, stringAt } from '../documents/tree';
import { own } from '../../schemas/own';
import { count } from '../../words/numbers';

export interface HintModel {
  /** The hint stands after this position. */
  readonly position: Position;
  readonly text: string;
  readonly tooltip: string;
}

/** What is below the classifier of each model; a test compares it with the built models. */
const bodies: Readonly<Record<string, (width: number) => { readonly weights: number; readonly features: number }>> = {
  customCnn: () => ({ weights: 4_493_312, features: 512 }),
  smallCnn: () => ({ weights: 199_928, features: 88 }),
  resnet18: (width) => ({ weights: 2724 * width ** 2 + 309 * width, features: 8 * width }),
  vggFer: () => ({ weights: 40_351_680, features: 4096 }),
  lightCnn: () => ({ weights: 567_920, features: 256 }),
  resnet50: () => ({ weights: 23_587_712, features: 2048 }),
  efficientnetLite0: () => ({ weights: 3_413_024, features: 1280 }),
};

/** Number of weights; undefined for a network that only a file describes. */
export function modelParameters(type: string, classes: number, width = resnet18Width): number | undefined {
  const body = own(bodies, type)?.(width);
  return body && body.weights + (body.features + 1) * classes;
}

/** Translates settings into numbers that are easier to judge: epochs into steps, a model into its number of weights. */
export function hintsOf(parsed: ParsedExperiment, known: KnownSizes, time?: TimeHint): HintModel[] {
  const hints: HintModel[] = [];
  const add = (path: readonly string[], text: string, tooltip: string): void => {
    const node = nodeAt(parsed, path);
    if (node) hints.push({ position: parsed.lines.position(node.offset + node.length), text, tooltip });
  };
  const base = parsed.file;
  if (!base) return [];
  const classes = base.data.labels?.scheme === 'fer+' ? 8 : 7;
  for (const root of settingRoots(parsed)) {
    const [type, width] = [
      [...root, 'model', 'type'],
      [...root, 'model', 'width'],
    ];
    const chosen = stringAt(parsed, type);
    const filters = nodeAt(parsed, width) ?? nodeAt(parsed, ['model', 'width']);
    const parameters = modelParameters(
      chosen ?? base.model.type,
      classes,
      typeof filters?.value === 'number' ? filters.value : undefined,
    );
    if (parameters !== undefined) {
      // A variant may change the width alone.
      add(
        chosen === undefined ? width : type,
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
  const anEpoch = `${count(examples)} training images in batches of ${batchSize} are ${count(steps)} steps an epoch`;
  const { epochs, fineTuning } = base.training;
  add(
    ['training', 'epochs'],
    [epochs === 0 ? 'evaluates only' : `${about}${count(epochs * steps)} steps`, ...(time ? [time.text] : [])].join(
      ', ',
    ),
    [epochs === 0 ? 'The model of initFrom is only evaluated' : anEpoch, ...(time ? [time.tooltip] : [])].join('\n'),
  );
  if (fineTuning) {
    add(['training', 'fineTuning', 'epochs'], `${about}${count(fineTuning.epochs * steps)} steps`, anEpoch);
  }
  if (base.data.fraction !== undefined) {
    add(['data', 'fraction'], `${about}${count(examples)} training faces`, 'Without the faces held out for validation');
  }
  return hints;
}

export class Hints extends Owner implements vscode.InlayHintsProvider {
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChangeInlayHints = this.#changed.event;
  readonly #hints = new LastResult((document: vscode.TextDocument) => {
    const parsed = this.documents.get(document);
    const { fsPath } = document.uri;
    return hintsOf(parsed, this.sizesOf(fsPath, parsed), this.timeOf(fsPath, parsed));
  });

  /** @param onDidChangeRuns fires when known sizes or times may have changed */
  constructor(
    private readonly documents: ParsedDocuments,
    private readonly sizesOf: (file: string, parsed: ParsedExperiment) => KnownSizes,
    private readonly timeOf: (file: string, parsed: ParsedExperiment) => TimeHint | undefined,
    onDidChangeRuns: vscode.Event<void>,
  ) {
    super();
    this.own(onDidChangeRuns(() => this.#hints.isStale(vscode.workspace.textDocuments) && this.#changed.fire()));
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    return this.#hints
      .get(document)
      .filter(({ position }) => range.contains(toPosition(position)))
      .map(({ position, text, tooltip }) => {
        const hint = new vscode.InlayHint(toPosition(position), `· ${text}`);
        return Object.assign(hint, { tooltip, paddingLeft: true });
      });
  }
}
