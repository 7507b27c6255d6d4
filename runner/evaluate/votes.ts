/** Compares predictions with what the people of FER+ voted (Barsoum, Zhang, Canton Ferrer and Zhang, 2016). */
import { crossEntropyOf, mostProbable } from '../../storage/run/predictions';
import type { VoteMetrics } from '../../schemas/generated/summary';
import { classesOfVotes } from '../data/labels/agreement';
import { voteColumns } from '../data/labels/classes';

/** Of ten votes; fewer are one group with these. */
const fewestVotes = 5;

interface Answers {
  /** `ids.length · classes`. */
  readonly probabilities: Float32Array;
  /** Positions of the images in the votes. */
  readonly ids: ArrayLike<number>;
  /** True class of each image. */
  readonly labels: ArrayLike<number>;
  readonly classNames: readonly string[];
}

/**
 * Shares are of all votes of a face, unknown and not-a-face among them: a vote for what is no class counts against any answer.
 * Cross-entropy and entropy are of the votes for classes alone, scaled to a sum of 1; faces without such votes are left out
 * of these two.
 * @param votes of all images, `count · 10`, in the order of `voteColumns`
 * @returns undefined where no face has two votes, or none has a vote for a class
 */
export function voteMetrics(answers: Answers, votes: Uint8Array): VoteMetrics | undefined {
  const { probabilities, ids, labels, classNames } = answers;
  const classes = classNames.length;
  const classOf = classesOfVotes(classNames);
  const groups = new Map<number, { faces: number; right: number; labelShares: number }>();
  let [faces, shares, ceilings, pairs, softFaces, crossEntropies, entropies] = [0, 0, 0, 0, 0, 0, 0];
  for (let row = 0; row < ids.length; row++) {
    const all = votes.subarray(ids[row]! * voteColumns.length, (ids[row]! + 1) * voteColumns.length);
    const total = all.reduce((sum, count) => sum + count, 0);
    if (total < 2) continue;
    faces++;
    const ofClass = new Array<number>(classes).fill(0);
    all.forEach((count, column) => {
      if (classOf[column]! >= 0) ofClass[classOf[column]!]! += count;
    });
    const named = mostProbable(probabilities, row * classes, classes);
    const label = labels[row]!;
    shares += ofClass[named]! / total;
    ceilings += Math.max(...ofClass) / total;
    pairs += all.reduce((sum, count) => sum + count * (count - 1), 0) / (total * (total - 1));
    const agreed = Math.max(fewestVotes, Math.round((10 * Math.max(...all)) / total));
    const group = groups.get(agreed) ?? { faces: 0, right: 0, labelShares: 0 };
    groups.set(agreed, group);
    group.faces++;
    group.right += Number(named === label);
    group.labelShares += ofClass[label]! / total;
    const soft = softErrors(ofClass, probabilities.subarray(row * classes, (row + 1) * classes));
    if (!soft) continue;
    softFaces++;
    crossEntropies += soft.crossEntropy;
    entropies += soft.entropy;
  }
  if (faces === 0 || softFaces === 0) return undefined;
  return {
    faces,
    share: shares / faces,
    ceiling: ceilings / faces,
    twoPeople: pairs / faces,
    crossEntropy: crossEntropies / softFaces,
    entropy: entropies / softFaces,
    byAgreement: [...groups]
      .sort(([a], [b]) => a - b)
      .map(([agreed, { labelShares, ...group }]) => ({
        votes: agreed,
        ...group,
        labelShare: labelShares / group.faces,
      })),
  };
}

/** Of one face, in nats; undefined without votes for a class. */
function softErrors(
  votes: readonly number[],
  probabilities: Float32Array,
): { readonly crossEntropy: number; readonly entropy: number } | undefined {
  const total = votes.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const sum = probabilities.reduce((all, probability) => all + probability, 0);
  let [crossEntropy, entropy] = [0, 0];
  votes.forEach((count, c) => {
    if (count === 0) return;
    const share = count / total;
    crossEntropy += share * crossEntropyOf(probabilities[c]! / sum);
    entropy -= share * Math.log(share);
  });
  return { crossEntropy, entropy };
}
