import assert from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import { checkExperiment } from '../../experiment/checks';
import { mostCrossed } from '../../experiment/matrix';
import { parseExperiment } from '../../experiment/parse';
import { chosenVariants, resolveRuns, settingsOf, variantNames } from '../../experiment/resolve';
import type { ExperimentFile, ResolvedExperiment } from '../../experiment/types';
import { UserError } from '../../schemas/userError';
import { example, textOf, underlined } from './example';

const file = path.resolve('/project/example.ferexp.json');
const smoothing = 'techniques.labelSmoothing.epsilon';
const rate = 'training.optimizer.learningRate';
const flip = { flip: { techniques: { augmentation: { horizontalFlip: true } } } };

function crossed(matrix: object, patch: object = {}): ExperimentFile {
  const parsed = parseExperiment(textOf(example({ ...patch, matrix })));
  assert.deepEqual(parsed.problems, []);
  return parsed.file!;
}

const resolve = (experiment: ExperimentFile, variants?: string[]): ResolvedExperiment[] =>
  resolveRuns(experiment, { path: file, ...(variants && { variants }) });

/** Code, underlined text and fix of each problem, with those of the checks. */
function problems(matrix: unknown, patch: object = {}): [code: string, at: string, fix?: string][] {
  const text = textOf(example({ ...patch, matrix }));
  const parsed = parseExperiment(text);
  const found = [...parsed.problems, ...checkExperiment(parsed, { path: file, exists: () => true })];
  return found.map((problem) => {
    const fix = problem.fixes[0]?.newText;
    const at = underlined(text, problem);
    return fix === undefined ? [problem.code, at] : [problem.code, at, fix];
  });
}

function messages(matrix: unknown, patch: object = {}): string[] {
  return parseExperiment(textOf(example({ ...patch, matrix }))).problems.map(({ message }) => message);
}

describe('matrix', () => {
  it('makes a variant of every combination, of the file itself first, and of nothing else', () => {
    const experiment = crossed({ [smoothing]: [0, 0.1], [rate]: [0.001, 1e-7] }, { variants: flip });
    assert.deepEqual(variantNames(experiment), [
      'epsilon-0+learning-rate-0.001',
      'epsilon-0+learning-rate-1e-7',
      'epsilon-0.1+learning-rate-0.001',
      'epsilon-0.1+learning-rate-1e-7',
      'flip+epsilon-0+learning-rate-0.001',
      'flip+epsilon-0+learning-rate-1e-7',
      'flip+epsilon-0.1+learning-rate-0.001',
      'flip+epsilon-0.1+learning-rate-1e-7',
    ]);
    const last = resolve(experiment).at(-1)!;
    assert.equal(last.techniques.labelSmoothing?.epsilon, 0.1);
    assert.equal(last.techniques.augmentation?.horizontalFlip, true);
    assert.equal(last.training.optimizer.learningRate, 1e-7);
  });

  it('holds the product of variants, values and repeats, each with its settings, under names that differ', () => {
    const values = {
      [smoothing]: fc.constantFrom(0, 0.1, 0.2, 0.4),
      [rate]: fc.constantFrom(0.1, 0.01, 1e-3, 1e-7),
      'training.epochs': fc.integer({ min: 1, max: 1000 }),
      'techniques.augmentation.horizontalFlip': fc.boolean(),
      'model.type': fc.constantFrom('customCnn', 'smallCnn'),
      'techniques.augmentation.shear': fc.integer({ min: 0, max: 20 }),
      'techniques.testTimeAugmentation.augmentation.shear': fc.integer({ min: 0, max: 20 }),
    } as const;
    const reader: Record<string, (run: ResolvedExperiment) => unknown> = {
      [smoothing]: ({ techniques }) => techniques.labelSmoothing?.epsilon ?? 0,
      [rate]: ({ training }) => training.optimizer.learningRate,
      'training.epochs': ({ training }) => training.epochs,
      'techniques.augmentation.horizontalFlip': ({ techniques }) => techniques.augmentation?.horizontalFlip ?? false,
      'model.type': ({ model }) => model.type,
      'techniques.augmentation.shear': ({ techniques }) => techniques.augmentation?.shear ?? 0,
      'techniques.testTimeAugmentation.augmentation.shear': ({ techniques: { testTimeAugmentation: tta } }) =>
        tta?.set === 'random' ? tta.augmentation.shear : undefined,
    };
    const matrix = fc
      .subarray(Object.keys(values) as (keyof typeof values)[], { minLength: 1, maxLength: 4 })
      .chain((paths) =>
        fc.record(
          Object.fromEntries(
            paths.map((setting) => [
              setting,
              fc.uniqueArray<unknown, unknown>(values[setting]!, { minLength: 1, maxLength: 3 }),
            ]),
          ),
        ),
      );
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9][a-z0-9._+-]{0,20}$/), { maxLength: 3 });
    fc.assert(
      fc.property(matrix, names, fc.integer({ min: 1, max: 2 }), (chosen, extra, repeats) => {
        const variants = Object.fromEntries(
          extra.filter((name) => name !== 'base').map((name, i) => [name, { seed: i }]),
        );
        const experiment = crossed(chosen, { variants, repeats });
        const runs = resolve(experiment);
        const combinations = Object.values(chosen).reduce((count, list) => count * list.length, 1);
        assert.equal(runs.length, (1 + Object.keys(variants).length) * combinations * repeats);
        const own = variantNames(experiment);
        assert.equal(new Set(own).size, runs.length / repeats);
        for (const name of own) assert.match(name, /^[a-z0-9][a-z0-9._+-]*$/);
        const seen = new Set(
          runs.map((run) =>
            JSON.stringify([
              run.variant.split('+')[0],
              run.seed,
              ...Object.keys(chosen).map((setting) => reader[setting]!(run)),
            ]),
          ),
        );
        for (const [setting, list] of Object.entries(chosen)) {
          for (const value of list) {
            const having = runs.filter((run) => reader[setting]!(run) === value).length;
            assert.equal(having, runs.length / list.length, `${setting} ${JSON.stringify(value)}`);
          }
        }
        assert.ok(seen.size >= combinations);
      }),
      { numRuns: 150 },
    );
  });

  it('names more of the path where two settings end alike', () => {
    const experiment = crossed({
      'techniques.augmentation.shear': [5],
      'techniques.testTimeAugmentation.augmentation.shear': [1],
    });
    assert.deepEqual(variantNames(experiment), ['t.a.shear-5+tta.a.shear-1']);
    const shorter = crossed({ 'data.labels.scheme': ['fer'], 'data.synthetic.seed': [1], seed: [2] });
    assert.deepEqual(variantNames(shorter), ['scheme-fer+synthetic.seed-1+seed-2']);
  });

  it('numbers values that have no short name, and combinations that have none', () => {
    const optimizers = [
      { type: 'sgd', learningRate: 0.1 },
      { type: 'sgd', learningRate: 0.2 },
    ];
    assert.deepEqual(variantNames(crossed({ 'training.optimizer': optimizers })), ['optimizer-1', 'optimizer-2']);
    assert.deepEqual(variantNames(crossed({ 'training.optimizer': [{ type: 'adam' }, { type: 'sgd' }] })), [
      'optimizer-adam',
      'optimizer-sgd',
    ]);
    const long = { ['x'.repeat(60)]: { seed: 3 } };
    assert.deepEqual(variantNames(crossed({ [smoothing]: [0, 0.1] }, { variants: long })), [
      'base+combination-1',
      'base+combination-2',
      `${'x'.repeat(60)}+combination-1`,
      `${'x'.repeat(60)}+combination-2`,
    ]);
  });

  it('keeps away from the names of variants', () => {
    const variants = { 'epsilon-0.1': { seed: 3 } };
    assert.deepEqual(variantNames(crossed({ [smoothing]: [0.1] }, { variants })), [
      'base+epsilon-0.1',
      'epsilon-0.1+epsilon-0.1',
    ]);
  });

  it('is chosen from by a combination or by what was crossed', () => {
    const experiment = crossed({ [smoothing]: [0, 0.1] }, { variants: flip });
    assert.deepEqual(chosenVariants(experiment, ['flip']), ['flip+epsilon-0', 'flip+epsilon-0.1']);
    assert.deepEqual(
      resolve(experiment, ['base', 'flip+epsilon-0.1']).map(({ variant }) => variant),
      ['epsilon-0', 'epsilon-0.1', 'flip+epsilon-0.1'],
    );
    assert.throws(
      () => resolve(experiment, ['flip+epsilon-0.2']),
      (error) => error instanceof UserError && /Did you mean "flip\+epsilon-0/.test(error.remedy ?? ''),
    );
  });

  it('wins over the file and the variant, and removes with null', () => {
    const patch = { training: { batchSize: 32 }, techniques: { labelSmoothing: { epsilon: 0.3 } }, variants: flip };
    const experiment = crossed({ 'techniques.augmentation': [null], 'training.batchSize': [64] }, patch);
    const [, second] = resolve(experiment);
    assert.deepEqual([second!.variant, second!.training.batchSize], ['flip+augmentation-none+batch-size-64', 64]);
    assert.deepEqual(second!.techniques, { labelSmoothing: { epsilon: 0.3 } });
  });

  it('is won over by what is set from outside', () => {
    const experiment = crossed({ 'training.epochs': [5, 6] });
    const runs = resolveRuns(experiment, { path: file, set: { 'training.epochs': 1 } });
    assert.deepEqual(
      runs.map(({ training }) => training.epochs),
      [1, 1],
    );
  });

  it('keeps a published figure only for the settings that it was published for', () => {
    const published = { testAccuracy: 0.5, source: 'Study' };
    const experiment = crossed({ 'training.epochs': [10, 20] }, { published });
    assert.deepEqual(settingsOf(experiment, 'epochs-10').published, published);
    assert.equal(settingsOf(experiment, 'epochs-20').published, undefined);
  });

  it('starts a variant from another one with the same combination', () => {
    const variants = { smoothed: { initFrom: { variant: 'base' }, techniques: { labelSmoothing: { epsilon: 0.1 } } } };
    const experiment = crossed({ 'model.type': ['smallCnn', 'customCnn'] }, { variants });
    assert.deepEqual(
      resolve(experiment).map(({ variant, initFrom }) => [variant, initFrom]),
      [
        ['type-smallcnn', undefined],
        ['type-customcnn', undefined],
        ['smoothed+type-smallcnn', { experiment: 'example.ferexp.json', variant: 'type-smallcnn' }],
        ['smoothed+type-customcnn', { experiment: 'example.ferexp.json', variant: 'type-customcnn' }],
      ],
    );
  });

  describe('problems', () => {
    it('are told at an unknown path, with the nearest', () => {
      assert.deepEqual(problems({ 'techniques.labelSmoothing.epsilonn': [0.1] }, { variants: flip }), [
        ['matrix/unknown-key', '"techniques.labelSmoothing.epsilonn"', '"techniques.labelSmoothing.epsilon"'],
      ]);
      assert.deepEqual(problems({ 'techniqes.labelSmoothing.epsilon': [0.1] }), [
        ['schema/name', '"techniqes.labelSmoothing.epsilon"', '"techniques.labelSmoothing.epsilon"'],
      ]);
    });

    it('are told at the value that the schema refuses there', () => {
      assert.deepEqual(problems({ [smoothing]: [0.1, 2, '0.3'] }), [
        ['matrix/range', '2'],
        ['matrix/type', '"0.3"', '0.3'],
      ]);
    });

    it('are told at the value that does not go with another setting', () => {
      const sgd = { training: { optimizer: { type: 'sgd', momentum: 0.9 } } };
      assert.deepEqual(problems({ 'training.optimizer.type': ['sgd', 'adam'] }, sgd), [['matrix/value', '"adam"']]);
      assert.match(
        messages({ 'training.optimizer.type': ['adam'] }, sgd)[0]!,
        /^With training\.optimizer\.type "adam": /,
      );
    });

    it('name the variant where only that raises them', () => {
      const variants = { sgd: { training: { optimizer: { type: 'sgd', momentum: 0.9 } } } };
      assert.match(messages({ 'training.optimizer.type': ['adam'] }, { variants })[0]!, /^With variant "sgd": With /);
    });

    it('of the file itself are told once, at the file', () => {
      const text = textOf(example({ seed: -1, matrix: { [smoothing]: [0, 0.1] } }));
      assert.deepEqual(
        parseExperiment(text).problems.map((problem) => [problem.code, underlined(text, problem)]),
        [['schema/range', '-1']],
      );
    });

    it('include more variants than can be run, before they are made', () => {
      const numbers = Array.from({ length: 100 }, (_, i) => i + 1);
      const many = {
        'training.epochs': numbers,
        seed: numbers,
        'data.validation.seed': numbers,
        'data.synthetic.seed': numbers,
      };
      assert.deepEqual(problems(many), [['matrix/count', '"matrix"']]);
      assert.match(
        messages(many)[0]!,
        new RegExp(`100,000,000 variants .* at most ${mostCrossed.toLocaleString('en')}`),
      );
    });

    it('warn of more runs than anybody waits for', () => {
      const numbers = Array.from({ length: 30 }, (_, i) => i + 1);
      assert.deepEqual(problems({ 'training.epochs': numbers, seed: numbers.map((n) => n * 1000) }, { repeats: 2 }), [
        ['matrix-large', '"matrix"'],
      ]);
    });

    it('warn of combinations that train the same', () => {
      const same = { 'techniques.augmentation': [null, { horizontalFlip: false }] };
      assert.deepEqual(problems(same), [['variant-identical', '{\n        "horizontalFlip": false\n      }']]);
      assert.deepEqual(problems({ 'techniques.augmentation.horizontalFlip': [true, false] }, { variants: flip }), [
        ['variant-identical', '"flip"'],
      ]);
    });

    it('of the checks are told at the value that raises them', () => {
      assert.deepEqual(problems({ [rate]: [0.001, 5] }), [['learning-rate-high', '5']]);
    });
  });

  it('is taken and checked up to its largest', () => {
    const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
    const text = textOf(example({ matrix: { 'training.epochs': numbers(100), seed: numbers(50) } }));
    const parsed = parseExperiment(text);
    assert.equal(variantNames(parsed.file!).length, mostCrossed);
    const found = checkExperiment(parsed, { path: file, exists: () => true });
    assert.deepEqual(
      found.map(({ code }) => code),
      ['matrix-large'],
    );
  });
});
