import assert from 'node:assert/strict';
import { gaussLegendre } from '../../../runner/explain/gaussLegendre';

const near = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-14, `${actual}`);

describe('Gauss and Legendre’s points', () => {
  it('are the published ones for five, Abramowitz and Stegun, table 25.4, moved to [0, 1]', () => {
    const { points, weights } = gaussLegendre(5);
    const published: [number, number][] = [
      [-0.906179845938664, 0.236926885056189],
      [-0.538469310105683, 0.478628670499366],
      [0, 0.568888888888889],
      [0.538469310105683, 0.478628670499366],
      [0.906179845938664, 0.236926885056189],
    ];
    published.forEach(([point, weight], i) => {
      near(points[i]!, (point + 1) / 2);
      near(weights[i]!, weight / 2);
    });
  });

  for (const n of [1, 2, 64, 500]) {
    it(`integrate with ${n} points what they should`, () => {
      const { points, weights } = gaussLegendre(n);
      for (const power of [0, 1, 2 * n - 1]) {
        const integral = points.reduce((sum, point, i) => sum + weights[i]! * point ** power, 0);
        assert.ok(Math.abs(integral - 1 / (power + 1)) < 1e-13, `x^${power}: ${integral}`);
      }
    });
  }
});
