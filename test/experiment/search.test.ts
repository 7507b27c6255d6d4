import assert from 'node:assert/strict';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import { definition, dereference } from '../../experiment/schema';
import { candidateCount, foldExperiment, withValues } from '../../experiment/search';
import type { ResolvedExperiment } from '../../experiment/types';
import { shortName, valuesText } from '../../schemas/search';
import { UserError } from '../../schemas/userError';
import { example, textOf } from './example';

function resolve(patch: object): ResolvedExperiment {
  const { file, problems } = parseExperiment(textOf(example(patch)));
  if (!file) throw new Error(JSON.stringify(problems));
  return resolveRuns(file, { path: '/project/a.ferexp.json' })[0]!;
}

const learningRate = 'training.optimizer.learningRate';

describe('the values of a search', () => {
  it('make the run that the file would make with them', () => {
    const over = { [learningRate]: [0.001, 0.01], 'techniques.augmentation.shear': [0, 5] };
    const techniques = { testTimeAugmentation: { samples: 5 } };
    const searched = resolve({ search: { over }, techniques });
    const written = resolve({
      training: { optimizer: { type: 'adam', learningRate: 0.01 } },
      techniques: { ...techniques, augmentation: { shear: 5 } },
    });
    const chosen = withValues(searched, { [learningRate]: 0.01, 'techniques.augmentation.shear': 5 });
    // What follows from the augmentation follows from the chosen one: test-time augmentation's own, live features.
    for (const part of ['model', 'training', 'techniques', 'data'] as const)
      assert.deepEqual(chosen[part], written[part]);
    assert.deepEqual(chosen.search, searched.search);
  });

  it('replace what the file gives, whole objects too', () => {
    const run = resolve({
      training: { optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9 } },
      search: { over: { 'training.optimizer': [{ type: 'adam' }, { type: 'sgd' }] } },
    });
    const { optimizer } = withValues(run, { 'training.optimizer': { type: 'adam' } }).training;
    assert.deepEqual(optimizer, { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
    assert.equal(run.training.optimizer.type, 'sgd');
  });

  it('turn a technique off by null', () => {
    const run = resolve({
      techniques: { labelSmoothing: { epsilon: 0.2 } },
      search: { over: { 'techniques.labelSmoothing': [null, { epsilon: 0.1 }] } },
    });
    assert.equal(withValues(run, { 'techniques.labelSmoothing': null }).techniques.labelSmoothing, undefined);
    assert.deepEqual(withValues(run, { 'techniques.labelSmoothing': { epsilon: 0.1 } }).techniques, {
      labelSmoothing: { epsilon: 0.1 },
    });
  });

  it('that do not go together are told', () => {
    const run = resolve({
      search: { over: { 'training.optimizer.type': ['adam', 'sgd'], 'training.optimizer.momentum': [0, 0.9] } },
      training: { optimizer: { type: 'sgd' } },
    });
    assert.throws(
      () => withValues(run, { 'training.optimizer.type': 'adam', 'training.optimizer.momentum': 0.9 }),
      (error) => error instanceof UserError && /cannot try type adam, momentum 0\.9: .*momentum/.test(error.message),
    );
  });

  it('are changed by a variant one by one, removed by null', () => {
    const { file, problems } = parseExperiment(
      textOf({
        ...example(),
        search: { over: { [learningRate]: [0.1, 0.2], 'model.l2': [0, 0.1] } },
        variants: {
          more: { search: { folds: 5, over: { [learningRate]: null, 'model.dropout': [0, 0.5] } } },
          plain: { search: null },
        },
      }),
    );
    assert.deepEqual(problems, []);
    const [, more, plain] = resolveRuns(file!, { path: '/project/a.ferexp.json' });
    assert.deepEqual(more!.search!.over, { 'model.l2': [0, 0.1], 'model.dropout': [0, 0.5] });
    assert.equal(more!.search!.folds, 5);
    assert.equal(plain!.search, undefined);
  });

  it('are counted: a product in a grid, samples at random where there are as many', () => {
    const over = { [learningRate]: [1, 2, 3], 'model.dropout': [0, 0.5] };
    assert.equal(candidateCount({ method: 'grid', samples: 10, over }), 6);
    assert.equal(candidateCount({ method: 'random', samples: 4, over }), 4);
    assert.equal(candidateCount({ method: 'random', samples: 10, over }), 6);
    const range = { min: 0, max: 1, scale: 'linear', integer: false } as const;
    assert.equal(candidateCount({ method: 'random', samples: 10, over: { ...over, 'model.l2': range } }), 10);
  });

  it('are named by the end of their path', () => {
    const paths = [
      'training.batchSize',
      'techniques.augmentation.shear',
      'techniques.testTimeAugmentation.augmentation.shear',
    ];
    assert.deepEqual(
      paths.map((path) => shortName(path, paths)),
      ['batchSize', 'techniques.augmentation.shear', 'testTimeAugmentation.augmentation.shear'],
    );
    assert.equal(valuesText({ [learningRate]: 0.001, 'model.type': 'smallCnn' }), 'learningRate 0.001, type smallCnn');
  });
});

describe('a fold', () => {
  it('trains the epochs of the search, to the end, and nothing after them', () => {
    const run = resolve({
      training: { epochs: 30, earlyStopping: { patience: 2 }, fineTuning: { epochs: 3 }, selectBest: 'validationLoss' },
      techniques: { labelSmoothing: { epsilon: 0.1 }, testTimeAugmentation: { samples: 3 } },
      search: { over: { [learningRate]: [0.001, 0.01] }, epochs: 4 },
    });
    const fold = foldExperiment(run, run.search!, 77);
    assert.deepEqual([fold.seed, fold.training.epochs, fold.training.selectBest], [77, 4, 'last']);
    assert.deepEqual([fold.training.earlyStopping, fold.training.fineTuning], [undefined, undefined]);
    assert.deepEqual(Object.keys(fold.techniques), ['labelSmoothing']);
    assert.deepEqual(fold.training.optimizer, run.training.optimizer);
  });
});

describe('what chooses epochs and settings', () => {
  it('never looks at the test split', () => {
    const choosing = [
      ['search', 'monitor'],
      ['earlyStopping', 'monitor'],
      ['training', 'selectBest'],
    ] as const;
    for (const [name, property] of choosing) {
      const values = dereference(definition(name).properties![property]!).enum as readonly string[];
      assert.ok(values.length > 1, `${name}.${property}`);
      assert.ok(
        values.every((value) => value === 'last' || value.startsWith('validation')),
        values.join(),
      );
    }
    // The one schedule that looks at a metric looks at the validation loss, and has nothing to set about it.
    assert.ok(!Object.keys(definition('plateauSchedule').properties!).includes('monitor'));
  });
});
