import assert from 'node:assert/strict';
import path from 'node:path';
import { resolveRuns } from '../../../experiment/resolve';
import { example, textOf } from '../example';
import { check, context, folder, type Told, valueOf } from './support';

/** What is told of a.ferexp.json, beside other files given by name as patches of the example. */
function told(patch: object, others: Readonly<Record<string, object>> = {}, existing: readonly string[] = []): Told[] {
  const names = [...Object.keys(others), ...existing];
  const texts = new Map(
    Object.entries(others).map(([name, value]) => [
      path.join(folder, name),
      textOf(name.endsWith('experiment.json') ? value : example(value)),
    ]),
  );
  return check(
    { ...example(), ...patch },
    {
      ...context,
      read: (file) => texts.get(file),
      exists: (file) =>
        file.startsWith(path.join(folder, 'runs'))
          ? names.some((name) => path.join(folder, name).startsWith(file))
          : true,
      list: (directory) =>
        names.filter((name) => path.dirname(path.join(folder, name)) === directory).map((name) => path.basename(name)),
    },
  );
}

function only(...given: Parameters<typeof told>): Told {
  const problems = told(...given);
  assert.equal(problems.length, 1, problems.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return problems[0]!;
}

const from = (variant?: string) => ({
  initFrom: { experiment: 'b.ferexp.json', ...(variant !== undefined && { variant }) },
});

describe('checks of initFrom', () => {
  it('have nothing against a chain that fits', () => {
    assert.deepEqual(
      told(from(), { 'b.ferexp.json': { initFrom: { experiment: 'c.ferexp.json' } }, 'c.ferexp.json': {} }),
      [],
    );
  });

  it('a file that is not there: at its path, with the nearest', () => {
    const problem = only({ initFrom: { experiment: 'd.ferexp.json' } }, { 'b.ferexp.json': {} });
    assert.deepEqual([problem.code, problem.at], ['init-from-missing', '"d.ferexp.json"']);
    assert.match(problem.message, /Did you mean "b\.ferexp\.json"\?$/);
    assert.equal(valueOf(problem, 'initFrom', 'experiment'), 'b.ferexp.json');
  });

  it('a variant that is not there: at its name, with the nearest', () => {
    const problem = only(from('flp'), { 'b.ferexp.json': { variants: { flip: { seed: 2 } } } });
    assert.deepEqual([problem.code, problem.at], ['init-from-variant-unknown', '"flp"']);
    assert.equal(valueOf(problem, 'initFrom', 'variant'), 'flip');
  });

  it('an invalid file, also behind the one that is named', () => {
    const problem = only(from(), {
      'b.ferexp.json': { initFrom: { experiment: 'c.ferexp.json' } },
      'c.ferexp.json': { version: 2 },
    });
    assert.deepEqual([problem.code, problem.at], ['init-from-invalid', '"initFrom"']);
    assert.match(problem.message, /^b\.ferexp\.json \(base\) cannot start: "c\.ferexp\.json" is not valid at line 2, /);
  });

  it('a cycle through files: spelt out, at initFrom', () => {
    const problem = only(from(), { 'b.ferexp.json': { initFrom: { experiment: 'a.ferexp.json' } } });
    assert.deepEqual([problem.code, problem.at], ['init-from-cycle', '"initFrom"']);
    assert.match(problem.message, /: a\.ferexp\.json \(base\) → b\.ferexp\.json \(base\) → a\.ferexp\.json \(base\)\./);
  });

  it('a variant that takes from the file what leads to itself: at the variant, with its mend', () => {
    const problem = only({ initFrom: { variant: 'x' }, variants: { x: { seed: 3 } } });
    assert.deepEqual([problem.code, problem.at], ['init-from-cycle', '"x"']);
    assert.match(problem.message, /^"x" would start from itself\. The variant takes initFrom from the file\./);
    assert.equal(valueOf(problem, 'variants', 'x', 'initFrom'), null);
  });

  it('runs and models that are not there', () => {
    const run = only({ initFrom: { run: 'runs/r1' } }, {}, ['runs/r10/x']);
    assert.deepEqual([run.code, run.at], ['init-from-missing', '"runs/r1"']);
    assert.match(
      only({ initFrom: { run: 'runs/r2' } }, {}, ['runs/r2/experiment.json']).message,
      /has no trained model/,
    );
    assert.deepEqual(told({ initFrom: { run: 'runs/r2' } }, {}, ['runs/r2/model/model.json']), []);
    const model = only({ initFrom: { model: 'runs/modl.json' } }, {}, ['runs/model.json']);
    assert.equal(valueOf(model, 'initFrom', 'model'), 'runs/model.json');
    const folder = only({ initFrom: { model: 'runs' } }, {}, ['runs/notes.txt']);
    assert.match(folder.message, /The folder .*runs holds no model\.json/);
    assert.deepEqual(told({ initFrom: { model: 'runs' } }, {}, ['runs/model.json']), []);
  });

  it('another model: an error, with the one that fits', () => {
    const problem = only(from(), { 'b.ferexp.json': { model: { type: 'customCnn' } } });
    assert.deepEqual([problem.code, problem.severity, problem.at], ['init-from-other-model', 'error', '"initFrom"']);
    assert.equal(valueOf(problem, 'model', 'type'), 'customCnn');
  });

  it('another width: an error, with the one that fits', () => {
    const resnet = (width?: number) => ({ model: { type: 'resnet18', ...(width === undefined ? {} : { width }) } });
    const problem = only({ ...from(), ...resnet(16) }, { 'b.ferexp.json': resnet() });
    assert.deepEqual([problem.code, problem.severity, problem.at], ['init-from-other-model', 'error', '16']);
    assert.equal(valueOf(problem, 'model', 'width'), 64);
    assert.deepEqual(told({ ...from(), ...resnet(16) }, { 'b.ferexp.json': resnet(16) }), []);
  });

  it('another input size', () => {
    for (const type of ['resnet50', 'efficientnetLite0']) {
      const of = (inputSize: number) => ({ model: { type, inputSize, weights: 'random' } });
      const problem = only({ ...from(), ...of(96) }, { 'b.ferexp.json': of(224) });
      assert.deepEqual([problem.code, problem.at], ['init-from-input-size', '96']);
      assert.equal(valueOf(problem, 'model', 'inputSize'), 224);
      assert.deepEqual(told({ ...from(), ...of(224) }, { 'b.ferexp.json': of(224) }), []);
    }
  });

  it('a learning rate that makes it forget', () => {
    const training = (learningRate: number, epochs = 5) => ({
      ...from(),
      training: { epochs, optimizer: { type: 'adam', learningRate } },
    });
    assert.deepEqual(told(training(1e-3), { 'b.ferexp.json': {} }), []);
    const problem = only(training(2e-3), { 'b.ferexp.json': {} });
    assert.deepEqual([problem.code, problem.at], ['init-from-rate', '0.002']);
    assert.deepEqual(told(training(2e-3, 0), { 'b.ferexp.json': {} }), []);
  });

  describe('images that an ancestor has seen', () => {
    const data = (settings: object) => ({ data: { source: 'faces.csv', ...settings } });
    const split = (settings: object) => data({ validation: { fraction: 0.2, ...settings } });
    const fold = (number: number) => data({ layout: 'jaffe', holdOut: { folds: 5, fold: number } });
    const seen = (child: object, parent: object) => told({ ...from(), ...child }, { 'b.ferexp.json': parent });

    for (const [what, child, parent, expected] of [
      ['the same split', split({}), split({}), []],
      ['a larger share that holds the smaller', split({ fraction: 0.1 }), split({}), []],
      ['a part of the same images', data({ fraction: 0.1 }), data({}), []],
      ['other images', data({ source: 'other.csv', validation: { fraction: 0.2, seed: 7 } }), data({}), []],
      ['the same fold', fold(1), fold(1), []],
      ['another fold, which is tested on here', fold(1), fold(2), ['init-from-saw-test']],
      ['another seed', split({ seed: 7 }), split({}), ['init-from-saw-validation']],
      ['a smaller share', split({}), split({ fraction: 0.1 }), ['init-from-saw-validation']],
      ['stratification', split({ stratified: true }), split({}), ['init-from-saw-validation']],
      ['validation on publicTest there', data({}), data({ validation: 'publicTest' }), ['init-from-saw-validation']],
      ['validation on publicTest here', data({ validation: 'publicTest' }), data({}), []],
      ['another kind of test', data({ test: ['privateTest'] }), data({}), []],
      [
        'a test on what chose the epoch',
        data({ validation: 'publicTest', test: ['privateTest'] }),
        data({ validation: 'publicTest', test: ['privateTest'] }),
        [],
      ],
    ] as const) {
      it(`${what}: ${expected.length === 0 ? 'nothing' : 'a warning'}`, () => {
        assert.deepEqual(
          seen(child, parent).map(({ code }) => code),
          expected,
        );
      });
    }

    it('an ancestor further back counts as well, and the mend takes its split', () => {
      const [problem, ...more] = told(
        { ...from(), ...split({ seed: 7 }) },
        {
          'b.ferexp.json': { ...split({ seed: 7 }), initFrom: { experiment: 'c.ferexp.json' } },
          'c.ferexp.json': data({}),
        },
      );
      assert.deepEqual(more, []);
      assert.match(
        problem!.message,
        /^c\.ferexp\.json \(base\) was trained on images that validate here: .* seed 123, here 7\./,
      );
      assert.deepEqual(valueOf(problem!, 'data', 'validation', 'seed'), 123);
    });

    it('other labels draw another split, and need another classifier', () => {
      const plus = { labels: { scheme: 'fer+', votes: 'votes.csv' } };
      const problems = seen(data(plus), data({}));
      assert.deepEqual(problems.map(({ code, severity }) => [code, severity]).sort(), [
        ['init-from-other-classes', 'warning'],
        ['init-from-saw-validation', 'warning'],
      ]);
      const evaluated = seen({ ...data(plus), training: { epochs: 0 } }, data({}));
      assert.equal(evaluated.find(({ code }) => code === 'init-from-other-classes')?.severity, 'error');
    });
  });

  it('a run tells its settings as a file does', () => {
    const file = { version: 1, name: 'a', data: { source: 'synthetic' }, model: { type: 'customCnn' } } as const;
    const [run] = resolveRuns({ ...file, training: { epochs: 1 } }, { path: '/project/a.ferexp.json' });
    const [problem] = told({ initFrom: { run: 'runs/r1' } }, { 'runs/r1/experiment.json': run! }, [
      'runs/r1/model/model.json',
    ]);
    assert.equal(problem?.code, 'init-from-other-model');
  });

  it('0 epochs need something trained', () => {
    const problem = only({ training: { epochs: 0 } });
    assert.deepEqual([problem.code, problem.at], ['nothing-trained', '0']);
    assert.deepEqual(told({ ...from(), training: { epochs: 0 } }, { 'b.ferexp.json': {} }), []);
  });

  it('variants that start from something else are not the same', () => {
    assert.deepEqual(
      told({ variants: { x: { initFrom: { experiment: 'b.ferexp.json' } } } }, { 'b.ferexp.json': {} }),
      [],
    );
  });
});
