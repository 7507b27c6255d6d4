import assert from 'node:assert/strict';
import { classShift } from '../../../runner/audit/shifts';

const names = ['a', 'b', 'c'];

describe('a shift of classes between splits', () => {
  it('has the statistic, p and effect of SciPy', () => {
    // scipy.stats.chi2_contingency([[120, 300, 80], [70, 90, 40]], correction=False), SciPy 1.17.1: statistic and p;
    // scipy.stats.contingency.association(…, method='cramer').
    const shift = classShift(
      { name: 'train', classes: [120, 300, 80] },
      { name: 'test', classes: [70, 90, 40] },
      names,
      1,
    )!;
    assert.equal(shift.degrees, 2);
    assert.ok(Math.abs(shift.chiSquared - 13.470985155195688) < 1e-9, `${shift.chiSquared}`);
    assert.ok(Math.abs(shift.p - 0.001187989878810396) < 1e-8, `${shift.p}`);
    assert.ok(Math.abs(shift.effect - 0.13872369843477506) < 1e-9, `${shift.effect}`);
    assert.deepEqual(shift.largest, { className: 'b', first: 0.6, second: 0.45 });
  });

  it('counts how many tests are made, leaves out classes that neither has, and needs two', () => {
    const first = { name: 'a', classes: [10, 12, 0] };
    const second = { name: 'b', classes: [12, 9, 0] };
    const one = classShift(first, second, names, 1)!;
    assert.equal(one.degrees, 1);
    const two = classShift(first, second, names, 2)!;
    assert.equal(two.p, one.p);
    assert.ok(Math.abs(two.adjustedP - Math.min(1, 2 * one.p)) < 1e-12);
    assert.equal(classShift(first, { name: 'none', classes: [0, 0, 0] }, names, 1), undefined);
    assert.equal(classShift({ ...first, classes: [5, 0, 0] }, { ...second, classes: [3, 0, 0] }, names, 1), undefined);
  });
});
