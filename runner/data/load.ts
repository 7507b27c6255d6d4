/** Loads the faces of an experiment with labels and splits. */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';

import type { ResolvedData } from '../../experiment/types';
import { UserError } from '../../schemas/userError';
import { type Dataset, splitNames, type Usage, usages } from './dataset';
import { readExclusions } from './exclusions';
import { type DuplicateGroups, findDuplicates } from './duplicates';
import type { ImportedFaces } from './import/faceCollector';
import { agreementWarnings } from './labels/agreement';
import { ferPlusTargets, ferTargets, noLabel, type Targets } from './labels/targets';
import { readVotes, type Votes } from './labels/votes';
import { sourceVotes } from './sourceVotes';
import { meaningOf, openSource, type SourceOptions } from './source';
import { makeSplits, type Splits } from './splits';
import { generateFaces } from './synthetic';
import { count, counted, isOrAre } from '../../words/numbers';

export interface LoadOptions extends SourceOptions {
  /** Nothing is trained on this data: its training and validation splits may be empty. */
  readonly testOnly?: boolean | undefined;
}

/** A dataset with what it was made of, for callers that show the data instead of training on it. */
export interface LoadedData {
  readonly dataset: Dataset;
  readonly faces: ImportedFaces;
  readonly labelled: Targets;
  readonly duplicates: DuplicateGroups;
  /** Images that `data.exclude` leaves out. */
  readonly excluded: ReadonlySet<number>;
}

/**
 * The faces of an experiment with labels and splits.
 *
 * @throws UserError when data or votes are missing, not what they should be, or do not belong together
 */
export async function loadDataset(data: ResolvedData, options: LoadOptions): Promise<Dataset> {
  return (await loadData(data, options)).dataset;
}

/** As `loadDataset`. */
export async function loadData(data: ResolvedData, options: LoadOptions): Promise<LoadedData> {
  const { faces, warnings: sourceWarnings } = await facesOf(data, options);
  const { labelled, votes, warnings: voteWarnings } = await labelsOf(data, faces, options.baseDirectory);
  const duplicates = findDuplicates(faces);
  const excluded =
    data.exclude === undefined
      ? new Set<number>()
      : await readExclusions(resolve(options.baseDirectory, data.exclude), faces);
  const splits = makeSplits(faces.usage, labelled, duplicates.firstOf, {
    ...data,
    excluded,
    persons: faces.persons,
    testOnly: options.testOnly,
  });
  const targets = withMajorityOutsideTraining(labelled, splits);
  const unseen = unseenTest(splits, duplicates.firstOf);
  const dataset: Dataset = {
    width: faces.width,
    height: faces.height,
    channels: 1,
    classNames: labelled.classNames,
    pixels: faces.pixels,
    targets,
    labels: labelled.labels,
    splits,
    usage: faces.usage,
    ...(faces.persons && { persons: faces.persons }),
    ...(unseen.length < splits.test.length && { testUnseen: unseen }),
    ...(votes && { votes }),
    fingerprint: fingerprintOf(faces, targets, splits),
    warnings: [
      ...sourceWarnings,
      ...voteWarnings,
      ...(labelled.agreement ? agreementWarnings(labelled.agreement) : []),
      ...droppedWarnings(data, faces, labelled),
      ...excludedWarnings(excluded, faces),
      ...absentClassWarnings(labelled, splits),
      ...duplicateWarnings(labelled, duplicates, splits, unseen.length),
    ],
  };
  return { dataset, faces, labelled, duplicates, excluded };
}

async function facesOf(
  data: ResolvedData,
  options: SourceOptions,
): Promise<{ faces: ImportedFaces; warnings: readonly string[] }> {
  if (data.source !== 'synthetic') return openSource(data.source, { ...options, ...meaningOf(data) });
  if (data.synthetic === undefined) throw new Error('data.synthetic is resolved when data.source is "synthetic"');
  return { faces: await generateFaces(data.synthetic, options), warnings: [] };
}

/** Labels, and the votes of people where the experiment names them. */
interface Labelled {
  readonly labelled: Targets;
  readonly votes?: Uint8Array;
  readonly warnings: readonly string[];
}

async function labelsOf(data: ResolvedData, faces: ImportedFaces, baseDirectory: string): Promise<Labelled> {
  const { labels, source } = data;
  if (labels.scheme === 'fer') {
    const labelled = ferTargets(faces);
    if (labels.votes === undefined || source === 'synthetic') return { labelled, warnings: [] };
    // The votes are only compared with: without them, nothing else changes.
    try {
      const { votes } = await votesOf(labels.votes, baseDirectory, faces);
      return { labelled, votes, warnings: [] };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { labelled, warnings: [`The run is not compared with the votes of people: ${error.message}`] };
    }
  }
  if (source === 'synthetic') {
    throw new UserError('Generated faces have no FER+ votes.', 'Set labels.scheme to "fer".');
  }
  const votes = await sourceVotes(data, baseDirectory);
  if (votes === undefined) {
    throw new UserError('labels.votes is missing: FER+ labels need the file of votes.', 'Set it to fer2013new.csv.');
  }
  return { labelled: ferPlusTargets(faces, votes, labels.rule, labels.unknown), votes: votes.votes, warnings: [] };
}

/** Votes that belong to the faces. @throws UserError if they do not */
async function votesOf(file: string, baseDirectory: string, faces: ImportedFaces): Promise<Votes> {
  const votes = await readVotes(resolve(baseDirectory, file));
  ferPlusTargets(faces, votes, 'majority');
  return votes;
}

/** Validation and test are evaluated with the majority, whatever rule is used for training. */
function withMajorityOutsideTraining({ targets, labels, classNames }: Targets, splits: Splits): Float32Array {
  const classes = classNames.length;
  for (const image of [...splits.validation, ...splits.test]) {
    targets.fill(0, image * classes, (image + 1) * classes);
    targets[image * classes + labels[image]!] = 1;
  }
  return targets;
}

/** Test images whose pixels are not those of a training or validation image. */
function unseenTest({ train, validation, test }: Splits, firstOf: Uint32Array): Uint32Array {
  const seen = new Set<number>();
  for (const image of train) seen.add(firstOf[image]!);
  for (const image of validation) seen.add(firstOf[image]!);
  return test.filter((image) => !seen.has(firstOf[image]!));
}

function fingerprintOf(faces: ImportedFaces, targets: Float32Array, splits: Splits): string {
  const hash = createHash('sha256').update(faces.fingerprint).update(targets);
  for (const name of splitNames) hash.update(name).update(splits[name]);
  return hash.digest('hex');
}

function droppedWarnings({ labels }: ResolvedData, faces: ImportedFaces, targets: Targets): string[] {
  if (labels.scheme === 'fer') return [];
  const countWhere = (parts: readonly Usage[], dropped: (image: number) => boolean): number =>
    faces.usage.filter((usage, image) => parts.includes(usages[usage]!) && dropped(image)).length;
  const training = countWhere(['Training'], (image) => targets.hasTarget[image] === 0);
  const test = countWhere(['PublicTest', 'PrivateTest'], (image) => targets.labels[image] === noLabel);
  const why =
    labels.unknown === 'class'
      ? 'whose votes do not agree enough'
      : 'whose votes do not agree enough, or agree that they show no emotion or no face';
  return [
    `FER+ by the rule ${labels.rule} drops ${counted(training, 'training image')} of the whole data ${why}; ${counted(test, 'public and private test image')} without a majority${labels.unknown === 'class' ? '' : ' for an emotion'} ${isOrAre(test)} not evaluated.`,
  ];
}

function excludedWarnings(excluded: ReadonlySet<number>, { usage }: ImportedFaces): string[] {
  if (excluded.size === 0) return [];
  const training = [...excluded].filter((image) => usages[usage[image]!] === 'Training').length;
  return [
    `data.exclude leaves out ${counted(training, 'training image')} and ${counted(excluded.size - training, 'public or private test image')}.`,
  ];
}

/** A class that no training image shows is never predicted. */
function absentClassWarnings({ classNames, targets }: Targets, { train }: Splits): string[] {
  const classes = classNames.length;
  const absent = classNames.filter((_, column) => !train.some((image) => targets[image * classes + column]! > 0));
  return absent.length === 0 ? [] : [`No training image shows ${absent.join(' or ')}: the network cannot learn it.`];
}

/** Groups of identical images with different labels. @param images those that the experiment uses */
function conflictingGroups(images: readonly number[], labels: Targets['labels'], { firstOf }: DuplicateGroups): number {
  const labelOf = new Map<number, number>();
  const conflicting = new Set<number>();
  for (const image of images) {
    const [first, label] = [firstOf[image]!, labels[image]!];
    if (label === noLabel) continue;
    if ((labelOf.get(first) ?? label) !== label) conflicting.add(first);
    labelOf.set(first, label);
  }
  return conflicting.size;
}

function duplicateWarnings(
  { labels }: Targets,
  duplicates: DuplicateGroups,
  { test, validation, train }: Splits,
  unseen: number,
): string[] {
  const warnings: string[] = [];
  const leaked = test.length - unseen;
  if (leaked > 0) {
    warnings.push(
      `${count(leaked)} of ${count(test.length)} test images ${isOrAre(leaked)} byte-identical to a training or validation image, which flatters the test score; the score without them is reported beside it.`,
    );
  }
  const trained = new Set(train.map((image) => duplicates.firstOf[image]!));
  const shared = validation.filter((image) => trained.has(duplicates.firstOf[image]!)).length;
  if (shared > 0) {
    warnings.push(
      `${count(shared)} of ${count(validation.length)} validation images ${isOrAre(shared)} byte-identical to a training image; validation.keepDuplicatesTogether avoids that.`,
    );
  }
  const conflicting = conflictingGroups([...train, ...validation, ...test], labels, duplicates);
  if (conflicting > 0) {
    warnings.push(
      `${counted(conflicting, 'group')} of identical images ${conflicting === 1 ? 'carries' : 'carry'} different labels.`,
    );
  }
  return warnings;
}
