import assert from 'node:assert/strict';
import { occlusion } from '../../../runner/explain/occlusion';
import { assertClose } from '../engine/kernelCases';
import { dispose, linearModel, onBothEngines, randomFaces } from './engines';

onBothEngines('occlusion of a linear network', (engine) => {
  const face = randomFaces(1, 31);
  const cover = randomFaces(1, 32);

  it('by single pixels is weight times difference', async () => {
    const { model, weights } = linearModel(engine().tf);
    const found = await occlusion(model, face, 1, cover, { patch: 1, stride: 1 });
    assertClose(
      found,
      weights.map((weight, i) => weight * (face[i]! - cover[i]!)),
      1e-4,
      'loss',
    );
    dispose(model);
  });

  it('refuses squares that are larger than the face', async () => {
    const { model } = linearModel(engine().tf);
    await assert.rejects(
      occlusion(model, face, 1, cover, { patch: 7, stride: 2 }),
      /Squares of 7 pixels are larger than the face, which has 6×6\./,
    );
    dispose(model);
  });

  it('by squares is the mean of their sums, up to the edge', async () => {
    const { model, weights } = linearModel(engine().tf);
    const told: number[][] = [];
    const squares = { patch: 3, stride: 2 };
    const found = await occlusion(model, face, 1, cover, squares, (...done) => told.push(done));
    const starts = [0, 2, 3];
    const lossOf = (top: number, left: number) =>
      [0, 1, 2].reduce((sum, row) => {
        const pixels = [0, 1, 2].map((column) => 6 * (top + row) + left + column);
        return sum + pixels.reduce((part, i) => part + weights[i]! * (face[i]! - cover[i]!), 0);
      }, 0);
    const expected = Array.from(face, (_, i) => {
      const [row, column] = [Math.floor(i / 6), i % 6];
      const over = (place: number) => starts.filter((start) => start <= place && place < start + 3);
      const losses = over(row).flatMap((top) => over(column).map((left) => lossOf(top, left)));
      return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    });
    assertClose(found, expected, 1e-4, 'loss');
    assert.deepEqual(told, [[9, 9]]);
    dispose(model);
  });
});
