/** Divides the training images into folds, each of which is used once for validation. */
import { UserError } from '../../../schemas/userError';
import type { Dataset } from '../../data/dataset';
import { findDuplicates } from '../../data/duplicates';
import { noLabel } from '../../data/labels/targets';
import { inFolds, togetherBy, unitsOf } from '../../data/units';
import { Random } from '../../random';
import { counted } from '../../../words/numbers';

export interface FoldOptions {
  readonly folds: number;
  /** The seed of the run. */
  readonly seed: number;
  /** Whether byte-identical images must be in the same fold. */
  readonly keepDuplicatesTogether: boolean;
}

/**
 * The data for each fold: its own part is for validation, the others are for training. The validation and test splits are
 * not used. Images without a majority have no right answer, so they are not used for validation. The sizes of the parts
 * differ by one image at most, by one group of identical images, or by one person.
 * @throws UserError if there are fewer images than folds
 */
export function foldDatasets(dataset: Dataset, options: FoldOptions): Dataset[] {
  const parts = divide(dataset, options);
  const none = new Uint32Array(0);
  return parts.map((own) => {
    const held = new Set(own);
    return {
      ...dataset,
      splits: {
        train: dataset.splits.train.filter((example) => !held.has(example)),
        validation: Uint32Array.from(
          own.filter((example) => dataset.labels[example] !== noLabel).sort((a, b) => a - b),
        ),
        test: none,
      },
    };
  });
}

/** Sorts the units by a random number of their own, and gives each to the smallest fold. */
function divide(dataset: Dataset, { folds, seed, keepDuplicatesTogether }: FoldOptions): number[][] {
  const { persons, splits } = dataset;
  const together = togetherBy({
    persons,
    firstOf: keepDuplicatesTogether ? findDuplicates(imagesOf(dataset)).firstOf : undefined,
  });
  const units = together ? unitsOf([...splits.train], together) : [...splits.train].map((image) => [image]);
  // Units that can be used for validation come first, so that every fold gets its share of them.
  const canValidate = (unit: readonly number[]) => unit.some((image) => dataset.labels[image] !== noLabel);
  const priority = new Map(units.map((unit) => [unit, new Random(seed, 'folds', 0, unit[0]!).uint32()]));
  units.sort(
    (a, b) => Number(canValidate(b)) - Number(canValidate(a)) || priority.get(a)! - priority.get(b)! || a[0]! - b[0]!,
  );
  const validating = units.filter(canValidate).length;
  if (validating < folds) {
    throw new UserError(
      persons
        ? `${folds} folds cannot be made of the training images of ${counted(validating, 'person')}.`
        : `${folds} folds cannot be made of ${validating} training images${keepDuplicatesTogether ? ' that differ' : ''}.`,
      'Lower search.folds, or use more data.',
    );
  }
  return inFolds(units, folds);
}

function imagesOf({ pixels, width, height, labels }: Dataset) {
  return { pixels, width, height, count: labels.length };
}
