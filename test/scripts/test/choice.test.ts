import assert from 'node:assert/strict';
import { parseChoice } from '../../../scripts/test/choice';
import { steps } from '../../../scripts/test/steps';
import { suites, testsOf } from '../../../scripts/test/suites';

const choose = (...args: string[]) => parseChoice(args, steps);

describe('what `npm test --` asks for', () => {
  it('is every step, some steps, or places and titles of a suite', () => {
    assert.deepEqual(choose(), { steps: [], places: [] });
    assert.deepEqual(choose('types', 'unit'), { steps: ['types', 'unit'], places: [] });
    assert.deepEqual(choose('unit', 'words'), { steps: ['unit'], places: ['words'] });
    assert.deepEqual(choose('unit', '-g', 'a (b)'), { steps: ['unit'], places: [], grep: 'a (b)' });
    assert.deepEqual(choose('coverage', 'words'), { steps: ['coverage'], places: ['words'] });
  });

  it('is the suite that a place is of, where no step is named', () => {
    assert.deepEqual(choose('runner/data').steps, ['unit']);
    assert.deepEqual(choose('test/ui/data.test.ts', 'words', '-g', 'x').steps, ['unit', 'ui']);
  });

  it('takes a place from the root, from test/ or from the folder of the suite, as any shell completes it', () => {
    const [file] = testsOf('host', ['test/host/suite/data.test.ts']);
    assert.equal(file, 'test/host/suite/data.test.ts');
    for (const place of ['data', 'data.test.ts', 'host/suite/data', './test/host/suite/data.test.ts']) {
      assert.deepEqual(testsOf('host', [place]), [file], place);
    }
    for (const place of ['words', 'words/', 'test/words', 'test\\words\\', './test/words/']) {
      const found = testsOf('unit', [place]);
      assert.ok(found.length > 1 && found.every((name) => name.startsWith('test/words/')), place);
    }
    assert.deepEqual(testsOf('unit', ['word']), [], 'the beginning of a name is none');
  });

  it('reaches every test of every suite by its file', () => {
    const files = suites.flatMap((suite) => testsOf(suite));
    assert.deepEqual(choose(...files).steps, suites);
    assert.deepEqual(
      suites.flatMap((suite) => testsOf(suite, files)),
      files,
    );
  });

  const wrong: [string[], RegExp][] = [
    [['nothing/here'], /“nothing\/here” is no step, and no test is there\. Steps: generated, .*Places are files or/],
    [['unit', 'test/ui/run.test.ts'], /“test\/ui\/run.test.ts” is no step, and no test of unit is there/],
    [['lint', 'words'], /“words” is no step, and no test of lint is there/],
    [
      ['lint', 'unit', '-g', 'x'],
      /-g choose among the tests of a suite \(unit, ui, host, journey, slurm\)\. .*: lint\./,
    ],
    [['-g', 'x'], /Name one, such as: npm test -- unit -g "words"\./],
    [['unit', '-g', '('], /-g \(: Invalid regular expression/],
    [['unit', '--slow'], /Unknown option '--slow'/],
  ];
  for (const [args, message] of wrong) {
    it(`is refused with words: ${args.join(' ')}`, () => assert.throws(() => choose(...args), message));
  }
});
