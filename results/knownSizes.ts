/** Determines how many images an experiment trains on, without reading its data. */
import path from 'node:path';
import { equalJson } from '../experiment/json';
import type { ResolvedData, ResolvedExperiment } from '../experiment/types';
import type { RunRecord } from './runIndex';

/** What is known about an experiment without reading its data. */
export interface KnownSizes {
  /** Images of the training split, without those held out for validation. */
  readonly trainingExamples?: number;
  /** The number is derived from the experiment or the name of the data; nobody has counted it. */
  readonly approximate?: boolean;
}

/** Training images of FER2013 by label scheme and rule, including those held out for validation later. */
const fer2013Images = { fer: 28_709, majority: 25_060, probability: 27_956, crossEntropy: 27_956, multiTarget: 27_671 };
/** The same with unknown and not-a-face kept as classes. */
const withUnknown = { majority: 25_286, probability: 28_388, crossEntropy: 28_388, multiTarget: 27_941 };

/** A run whose training images were counted. */
export interface SizedRun {
  readonly resolved: ResolvedExperiment;
  readonly trainingExamples: number;
}

/** Looked for only when they are asked for: of thousands of runs, the first that fits answers. */
export function sizedRuns(records: readonly RunRecord[]): Iterable<SizedRun> {
  return {
    *[Symbol.iterator]() {
      for (const { resolved, header, summary } of records) {
        const trainingExamples = header.trainingExamples ?? summary?.splits['train']?.examples;
        if (trainingExamples !== undefined && !resolved.imported) yield { resolved, trainingExamples };
      }
    },
  };
}

/**
 * How many images an experiment trains on, without reading its data: taken from an earlier run on the same data, otherwise
 * from the number of generated faces, otherwise from the published size of FER2013 if the file has its name.
 */
export function knownSizes(resolved: ResolvedExperiment, runs: Iterable<SizedRun>): KnownSizes {
  const { data } = resolved;
  for (const run of runs) {
    if (equalJson(run.resolved.data, data) && sameSource(run.resolved, resolved))
      return { trainingExamples: run.trainingExamples };
  }
  const images = data.synthetic?.training ?? publishedImages(data);
  if (images === undefined) return {};
  const kept = data.validation === 'publicTest' ? 1 : 1 - data.validation.fraction;
  return { trainingExamples: Math.round(images * kept * data.fraction), approximate: true };
}

/** Relative paths are compared as absolute ones: in another folder, the same path is another file. */
function sameSource(first: ResolvedExperiment, second: ResolvedExperiment): boolean {
  const sourceOf = ({ data, baseDirectory }: ResolvedExperiment): string =>
    data.source === 'synthetic' ? data.source : path.resolve(baseDirectory, data.source);
  return sourceOf(first) === sourceOf(second);
}

/** Training images of FER2013 if the data file has its name; undefined for other data. */
export function publishedImages(data: ResolvedData): number | undefined {
  if (!/^fer2013\.csv(\.xz|\.gz)?$/.test(path.basename(data.source))) return undefined;
  const { scheme, rule, unknown } = data.labels;
  if (scheme === 'fer') return fer2013Images.fer;
  return unknown === 'class' ? withUnknown[rule] : fer2013Images[rule];
}
