import path from 'node:path';
import { equalJson } from '../experiment/json';
import type { ResolvedData, ResolvedExperiment } from '../experiment/types';
import type { RunRecord } from './runIndex';

/** What is known of an experiment without reading its data. */
export interface KnownSizes {
  /** Images of the training split after validation was taken from it. */
  readonly trainingExamples?: number;
  /** It is told by the name of the data only. */
  readonly approximate?: boolean;
}

/** Training images of FER2013 by label scheme and rule, before validation is held out. */
const fer2013Images = { fer: 28_709, majority: 25_060, probability: 27_956, crossEntropy: 27_956, multiTarget: 27_671 };
/** The same with unknown and not-a-face kept as classes. */
const withUnknown = { majority: 25_286, probability: 28_388, crossEntropy: 28_388, multiTarget: 27_941 };

/** A run whose size was counted. */
export interface CountedRun {
  readonly resolved: ResolvedExperiment;
  readonly trainingExamples: number;
}

export function countedRuns(records: readonly RunRecord[]): CountedRun[] {
  return records.flatMap(({ resolved, header, summary }) => {
    const trainingExamples = header.trainingExamples ?? summary?.splits['train']?.examples;
    return trainingExamples === undefined ? [] : [{ resolved, trainingExamples }];
  });
}

/**
 * How many images an experiment trains on, from what costs nothing to know: an earlier run on the same data, else the
 * number of generated faces, else the published size of FER2013 where the data has its name.
 */
export function knownSizes(resolved: ResolvedExperiment, runs: Iterable<CountedRun>): KnownSizes {
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

/** A relative path means another file in another folder. */
function sameSource(first: ResolvedExperiment, second: ResolvedExperiment): boolean {
  const sourceOf = ({ data, baseDirectory }: ResolvedExperiment): string =>
    data.source === 'synthetic' ? data.source : path.resolve(baseDirectory, data.source);
  return sourceOf(first) === sourceOf(second);
}

/** Training images of FER2013 where the data has its name; undefined for other data. */
export function publishedImages(data: ResolvedData): number | undefined {
  if (!/^fer2013\.csv(\.xz|\.gz)?$/.test(path.basename(data.source))) return undefined;
  const { scheme, rule, unknown } = data.labels;
  if (scheme === 'fer') return fer2013Images.fer;
  return unknown === 'class' ? withUnknown[rule] : fer2013Images[rule];
}
