import assert from 'node:assert/strict';
import {
  count,
  counted,
  decimal,
  duration,
  interval,
  loss,
  lossWithin,
  percent,
  percentWithin,
  perSecond,
  points,
  pointsWithin,
  pValue,
  share,
  significant,
  sizeWords,
  within,
} from '../../words/numbers';

describe('numbers in words', () => {
  const estimate = (fraction: number, halfWidth?: number): string =>
    within(
      percentWithin(
        fraction,
        halfWidth === undefined ? undefined : { low: fraction - halfWidth, high: fraction + halfWidth },
      ),
    );

  it('give percentages one decimal, and more where a half-width would read 0', () => {
    assert.equal(estimate(0.8412), '84.1 %');
    assert.equal(estimate(0.8412, 0.0041), '84.1 % ± 0.4');
    assert.equal(estimate(0.8412, 0.0003), '84.12 % ± 0.03');
    assert.equal(estimate(0.8412, 0.034), '84.1 % ± 3.4');
    assert.equal(estimate(0.8412, 0.12), '84.1 % ± 12.0');
    assert.equal(estimate(0.8412, 0), '84.1 %');
    assert.equal(estimate(1), '100.0 %');
    // No network gets more than all faces right, or fewer than none.
    assert.equal(estimate(0.53, 0.67), '53.0 % (0.0 to 100.0)');
    assert.equal(estimate(0.981, 0.024), '98.1 % (95.7 to 100.0)');
    assert.equal(interval(0.8073, 0.8751), '80.7 to 87.5 %');
  });

  it('give the ends of an interval that is not as wide on both sides', () => {
    // Wilson's, of no face of 72, of 1 of 3 and of 28 of 72.
    const of = (fraction: number, low: number, high: number) => within(percentWithin(fraction, { low, high }));
    assert.equal(of(0, 3.5e-18, 0.0507), '0.0 % (0.0 to 5.1)');
    assert.equal(of(1 / 3, 0.0615, 0.7923), '33.3 % (6.2 to 79.2)');
    assert.equal(of(28 / 72, 0.285, 0.504), '38.9 % (28.5 to 50.4)');
    // Of 3,589 faces, both sides read the same.
    assert.equal(of(0.607, 0.5909, 0.6229), '60.7 % ± 1.6');
    // A bound that is not 0 does not read 0.
    assert.equal(of(0.01, 0.0003, 0.05), '1.00 % (0.03 to 5.00)');
  });

  it('give what was measured one decimal, and what was chosen none that it does not need', () => {
    assert.equal(percent(0.07), '7.0 %');
    assert.equal(percent(0.85321, 2), '85.32 %');
    assert.deepEqual([0.1, 0.125, 0.3, 1 / 3, 0, 1].map(share), ['10 %', '12.5 %', '30 %', '33.3 %', '0 %', '100 %']);
  });

  it('give differences a sign, and a proper minus', () => {
    assert.equal(points(0.0182), '+1.8');
    assert.equal(points(-0.0041), '−0.4');
    assert.equal(points(-0.0004), '0.0');
    assert.equal(points(0.00416, 2), '+0.42');
    assert.deepEqual(pointsWithin({ mean: 0.018, low: 0.009, high: 0.027 }), { mean: '+1.8', interval: '0.9 to 2.7' });
    assert.deepEqual(pointsWithin({ mean: 0.06, low: -0.03, high: 0.15 }), {
      mean: '+6.0',
      interval: '−3.0 to 15.0',
    });
    // A bound that is not 0 never reads 0, and a mean inside of its interval does not read as its bound.
    assert.deepEqual(pointsWithin({ mean: 0.05, low: 0.0003, high: 0.0997 }), {
      mean: '+5.00',
      interval: '0.03 to 9.97',
    });
    assert.deepEqual(pointsWithin({ mean: -0.005, low: -0.0053, high: 0.005 }), {
      mean: '−0.50',
      interval: '−0.53 to 0.50',
    });
    assert.deepEqual(lossWithin({ mean: -0.0123, low: -0.02, high: 0.004 }), {
      mean: '−0.012',
      interval: '−0.020 to 0.004',
    });
    assert.deepEqual([0.0321, 0.5, 0.00012, 1].map(pValue), ['p 0.032', 'p 0.5', 'p < 0.001', 'p 1']);
    assert.equal(decimal(-0.0004, 3), '0.000');
    assert.equal(decimal(-1.5, 3), '−1.500');
    assert.equal(significant(-0.01234, 2), '−0.012');
  });

  it('give durations two units, and tenths where seconds are few', () => {
    assert.deepEqual([0, 45.4, 60, 200, 3600, 7500, 100_000, 172_800, -3].map(duration), [
      '0 s',
      '45 s',
      '1 min',
      '3 min 20 s',
      '1 h',
      '2 h 5 min',
      '1 d 3 h',
      '2 d',
      '0 s',
    ]);
    assert.deepEqual([0.04, 0.4, 4, 9.94, 9.96, 59.7].map(duration), [
      '0.0 s',
      '0.4 s',
      '4 s',
      '9.9 s',
      '10 s',
      '1 min',
    ]);
  });

  it('count by thousands, and one in the singular', () => {
    assert.equal(count(35_887), '35,887');
    assert.deepEqual(
      [0, 1, 1200].map((faces) => counted(faces, 'face')),
      ['0 faces', '1 face', '1,200 faces'],
    );
    assert.equal(counted(2, 'copy', 'copies'), '2 copies');
    assert.deepEqual([0.44, 9.94, 9.96, 1340.4].map(perSecond), ['0.4', '9.9', '10', '1,340']);
    assert.equal(loss(1.23456), '1.235');
  });

  it('give sizes the unit in which they are read', () => {
    assert.deepEqual([1, 512, 340_200, 999_600, 5_240_000, 94_800_000, 734_200_000, 999_700_000, 4e9].map(sizeWords), [
      '1 byte',
      '512 bytes',
      '340 kB',
      '1.0 MB',
      '5.2 MB',
      '94.8 MB',
      '734 MB',
      '1.0 GB',
      '4.0 GB',
    ]);
  });
});
