import assert from 'node:assert/strict';
import type { Batch } from '../../../runner/engine/contract';
import { Random } from '../../../runner/random';
import { createBatchPipeline } from '../../../runner/techniques';

const size = { width: 12, height: 10 };
const pixels = size.width * size.height;
const classes = 7;
const draw = { seed: 5, epoch: 2, step: 3 };

/** Images whose pixels name their row; targets that sum to 1; every fourth example without weight. */
function batchOf(count: number): Batch {
  const random = new Random(9, 'test');
  const targets = new Float32Array(count * classes);
  for (let row = 0; row < count; row++) {
    const share = random.uniform();
    targets[row * classes + random.integer(classes)]! += share;
    targets[row * classes + random.integer(classes)]! += 1 - share;
  }
  return {
    count,
    images: Float32Array.from({ length: count * pixels }, (_, i) => Math.floor(i / pixels) / count),
    targets,
    weights: Float32Array.from({ length: count }, (_, row) => (row % 4 === 3 ? 0 : 0.5 + random.uniform())),
  };
}

const rowOf = (values: Float32Array, row: number, width: number) => values.subarray(row * width, (row + 1) * width);

/** The loss of one row for given log probabilities, in double precision. */
function lossOf({ targets, weights }: Batch, row: number, logs: readonly number[]): number {
  return -weights[row]! * logs.reduce((sum, log, c) => sum + targets[row * classes + c]! * log, 0);
}

const copyOf = ({ count, images, targets, weights }: Batch): Batch => ({
  count,
  images: images.slice(),
  targets: targets.slice(),
  weights: weights.slice(),
});

/** Of a batch whose rows were mixed: that its loss is the mixture of the losses, row by row, for any prediction. */
function assertMixedLoss(before: Batch, after: Batch, partners: readonly number[], kept: number): void {
  const random = new Random(1, 'test');
  const logs = Array.from({ length: classes }, () => Math.log(random.uniform() + 0.01));
  for (let row = 0; row < before.count; row++) {
    const expected = kept * lossOf(before, row, logs) + (1 - kept) * lossOf(before, partners[row]!, logs);
    assert.ok(Math.abs(lossOf(after, row, logs) - expected) < 1e-5, `row ${row}`);
    const sum = rowOf(after.targets, row, classes).reduce((total, share) => total + share, 0);
    assert.ok(Math.abs(sum - 1) < 1e-5, `the targets of row ${row} sum to ${sum}`);
  }
}

describe('mixup', () => {
  const mix = createBatchPipeline({ techniques: { mixup: { alpha: 1 } } }, size)!;

  it('mixes images, labels and losses with one share for the batch and a partner for each row', () => {
    const [before, after] = [batchOf(16), batchOf(16)];
    mix(after, draw);
    // Row 0 is black and the others are not, so that what row 0's partner keeps shows the share and the partners follow.
    const grey = Array.from({ length: 16 }, (_, row) => after.images[row * pixels]! * 16);
    const total = grey.reduce((sum, value) => sum + value, 0);
    assert.ok(Math.abs(total - 120) < 1e-3, 'each row is a partner once');
    const candidates = Array.from({ length: 16 }, (_, partner) => partner);
    const shares = candidates.filter((partner) => partner !== 1).map((partner) => (grey[1]! - partner) / (1 - partner));
    const fits = shares.flatMap((kept) => {
      const partners = grey.map((value, row) => (value - kept * row) / (1 - kept));
      const whole = partners.every((partner) => Math.abs(partner - Math.round(partner)) < 2e-3);
      const each = new Set(partners.map(Math.round)).size === 16;
      return kept > 0 && kept < 1 && whole && each ? [{ kept, partners: partners.map(Math.round) }] : [];
    });
    assert.equal(fits.length, 1, 'one share explains all rows');
    assertMixedLoss(before, after, fits[0]!.partners, fits[0]!.kept);
  });

  it('follows from seed, epoch and step alone', () => {
    const mixed = (at: typeof draw) => {
      const batch = batchOf(8);
      mix(batch, at);
      return [...batch.images, ...batch.targets].join();
    };
    assert.equal(mixed(draw), mixed({ ...draw }));
    assert.equal(new Set([draw, { ...draw, epoch: 3 }, { ...draw, step: 4 }, { ...draw, seed: 6 }].map(mixed)).size, 4);
  });

  it('is off with an alpha of 0 in a file, and without settings', () => {
    assert.equal(createBatchPipeline({ techniques: {} }, size), undefined);
  });
});

describe('cutMix', () => {
  const mix = createBatchPipeline({ techniques: { cutMix: { probability: 1, alpha: 1 } } }, size)!;

  it('pastes one rectangle of a partner into each face, and mixes labels and losses by its exact area', () => {
    for (let step = 0; step < 40; step++) {
      const before = batchOf(16);
      const after = copyOf(before);
      mix(after, { ...draw, step });
      const partners = Array.from({ length: 16 }, (_, row) => {
        const changed = [...rowOf(after.images, row, pixels)].find((value) => value !== before.images[row * pixels]);
        return changed === undefined ? row : Math.round(changed * 16);
      });
      const moved = partners.findIndex((partner, row) => partner !== row);
      if (moved === -1) continue;
      const pasted = [...rowOf(after.images, moved, pixels).entries()].filter(
        ([, value]) => value !== before.images[moved * pixels],
      );
      const [xs, ys] = [pasted.map(([at]) => at % size.width), pasted.map(([at]) => Math.floor(at / size.width))];
      const area = (Math.max(...xs) - Math.min(...xs) + 1) * (Math.max(...ys) - Math.min(...ys) + 1);
      assert.equal(pasted.length, area, 'what is pasted is a whole rectangle');
      assertMixedLoss(before, after, partners, 1 - area / pixels);
    }
  });

  it('cuts about as much as its share says on average, less what lies outside', () => {
    // Without the edge, E[1 − λ] = 1/2. Cut at the edge, with a uniform centre: about 0.35 for uniform λ.
    const areas = Array.from({ length: 2000 }, (_, step) => {
      const batch = batchOf(2);
      mix(batch, { ...draw, step });
      return [...rowOf(batch.images, 1, pixels)].filter((value) => value === 0).length / pixels;
    }).filter((area) => area > 0);
    const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
    assert.ok(mean > 0.25 && mean < 0.45, `mean area ${mean}`);
  });

  it('leaves as many batches alone as its probability says', () => {
    const half = createBatchPipeline({ techniques: { cutMix: { probability: 0.5, alpha: 1 } } }, size)!;
    const changed = Array.from({ length: 1000 }, (_, step) => {
      const [before, after] = [batchOf(8), batchOf(8)];
      half(after, { ...draw, step });
      return after.images.some((value, i) => value !== before.images[i]);
    }).filter(Boolean).length;
    // A few boxes are empty: 500 less those, four standard errors of 16 around.
    assert.ok(changed > 420 && changed < 564, `${changed} of 1000`);
  });
});
