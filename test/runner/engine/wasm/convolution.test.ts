import fc from 'fast-check';
import type { Engine } from '../../../../runner/engine/contract';
import { checkConvolution, drawnConvolutions } from '../convolutionCases';
import type { Drawn } from '../drawnConvolution';
import { buildTimeout, embeddedEngine } from './embedded';

describe('embedded engine: convolutions against their definition', () => {
  let engine: Engine;
  before(async function () {
    this.timeout(buildTimeout);
    engine = await embeddedEngine();
  });

  const check = (drawn: Drawn): void => checkConvolution(engine, drawn);

  it('computes any shape, stride, padding and dilation', () => {
    fc.assert(fc.property(drawnConvolutions, check), { numRuns: 150 });
  });

  const exact = { batch: 2, height: 12, width: 12, channels: 16, filters: 24, pad: 'same' } as const;
  const unit = { strides: [1, 1], dilations: [1, 1] } as const satisfies Partial<
    Record<keyof Drawn, readonly number[]>
  >;
  for (const [height, width] of [
    [12, 12],
    [9, 9],
    [7, 10],
    [2, 2],
    [1, 5],
  ] as const) {
    for (const kernel of [3, 5]) {
      for (const pad of ['same', 'valid'] as const) {
        if (pad === 'valid' && Math.min(height, width) < kernel) continue;
        it(`computes ${kernel}×${kernel} ${pad} of ${height}×${width}, 16 → 24 channels`, () =>
          check({
            ...exact,
            height,
            width,
            pad,
            kernel: [kernel, kernel],
            strides: [...unit.strides],
            dilations: [...unit.dilations],
          }));
      }
    }
  }

  it('computes images of one channel', () => {
    const oneChannel = drawnConvolutions.map((d) => ({ ...d, channels: 1 }));
    fc.assert(fc.property(oneChannel, check), { numRuns: 60 });
  });

  it('computes blocks that do not divide the batch', () =>
    check({
      batch: 3,
      height: 40,
      width: 41,
      channels: 4,
      filters: 5,
      kernel: [9, 9],
      strides: [2, 2],
      dilations: [1, 1],
      pad: 'same',
    }));
});
