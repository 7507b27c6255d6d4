/** Divides images into training, validation and test splits. */
import type { ResolvedData } from '../../experiment/types';
import { UserError } from '../../schemas/userError';
import { Random } from '../random';
import { type SplitName, type Usage, usages } from './dataset';
import { noLabel, type Targets } from './labels/targets';
import { nearestShare, togetherBy, unitsOf } from './units';
import { counted } from '../../words/numbers';

/** Seed of `fraction` when the validation split has no seed. */
const defaultSeed = 123;

export type Splits = Readonly<Record<SplitName, Uint32Array>>;

export interface SplitOptions {
  readonly validation: ResolvedData['validation'];
  readonly test: ResolvedData['test'];
  readonly fraction: number;
  /** Images that are in no split. The others stay in the split that they are in without it. */
  readonly excluded?: ReadonlySet<number> | undefined;
  /** Number of the person of every image: a person is held out with all images, or not at all. */
  readonly persons?: Uint32Array | undefined;
  /** Nothing is trained on these images: the other splits may be empty. */
  readonly testOnly?: boolean | undefined;
}

/**
 * Divides the images into training, validation and test.
 *
 * Training images need a training target, validation and test images a majority. A validation share is drawn from the
 * training images with a majority, by a random number for each image: all label rules therefore validate on the same
 * images, and their results can be compared in pairs.
 *
 * @param usage official part of every image
 * @param firstOf for each image, the first image with the same pixels
 * @throws UserError when a split would be empty
 */
export function makeSplits(
  usage: Uint8Array,
  { labels, hasTarget }: Pick<Targets, 'labels' | 'hasTarget'>,
  firstOf: Uint32Array,
  options: SplitOptions,
): Splits {
  const { validation } = options;
  const testParts = options.test.map((part): Usage => (part === 'publicTest' ? 'PublicTest' : 'PrivateTest'));
  if (validation === 'publicTest' && options.test.includes('publicTest')) {
    throw new UserError(
      'data.validation and data.test both use publicTest: images that choose the best epoch cannot also test it.',
      'Set data.test to ["privateTest"], or data.validation to a fraction of the training images.',
    );
  }
  const isIn = (image: number, parts: readonly Usage[]): boolean => parts.includes(usages[usage[image]!]!);
  const all = Array.from(usage, (_, image) => image);
  const training = all.filter((image) => isIn(image, ['Training']));
  const labelled = all.filter((image) => labels[image] !== noLabel);

  let heldOut: Set<number>;
  let validating: number[];
  if (validation === 'publicTest') {
    heldOut = new Set();
    validating = labelled.filter((image) => isIn(image, ['PublicTest']));
  } else {
    heldOut = drawValidation(training, labels, firstOf, validation, options.persons);
    validating = training.filter((image) => heldOut.has(image) && labels[image] !== noLabel);
  }
  const chosen: Record<SplitName, number[]> = {
    train: training.filter((image) => hasTarget[image] === 1 && !heldOut.has(image)),
    validation: validating,
    test: labelled.filter((image) => isIn(image, testParts)),
  };
  const seed = validation === 'publicTest' ? defaultSeed : validation.seed;
  const { excluded } = options;
  const part = (name: SplitName): Uint32Array => {
    const drawn = subset(chosen[name], options.fraction, seed);
    if (drawn.length === 0 && name !== 'test' && options.testOnly === true) return new Uint32Array();
    if (drawn.length === 0) throw emptySplit(name, options);
    const images = excluded === undefined ? drawn : drawn.filter((image) => !excluded.has(image));
    if (images.length === 0) {
      throw new UserError(
        `The ${splitWords[name]} split is empty: data.exclude names all of its ${counted(drawn.length, 'image')}.`,
        'Remove lines from that file, or data.exclude.',
      );
    }
    return Uint32Array.from(images);
  };
  return { train: part('train'), validation: part('validation'), test: part('test') };
}

const splitWords: Readonly<Record<SplitName, string>> = { train: 'training', validation: 'validation', test: 'test' };

type ValidationFraction = Exclude<ResolvedData['validation'], 'publicTest'>;

/** Training images that are held out. */
function drawValidation(
  training: readonly number[],
  labels: Uint8Array,
  firstOf: Uint32Array,
  { fraction, seed, stratified, keepDuplicatesTogether }: ValidationFraction,
  persons: Uint32Array | undefined,
): Set<number> {
  if (stratified && persons !== undefined) {
    throw new UserError(
      'data.validation.stratified cannot be kept: whole persons are held out, and each of them shows several classes.',
      'Remove stratified. Without persons in data.layout, classes could be kept, and a person would be in both splits.',
    );
  }
  const together = togetherBy({ persons, firstOf: keepDuplicatesTogether ? firstOf : undefined });
  const units = together
    ? unitsOf(training, together)
    : training.flatMap((image) => (labels[image] === noLabel ? [] : [[image]]));
  const labelledIn = (unit: readonly number[]): number[] => unit.filter((image) => labels[image] !== noLabel);

  const strata = new Map<number, number[][]>();
  for (const unit of units) {
    const [first] = labelledIn(unit);
    if (first === undefined) continue;
    const stratum = stratified ? labels[first]! : 0;
    const members = strata.get(stratum);
    if (members) members.push(unit);
    else strata.set(stratum, [unit]);
  }

  const groups = [...strata.values()];
  const sizes = groups.map((members) => members.reduce((total, unit) => total + labelledIn(unit).length, 0));
  const heldOut = new Set<number>();
  apportion(fraction, sizes).forEach((wanted, stratum) => {
    const members = groups[stratum]!;
    const priority = new Map(members.map((unit) => [unit, priorityOf(unit[0]!, 'validation', seed)]));
    members.sort((a, b) => priority.get(a)! - priority.get(b)! || a[0]! - b[0]!);
    if (persons) {
      for (const unit of nearestShare(members, (unit) => labelledIn(unit).length, wanted)) {
        for (const image of unit) heldOut.add(image);
      }
      return;
    }
    let taken = 0;
    for (const unit of members) {
      const size = labelledIn(unit).length;
      if (taken + size > wanted) continue;
      for (const image of unit) heldOut.add(image);
      taken += size;
    }
  });
  return heldOut;
}

/** Shares of groups as whole numbers that add up to the share of all: the largest remainders are rounded up. */
function apportion(fraction: number, sizes: readonly number[]): number[] {
  const shares = sizes.map((size) => fraction * size);
  const wanted = Math.round(shares.reduce((sum, share) => sum + share, 0));
  const whole = shares.map(Math.floor);
  const missing = wanted - whole.reduce((sum, share) => sum + share, 0);
  const byRemainder = shares.map((share, group) => ({ group, remainder: share - whole[group]! }));
  byRemainder.sort((a, b) => b.remainder - a.remainder || a.group - b.group);
  for (const { group } of byRemainder.slice(0, missing)) whole[group]!++;
  return whole;
}

/** A share of the images, at least one, ascending; a smaller share is part of a larger one. */
function subset(images: readonly number[], fraction: number, seed: number): readonly number[] {
  if (fraction >= 1) return images;
  const wanted = Math.max(1, Math.round(fraction * images.length));
  const priority = new Map(images.map((image) => [image, priorityOf(image, 'subset', seed)]));
  return [...images]
    .sort((a, b) => priority.get(a)! - priority.get(b)! || a - b)
    .slice(0, wanted)
    .sort((a, b) => a - b);
}

function priorityOf(image: number, purpose: string, seed: number): number {
  return new Random(seed, purpose, 0, image).uint32();
}

function emptySplit(name: SplitName, { validation, test }: SplitOptions): UserError {
  const words: Record<SplitName, [string, string]> = {
    train: [
      'The training split is empty: the data has no training images that validation leaves over.',
      'Give data with Training images, or lower data.validation.fraction.',
    ],
    validation:
      validation === 'publicTest'
        ? [
            'The validation split is empty: the data has no publicTest images.',
            'Set data.validation to a fraction, for example { "fraction": 0.2 }.',
          ]
        : [
            `The validation split is empty: ${validation.fraction} of the training images is less than one, or they show one person.`,
            'Raise data.validation.fraction, or give more training images or persons.',
          ],
    test: [
      `The test split is empty: the data has no images of ${test.join(' or ')}.`,
      'Correct data.test; with data.layout, data.holdOut holds faces out for the test.',
    ],
  };
  return new UserError(...words[name]);
}
