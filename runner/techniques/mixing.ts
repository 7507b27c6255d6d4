/** What techniques that mix the examples of a batch share. */
import type { Batch } from '../engine/contract';
import type { Random } from '../random';

/**
 * A partner for each example of a batch: a random order of the examples, so that some may be their own partner.
 * @returns positions in the batch
 */
export function drawPartners(random: Random, count: number): Uint32Array {
  return random.shuffle(Uint32Array.from({ length: count }, (_, row) => row));
}

/**
 * Mixes targets and loss weights: each row keeps the share `kept` of its own and takes the rest from its partner. The loss
 * of a mixed example is then exactly `kept` times its own plus `1 − kept` times its partner's, each with its own weight.
 */
export function mixTargets({ count, targets, weights }: Batch, partners: Uint32Array, kept: number): void {
  const classes = targets.length / count;
  const [before, weightsBefore] = [targets.slice(), weights.slice()];
  for (let row = 0; row < count; row++) {
    const partner = partners[row]!;
    const own = kept * weightsBefore[row]!;
    const other = (1 - kept) * weightsBefore[partner]!;
    const weight = own + other;
    weights[row] = weight;
    // Examples without weight do not count, whatever their targets are.
    if (weight === 0) continue;
    for (let c = 0; c < classes; c++) {
      targets[row * classes + c] = (own * before[row * classes + c]! + other * before[partner * classes + c]!) / weight;
    }
  }
}
