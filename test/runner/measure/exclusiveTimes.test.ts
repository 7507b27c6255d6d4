import assert from 'node:assert/strict';
import { ExclusiveTimes } from '../../../runner/measure/exclusiveTimes';

describe('exclusive times', () => {
  /** A clock that stands still until it is told. */
  function clocked() {
    const clock = { now: 0 };
    const pass = (milliseconds: number) => void (clock.now += milliseconds);
    return { times: new ExclusiveTimes(() => clock.now), pass };
  }

  it('leave out what ran inside, at every depth', () => {
    const { times, pass } = clocked();
    times.measure('outer', () => {
      pass(1);
      times.measure('middle', () => {
        pass(10);
        times.measure('inner', () => pass(100));
        pass(20);
      });
      times.measure('inner', () => pass(200));
      pass(2);
    });
    assert.deepEqual(Object.fromEntries(times.result()), {
      inner: { calls: 2, milliseconds: 300 },
      middle: { calls: 1, milliseconds: 30 },
      outer: { calls: 1, milliseconds: 3 },
    });
  });

  it('add a piece that calls itself to the same name', () => {
    const { times, pass } = clocked();
    times.measure('same', () => {
      pass(1);
      times.measure('same', () => pass(4));
    });
    assert.deepEqual(times.result().get('same'), { calls: 2, milliseconds: 5 });
  });

  it('give back the result, and count what throws', () => {
    const { times, pass } = clocked();
    assert.equal(
      times.measure('a', () => 7),
      7,
    );
    const fails = () =>
      times.measure('a', () => {
        pass(3);
        throw new Error('no');
      });
    assert.throws(() => times.measure('outer', fails), /no/);
    assert.deepEqual(times.result().get('a'), { calls: 2, milliseconds: 3 });
    assert.deepEqual(times.result().get('outer'), { calls: 1, milliseconds: 0 });
  });
});
