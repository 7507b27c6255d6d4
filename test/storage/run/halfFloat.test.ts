import assert from 'node:assert/strict';
import { fromHalf, toHalf } from '../../../storage/run/halfFloat';

/** The bits of 1, the largest probability. */
const one = 0x3c00;

describe('numbers of 16 bits', () => {
  it('are those of IEEE 754', () => {
    const known: readonly (readonly [number, number])[] = [
      [0, 0],
      [1, 2 ** -24],
      [0x03ff, 2 ** -14 - 2 ** -24],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x3800, 0.5],
      [one, 1],
      [0x7bff, 65504],
      [0xc000, -2],
      [0x7c00, Infinity],
    ];
    for (const [bits, value] of known) assert.equal(fromHalf(bits), value);
    assert.ok(Number.isNaN(fromHalf(0x7e00)));
  });

  it('come back as they were, every probability', () => {
    for (let bits = 0; bits <= one; bits++) assert.equal(toHalf(fromHalf(bits)), bits);
  });

  it('are the nearest, and the even one in the middle of two', () => {
    for (let bits = 0; bits < one; bits++) {
      const [below, above] = [fromHalf(bits), fromHalf(bits + 1)];
      const middle = (below + above) / 2;
      const near = (above - below) / 100;
      assert.equal(toHalf(middle), bits % 2 === 0 ? bits : bits + 1);
      assert.equal(toHalf(middle - near), bits);
      assert.equal(toHalf(middle + near), bits + 1);
    }
  });
});
