import assert from 'node:assert/strict';
import type { ResolvedTechniques } from '../../../experiment/types';
import { createPixelPipeline } from '../../../runner/techniques';

type RandomErasing = NonNullable<ResolvedTechniques['randomErasing']>;

const size = { width: 48, height: 48 };
const settings: RandomErasing = { probability: 1, area: [0.02, 0.25], ratio: [0.3, 3.3], fill: 'zero' };

/** A face without black, brighter to the right. */
const face = Uint8Array.from({ length: 48 * 48 }, (_, i) => 100 + (i % 48));

/** The pixels that it changed, and their bounds. */
function erased(changes: Partial<RandomErasing>, example: number, epoch = 0) {
  const given = { ...settings, ...changes };
  const out = new Float32Array(face.length);
  createPixelPipeline({ techniques: { randomErasing: given } }, size)(face, out, { seed: 3, epoch, example });
  const at = [...out.keys()].filter((i) => Math.abs(out[i]! - face[i]! / 255) > 1e-6);
  const [xs, ys] = [at.map((i) => i % 48), at.map((i) => Math.floor(i / 48))];
  const width = at.length && Math.max(...xs) - Math.min(...xs) + 1;
  const height = at.length && Math.max(...ys) - Math.min(...ys) + 1;
  return {
    values: at.map((i) => out[i]!),
    width,
    height,
    left: Math.min(...xs),
    top: Math.min(...ys),
    count: at.length,
  };
}

describe('randomErasing', () => {
  it('blacks out a whole rectangle within the ranges of area and shape, and nothing else', () => {
    const areas: number[] = [];
    for (let example = 0; example < 500; example++) {
      const { values, width, height, count } = erased({}, example);
      assert.equal(count, width * height);
      assert.ok(values.every((value) => value === 0));
      // Sides are whole pixels: half a pixel on each side of the drawn ones.
      assert.ok((width - 0.5) * (height - 0.5) <= 0.25 * 2304 && (width + 0.5) * (height + 0.5) >= 0.02 * 2304);
      assert.ok((height - 0.5) / (width + 0.5) <= 3.3 && (height + 0.5) / (width - 0.5) >= 0.3);
      areas.push(count / 2304);
    }
    // Uniform between 0.02 and 0.25: mean 0.135, standard deviation 0.0664; four standard errors.
    const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
    assert.ok(Math.abs(mean - 0.135) < 0.012, `mean area ${mean}`);
  });

  it('reaches every edge of the image', () => {
    const found = Array.from({ length: 3000 }, (_, example) => erased({ area: [0.02, 0.03], ratio: [1, 1] }, example));
    const edges = [
      Math.min(...found.map(({ left }) => left)),
      Math.min(...found.map(({ top }) => top)),
      Math.max(...found.map(({ left, width }) => left + width)),
      Math.max(...found.map(({ top, height }) => top + height)),
    ];
    assert.deepEqual(edges, [0, 0, 48, 48]);
  });

  it('fills with the mean of the image, or with noise', () => {
    const mean = face.reduce((sum, value) => sum + value, 0) / face.length / 255;
    for (const value of erased({ fill: 'mean' }, 1).values) assert.ok(Math.abs(value - mean) < 1e-6);
    const noise = Array.from({ length: 40 }, (_, example) => erased({ fill: 'noise' }, example).values).flat();
    const middle = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    assert.ok(noise.every((value) => value >= 0 && value <= 1));
    assert.ok(Math.abs(middle - 0.5) < 0.02, `mean of the noise ${middle}`);
  });

  it('erases in as many images as its probability says, and anew in each epoch', () => {
    const hit = Array.from({ length: 1000 }, (_, example) => erased({ probability: 0.3 }, example).count > 0);
    // 300 ± 4 · √(1000 · 0.3 · 0.7)
    const count = hit.filter(Boolean).length;
    assert.ok(Math.abs(count - 300) < 58, `${count} of 1000`);
    assert.deepEqual(erased({}, 7), erased({}, 7));
    assert.notDeepEqual(erased({}, 7), erased({}, 7, 1));
  });

  it('leaves an image whole where no rectangle of that shape fits', () => {
    assert.equal(erased({ area: [0.9, 0.9], ratio: [10, 10] }, 1).count, 0);
  });
});
