/** Finds the traits that make images of a dataset worth a look. */
import { emotionOf } from '../../experiment/classNames';
import { type FaceTrait, faceTraits } from '../../schemas/faces';
import { type SplitName, splitNames, usages } from '../data/dataset';
import type { LoadedData } from '../data/load';
import { ferClasses } from '../data/labels/classes';
import { noLabel } from '../data/labels/targets';

/** Whether a FER label and a FER+ majority mean different expressions. */
export function labelsDisagree(fer: number, ferPlusName: string): boolean {
  return ferClasses[fer]! !== emotionOf(ferPlusName);
}

export interface ImageFacts {
  /** Index into `splitNames`, 255 when an image is in none. */
  readonly split: Uint8Array;
  /** The class that an image counts in, `noLabel` when it has none: by majority, otherwise the likeliest training target. */
  readonly label: Uint8Array;
  /** One bit per trait, in the order of `faceTraits`. */
  readonly traits: Uint8Array;
}

export const noSplit = 255;

export const traitBit = (trait: FaceTrait): number => 1 << faceTraits.indexOf(trait);

/** @param ferPlus index of the FER+ majority into `names`, `noLabel` when there is none; undefined without votes */
export function factsOf(
  { dataset, faces, labelled, duplicates, excluded }: LoadedData,
  ferPlus: { readonly labels: Uint8Array; readonly names: readonly string[] } | undefined,
): ImageFacts {
  const split = new Uint8Array(faces.count).fill(noSplit);
  splitNames.forEach((name, index) => dataset.splits[name].forEach((image) => (split[image] = index)));
  const classes = dataset.classNames.length;
  const label = dataset.labels.map((known, image) =>
    known === noLabel ? likeliest(dataset.targets.subarray(image * classes, (image + 1) * classes)) : known,
  );
  const { repeated, conflicting } = identicalImages(faces.emotion, duplicates.firstOf);
  const unseen = dataset.testUnseen && new Set(dataset.testUnseen);
  const training = usages.indexOf('Training');
  const traits = new Uint8Array(faces.count);
  for (let image = 0; image < faces.count; image++) {
    const first = duplicates.firstOf[image]!;
    const inSplit = split[image] !== noSplit;
    const majority = ferPlus?.labels[image] ?? noLabel;
    const dropped =
      !inSplit &&
      (faces.usage[image] === training ? labelled.hasTarget[image] === 0 : labelled.labels[image] === noLabel);
    const has: Readonly<Record<FaceTrait, boolean>> = {
      disagree: majority !== noLabel && labelsDisagree(faces.emotion[image]!, ferPlus!.names[majority]!),
      duplicate: repeated.has(first),
      conflicting: conflicting.has(first),
      leaked: unseen !== undefined && splitNames[split[image]!] === 'test' && !unseen.has(image),
      dropped,
      excluded: excluded.has(image),
      unused: !inSplit && !dropped && !excluded.has(image),
    };
    for (const trait of faceTraits) if (has[trait]) traits[image]! |= traitBit(trait);
  }
  return { split, label, traits };
}

/** The likeliest class; `noLabel` for a row of zeros. */
function likeliest(target: Float32Array): number {
  const highest = Math.max(...target);
  return highest === 0 ? noLabel : target.indexOf(highest);
}

/** The first image of each group of two or more, and of each such group whose labels differ. */
function identicalImages(emotion: Uint8Array, firstOf: Uint32Array): Record<'repeated' | 'conflicting', Set<number>> {
  const repeated = new Set<number>();
  const conflicting = new Set<number>();
  firstOf.forEach((first, image) => {
    if (first === image) return;
    repeated.add(first);
    if (emotion[first] !== emotion[image]) conflicting.add(first);
  });
  return { repeated, conflicting };
}

/** The split of an image by name. */
export function splitOf(facts: ImageFacts, image: number): SplitName | undefined {
  return splitNames[facts.split[image]!];
}
