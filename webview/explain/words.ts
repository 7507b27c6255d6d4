/** Describes attribution maps in words, for screen readers. */
import type { Attribution, ExplainedFace, Explanations } from '../../schemas/explanations';
import { faceWords, methodTitles } from '../../schemas/explanations';
import { share as asShare } from '../../words/numbers';

/** Decodes the values of a map. @returns `height · width` numbers, row by row */
export function decode(values: string): Float32Array {
  const bytes = Uint8Array.from(atob(values), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

const quarters = ['upper left', 'upper right', 'lower left', 'lower right'] as const;

/** The share of the absolute weight in each quarter, in the order of `quarters`; undefined if all weights are 0. */
export function quarterShares(values: Float32Array, width: number, height: number): number[] | undefined {
  const sums = [0, 0, 0, 0];
  values.forEach((value, i) => {
    const [below, right] = [Math.floor(i / width) >= height / 2, i % width >= width / 2];
    sums[2 * Number(below) + Number(right)]! += Math.abs(value);
  });
  const all = sums.reduce((total, sum) => total + sum, 0);
  return all === 0 ? undefined : sums.map((sum) => sum / all);
}

/** Describes a map: the quarters of the face with their share of the weight, the largest first. */
export function mapWords(
  face: ExplainedFace,
  { method, values }: Attribution,
  { width, height }: Explanations,
): string {
  const start = `${methodTitles[method]} for ${face.explainedClass} of ${faceWords(face)}`;
  const shares = quarterShares(decode(values), width, height);
  if (!shares) return `${start}: no weight anywhere`;
  const sorted = shares.map((share, i) => ({ share, name: quarters[i]! })).sort((a, b) => b.share - a.share);
  const words = sorted.map(({ share, name }) => `${name} ${asShare(Math.round(100 * share) / 100)}`);
  return `${start}: of its weight ${words.join(', ')}`;
}
