/** Plants copies of faces that are flipped, turned, shifted, of another contrast and noisy. */
import { sample, squareGrid } from '../../../runner/audit/warp';
import type { FaceImages } from '../../../runner/data/dataset';
import { Random } from '../../../runner/random';

type Pictures = Pick<FaceImages, 'pixels' | 'width' | 'count'>;

/** Behind `faces`, a copy of each of the first `copies` of them. */
export function plant(faces: Pictures, copies: number, seed: number): Pictures {
  const side = faces.width;
  const size = side * side;
  const pixels = new Uint8Array((faces.count + copies) * size);
  pixels.set(faces.pixels.subarray(0, faces.count * size));
  const grid = squareGrid(side, 1);
  const moved = new Float32Array(size);
  for (let i = 0; i < copies; i++) {
    const random = new Random(seed, 'plant', 0, i);
    const pose = {
      flip: random.uniform() < 0.5,
      turn: random.between(-10, 10),
      scale: 1,
      dx: random.between(-4, 4),
      dy: random.between(-4, 4),
    };
    sample(Float32Array.from(faces.pixels.subarray(i * size, (i + 1) * size)), side, grid, pose, moved);
    const [contrast, brightness] = [random.between(0.7, 1.3), random.between(-20, 20)];
    for (let at = 0; at < size; at++) {
      const value = 128 + contrast * (moved[at]! - 128) + brightness + 5 * random.normal();
      pixels[(faces.count + i) * size + at] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return { pixels, width: side, count: faces.count + copies };
}

/** For pictures that are all different. */
export const eachItself = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, id) => id);
