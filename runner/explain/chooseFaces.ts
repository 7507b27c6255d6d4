/** Chooses the faces of a split that are explained. */
import type { ExplainChoice } from '../../schemas/explanations';
import { nearestName } from '../../experiment/names';
import { type Predictions, readPredictions } from '../../storage/run/predictions';
import { UserError } from '../../schemas/userError';
import type { Dataset } from '../data/dataset';
import { mostProbable } from '../../storage/run/predictions';
import { Random } from '../random';

type Faces = Pick<Dataset, 'classNames' | 'labels' | 'splits' | 'targets'>;

/** The class of a face: its majority, otherwise the most likely class of its training target. */
export function trueClass({ labels, targets, classNames }: Faces, example: number): number {
  const label = labels[example]!;
  return label < classNames.length ? label : mostProbable(targets, example * classNames.length, classNames.length);
}

/**
 * @param name as the user wrote it
 * @throws UserError with the known names
 */
export function classIndex(classNames: readonly string[], name: string): number {
  const index = classNames.findIndex((each) => each.toLowerCase() === name.toLowerCase());
  if (index >= 0) return index;
  const nearest = nearestName(name, classNames);
  throw new UserError(
    `There is no class "${name}".`,
    nearest === undefined ? `The classes: ${classNames.join(', ')}.` : `Did you mean ${nearest}?`,
  );
}

/**
 * @param seed of the run, from which random faces follow
 * @returns ids, at least one; of pictures, those after the faces of the dataset
 * @throws UserError when the split, the predictions or the requested faces do not exist
 */
export async function chooseFaces(
  runDirectory: string,
  { split, faces: choice }: Pick<ExplainChoice, 'split' | 'faces'>,
  dataset: Faces,
  seed: number,
): Promise<number[]> {
  if (choice.by === 'pictures') return choice.files.map((_, index) => dataset.labels.length + index);
  const ids = dataset.splits[split];
  if (ids.length === 0) throw new UserError(`The run has no ${split} faces.`, 'Choose another split.');
  if (choice.by === 'examples') return known(choice.examples, ids, split);
  const of = choice.of === undefined ? undefined : classIndex(dataset.classNames, choice.of);
  const fits = (example: number) => of === undefined || trueClass(dataset, example) === of;
  const found =
    choice.by === 'mistakes'
      ? mistakes(await readPredictions(runDirectory, split), fits)
      : new Random(seed, 'explained-faces').shuffle([...ids].filter(fits));
  if (found.length > 0) return found.slice(0, choice.count);
  const which = choice.of === undefined ? '' : ` of class ${choice.of}`;
  throw choice.by === 'mistakes'
    ? new UserError(`The network made no mistake on ${split} faces${which}.`, 'Choose random faces.')
    : new UserError(`There is no ${split} face${which}.`, 'Choose another class or split.');
}

function known(examples: readonly number[], ids: Uint32Array, split: string): number[] {
  const inSplit = new Set(ids);
  const missing = examples.find((example) => !inSplit.has(example));
  if (missing === undefined) return [...examples];
  throw new UserError(
    `Face ${missing} is not in the ${split} split, whose ids are from ${ids[0]} to ${ids.at(-1)}.`,
    'Take ids of that split, or choose another one.',
  );
}

/** Wrong predictions, the most confident first. */
function mistakes({ ids, labels, probabilities, classNames }: Predictions, fits: (example: number) => boolean) {
  const classes = classNames.length;
  const wrong: { example: number; confidence: number }[] = [];
  ids.forEach((example, row) => {
    const predicted = mostProbable(probabilities, row * classes, classes);
    if (predicted === labels[row] || !fits(example)) return;
    wrong.push({ example, confidence: probabilities[row * classes + predicted]! });
  });
  return wrong.sort((a, b) => b.confidence - a.confidence || a.example - b.example).map(({ example }) => example);
}
