/**
 * What FER2013 and FER+ have as published: Goodfellow et al., "Challenges in representation learning", 2013; Barsoum et al.,
 * "Training deep networks for facial expression recognition with crowd-sourced label distribution", 2016, by their code.
 */
import type { CountFinding } from '../../schemas/audit';
import { type FaceImages, usages } from '../data/dataset';
import { ferClasses, voteColumns } from '../data/labels/classes';
import { applyRule } from '../data/labels/ferPlus';

/** By part, then by class. */
const classCounts: readonly (readonly number[])[] = [
  [3995, 436, 4097, 7215, 4830, 3171, 4965],
  [467, 56, 496, 895, 653, 415, 607],
  [491, 55, 528, 879, 594, 416, 626],
];

/** Images that each rule keeps, by part. */
const kept = {
  majority: [25060, 3199, 3153],
  probability: [27956, 3505, 3505],
  multiTarget: [27671, 3472, 3472],
} as const;

/** Data with about as many faces in each part is meant to be FER2013. */
const nearby = 0.01;

/** Faces by part and class, and those that FER+'s rules keep, beside the published numbers; empty if the data is not FER2013. */
export function publishedCounts(faces: FaceImages, votes: Uint8Array | undefined): CountFinding[] {
  const found = usages.map(() => ferClasses.map(() => 0));
  for (let id = 0; id < faces.count; id++) found[faces.usage[id]!]![faces.emotion[id]!]!++;
  const total = (counts: readonly number[]): number => counts.reduce((sum, value) => sum + value, 0);
  const isFer2013 = classCounts.every(
    (counts, part) => Math.abs(total(found[part]!) - total(counts)) <= nearby * total(counts),
  );
  if (!isFer2013) return [];
  const ofClasses = classCounts.flatMap((counts, part) =>
    counts.map((published, k): CountFinding => ({
      what: `${usages[part]}, ${ferClasses[k]}`,
      found: found[part]![k]!,
      published,
    })),
  );
  return votes === undefined ? ofClasses : [...ofClasses, ...ruleCounts(faces, votes)];
}

function ruleCounts({ usage }: FaceImages, votes: Uint8Array): CountFinding[] {
  const columns = voteColumns.length;
  return (Object.keys(kept) as (keyof typeof kept)[]).flatMap((rule) => {
    const found = usages.map(() => 0);
    usage.forEach((part, id) => {
      if (applyRule(rule, votes.subarray(id * columns, (id + 1) * columns))) found[part]!++;
    });
    return usages.map((part, at) => ({
      what: `${part}, FER+ by ${rule}`,
      found: found[at]!,
      published: kept[rule][at]!,
    }));
  });
}
