import assert from 'node:assert/strict';
import costs from '../../../scripts/test/costs.json';
import { groupsOf } from '../../../scripts/test/jobs';
import { suites, testsOf } from '../../../scripts/test/suites';

describe('the processes of a suite', () => {
  it('take every file of it, each once', () => {
    for (const suite of suites) {
      const taken = groupsOf(suite, testsOf(suite)).flatMap(({ files }) => files);
      assert.deepEqual(taken.sort(), testsOf(suite));
    }
  });

  it('are one for each file that may load TensorFlow.js or takes long, and one for the rest of each room', () => {
    const groups = groupsOf('unit', testsOf('unit'));
    for (const { place, files } of groups) {
      if (place.endsWith('.test.ts')) assert.deepEqual(files, [place]);
      else assert.ok(!place.startsWith('test/runner') && files.every((file) => file.startsWith(`${place}/`)), place);
    }
    const alone = groups.map(({ place }) => place).filter((place) => place.endsWith('.test.ts'));
    for (const file of testsOf('unit', ['runner'])) assert.ok(alone.includes(file), file);
  });

  it('begin with the longest, by costs of files and rooms that are there', () => {
    const known = new Set(suites.flatMap((suite) => testsOf(suite)));
    for (const place of Object.keys(costs)) {
      assert.ok(known.has(place) || groupsOf('unit', testsOf('unit')).some((group) => group.place === place), place);
    }
    const [slowest] = Object.entries(costs)
      .filter(([file]) => testsOf('unit').includes(file))
      .sort(([, a], [, b]) => b - a)[0]!;
    assert.equal(groupsOf('unit', testsOf('unit'))[0]!.place, slowest);
  });

  it('are the same for a part of the files', () => {
    const [one, ...rest] = groupsOf('unit', testsOf('unit', ['words/settings']));
    assert.deepEqual([one, rest], [{ place: 'test/words', files: ['test/words/settings.test.ts'] }, []]);
  });
});
