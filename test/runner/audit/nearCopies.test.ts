import assert from 'node:assert/strict';
import { contrastOf, findNearCopies } from '../../../runner/audit/nearCopies';
import { smooth } from '../../../runner/audit/warp';
import { findDuplicates } from '../../../runner/data/duplicates';
import { generateFaces } from '../../../runner/data/synthetic';
import { eachItself, plant } from './plant';

const quiet = { onProgress: () => undefined };

describe('near copies', function () {
  this.timeout(60_000);

  it('are found where they were planted, with what was changed, and nowhere else', async () => {
    // Drawn faces of this seed are not alike by themselves.
    const faces = await generateFaces({ training: 420, test: 140, seed: 8, labelNoise: 0 });
    const planted = plant(faces, 100, 3);
    const found = await findNearCopies(planted, eachItself(planted.count), quiet);
    const right = found.filter(({ first, second }) => second === faces.count + first);
    assert.ok(right.length >= 98, `${right.length} of 100 were found`);
    assert.ok(right.length / found.length >= 0.98, `${found.length - right.length} others were found`);
    for (const { pose } of right) {
      assert.ok(Math.abs(pose.turn) < 12 && Math.abs(pose.scale - 1) < 0.06, JSON.stringify(pose));
    }
  });

  it('are not what is merely smooth, even or repeated', async () => {
    const side = 48;
    const size = side * side;
    const pixels = new Uint8Array(12 * size);
    for (let id = 0; id < 12; id++) {
      // Four even pictures, four of faint noise, four gradients of different directions.
      for (let at = 0; at < size; at++) {
        const [x, y] = [at % side, Math.floor(at / side)];
        const noise = ((at * 2654435761 * (id + 1)) >>> 0) % 5;
        const ramp = [x * 5, y * 5, ((x * y) / side) * 5, (((side - x) * y) / side) * 5][id % 4]!;
        pixels[id * size + at] = id < 4 ? 40 * id : id < 8 ? 100 + noise : ramp;
      }
    }
    const faces = { pixels, width: side, height: side, count: 12 };
    const found = await findNearCopies(faces, findDuplicates(faces).firstOf, quiet);
    assert.deepEqual(
      found.filter(({ first, second }) => first < 8 || second < 8),
      [],
    );
  });

  it('are looked for among first pictures only, and in none or one', async () => {
    const faces = await generateFaces({ training: 56, test: 14, seed: 8, labelNoise: 0 });
    const firstOf = eachItself(faces.count).fill(0);
    assert.deepEqual(await findNearCopies(faces, firstOf, quiet), []);
    assert.deepEqual(await findNearCopies({ ...faces, count: 0 }, new Uint32Array(0), quiet), []);
  });

  it('stop when they are asked to, and tell how far they are', async () => {
    const faces = await generateFaces({ training: 420, test: 140, seed: 8, labelNoise: 0 });
    const stop = new AbortController();
    const told: number[] = [];
    const onProgress = ({ done, total }: { done: number; total?: number }) => {
      told.push(done / total!);
      stop.abort(new Error('enough'));
    };
    await assert.rejects(findNearCopies(faces, eachItself(faces.count), { onProgress, signal: stop.signal }), /enough/);
    assert.equal(told.length, 1);
  });
});

describe('pictures', () => {
  it('keep their grey value when they are smoothed, and have the contrast of NumPy’s std', () => {
    const ramp = Uint8Array.from({ length: 16 }, (_, at) => at * 10);
    assert.ok(Math.abs(contrastOf({ pixels: ramp, width: 4 }, 0) - 46.097722286) < 1e-6);
    const even = smooth(new Uint8Array(16).fill(90), 0, 4, 3);
    assert.ok(even.every((value) => Math.abs(value - 90) < 1e-4));
  });
});
