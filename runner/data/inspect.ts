/** Inspects a data source: counts, duplicates, conflicting labels and FER+ rules. */
import { resolve } from 'node:path';

import { type FaceImages, type Usage, usages } from './dataset';
import { type DuplicateReport, findDuplicates, reportDuplicates } from './duplicates';
import type { ImportedFaces } from './import/faceCollector';
import { type Agreement, agreementOf, agreementWarnings } from './labels/agreement';
import { allFerPlusClasses, ferClasses, ferPlusClasses, voteColumns } from './labels/classes';
import { type DropReason, dropReason, dropReasons, type VoteRule } from './labels/ferPlus';
import { ferPlusTargets, type Targets } from './labels/targets';
import { readVotes, type Votes } from './labels/votes';
import { openSource, type SourceOptions } from './source';
import { generateFaces, type SyntheticOptions } from './synthetic';

export interface InspectOptions extends SourceOptions {
  /** Path of the FER+ votes, relative to `baseDirectory`. */
  readonly votes?: string | undefined;
  /** How faces are drawn when the source is "synthetic". */
  readonly synthetic?: SyntheticOptions | undefined;
}

/** Images of one part. */
export interface UsageCounts {
  readonly usage: Usage;
  readonly count: number;
  /** One number per class, in the order of the class names. */
  readonly classes: readonly number[];
}

export interface RuleCounts {
  readonly rule: VoteRule;
  /**
   * Images that the rule keeps in each part. `classes` adds up the share of each image's label that each class has:
   * whole numbers with the rule majority.
   */
  readonly usages: readonly RuleUsageCounts[];
}

export interface RuleUsageCounts extends UsageCounts {
  readonly dropped: number;
  /** How many were dropped for which reason. */
  readonly reasons: Readonly<Record<DropReason, number>>;
  /** With unknown and not-a-face kept as two more classes. */
  readonly withUnknown: { readonly count: number; readonly classes: readonly number[] };
}

/** What to know about data before training on it. */
export interface DataReport {
  /** Absolute path, or "synthetic". */
  readonly source: string;
  readonly fingerprint: string;
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly classNames: readonly string[];
  readonly usages: readonly UsageCounts[];
  readonly duplicates: DuplicateReport;
  readonly ferPlus?: {
    /** Absolute path of the votes. */
    readonly votes: string;
    readonly classNames: readonly string[];
    /** With unknown and not-a-face. */
    readonly allClassNames: readonly string[];
    readonly rules: readonly RuleCounts[];
    /** Agreement of the FER+ majority with the FER2013 label. */
    readonly agreement: Agreement;
  };
  readonly warnings: readonly string[];
  /** Whether the images came from the cache of an earlier import. */
  readonly fromCache: boolean;
  /** How long it took to open the images. */
  readonly seconds: number;
}

const rules: readonly VoteRule[] = ['majority', 'probability', 'crossEntropy', 'multiTarget'];

export const defaultSynthetic: SyntheticOptions = { training: 1400, test: 700, seed: 1, labelNoise: 0.1 };

/**
 * Inspects a source: counts, duplicates across parts, conflicting labels, and what each FER+ rule keeps.
 *
 * @param source path relative to `baseDirectory`, or "synthetic"
 * @throws UserError as `loadDataset`
 */
export async function inspectData(source: string, options: InspectOptions): Promise<DataReport> {
  const start = performance.now();
  const { faces, path, fromCache, warnings } = await open(source, options);
  const seconds = (performance.now() - start) / 1000;
  const votesPath = options.votes === undefined ? undefined : resolve(options.baseDirectory, options.votes);
  const ferPlus = votesPath === undefined ? undefined : reportVotes(faces, votesPath, await readVotes(votesPath));
  return {
    source: path,
    fingerprint: faces.fingerprint,
    width: faces.width,
    height: faces.height,
    count: faces.count,
    classNames: ferClasses,
    usages: countClasses(faces),
    duplicates: reportDuplicates(faces, findDuplicates(faces)),
    ...(ferPlus && { ferPlus }),
    warnings: [...warnings, ...(ferPlus ? agreementWarnings(ferPlus.agreement) : [])],
    fromCache,
    seconds,
  };
}

async function open(
  source: string,
  options: InspectOptions,
): Promise<{ faces: ImportedFaces; path: string; fromCache: boolean; warnings: readonly string[] }> {
  if (source !== 'synthetic') return openSource(source, options);
  const faces = await generateFaces(options.synthetic ?? defaultSynthetic, options);
  return { faces, path: source, fromCache: false, warnings: [] };
}

function countClasses(faces: FaceImages): UsageCounts[] {
  return usages.map((usage, part) => {
    const classes = ferClasses.map(() => 0);
    faces.emotion.forEach((emotion, image) => {
      if (faces.usage[image] === part) classes[emotion]!++;
    });
    return { usage, count: classes.reduce((sum, count) => sum + count, 0), classes };
  });
}

function reportVotes(faces: ImportedFaces, path: string, votes: Votes): NonNullable<DataReport['ferPlus']> {
  const counts = rules.map((rule): RuleCounts => {
    const removed = ferPlusTargets(faces, votes, rule);
    const kept = ferPlusTargets(faces, votes, rule, 'class');
    return {
      rule,
      usages: usages.map((usage, part) => {
        const images = [...faces.usage.keys()].filter((image) => faces.usage[image] === part);
        const dropped = images.filter((image) => removed.hasTarget[image] === 0);
        return {
          usage,
          ...countTargets(removed, images),
          dropped: dropped.length,
          reasons: countReasons(rule, votes, dropped),
          withUnknown: countTargets(kept, images),
        };
      }),
    };
  });
  const agreement = agreementOf(faces, ferPlusTargets(faces, votes, 'majority').labels);
  return { votes: path, classNames: ferPlusClasses, allClassNames: allFerPlusClasses, rules: counts, agreement };
}

function countTargets({ targets, hasTarget, classNames }: Targets, images: readonly number[]) {
  const classes = classNames.map(() => 0);
  let count = 0;
  for (const image of images) {
    if (hasTarget[image] === 0) continue;
    count++;
    for (let i = 0; i < classes.length; i++) classes[i]! += targets[image * classes.length + i]!;
  }
  return { count, classes };
}

function countReasons(rule: VoteRule, { votes }: Votes, images: readonly number[]): Record<DropReason, number> {
  const counts = Object.fromEntries(dropReasons.map((reason) => [reason, 0])) as Record<DropReason, number>;
  const columns = voteColumns.length;
  for (const image of images) counts[dropReason(rule, votes.subarray(image * columns, (image + 1) * columns))]++;
  return counts;
}
