import assert from 'node:assert/strict';
import { example } from '../example';
import { check, only, valueOf } from './support';

const rates = { 'training.optimizer.learningRate': [0.001, 0.0001] };
const withSearch = (search: object, others: object = {}) => ({ search: { over: rates, ...search }, ...others });
const codes = (patch: object) => check(example(patch)).map(({ code }) => code);

describe('checks of a search', () => {
  it('have nothing to say about what can be tried', () => {
    for (const search of [
      { over: rates },
      { over: { ...rates, 'techniques.augmentation.shear': [0, 5] } },
      { over: { 'training.optimizer': [{ type: 'adam' }, { type: 'sgd', momentum: 0.9 }] } },
      { over: { 'training.optimizer.learningRate': { min: 1e-5, max: 1e-2, scale: 'log' } }, method: 'random' },
      { over: { 'training.batchSize': { min: 16, max: 256, integer: true } }, method: 'random' },
      { over: { 'model.type': ['customCnn', 'smallCnn'], 'techniques.labelSmoothing': [null, { epsilon: 0.1 }] } },
    ]) {
      assert.deepEqual(check(example({ search })), [], JSON.stringify(search));
    }
  });

  it('tell a value that could not stand in the file, at the value', () => {
    const told = only(withSearch({ over: { 'training.optimizer.learningRate': [0.001, -1] } }));
    assert.deepEqual([told.severity, told.code, told.at], ['error', 'search-value', '-1']);
    assert.match(told.message, /^The search cannot try it: training\.optimizer\.learningRate .*-1/);
  });

  it('tell a path that leads nowhere, once, with what was meant', () => {
    const told = only(withSearch({ over: { 'training.optimizer.learnRate': [0.001, 0.0001] } }));
    assert.deepEqual([told.severity, told.code], ['error', 'search-path']);
    assert.match(told.message, /^There is nothing to search there: .*learnRate/);
    assert.equal(told.suggestion, 'training.optimizer.learningRate');
  });

  it('tell a range in a grid, and offer random search', () => {
    const told = only(withSearch({ over: { 'training.optimizer.learningRate': { min: 1e-5, max: 1e-2 } } }));
    assert.deepEqual([told.severity, told.code], ['error', 'search-range-in-grid']);
    assert.equal(valueOf(told, 'search', 'method'), 'random');
  });

  for (const [title, path, range, at] of [
    ['that ends before it begins', 'training.optimizer.learningRate', { min: 0.1, max: 0.01 }, '0.01'],
    ['with 0 on a logarithmic scale', 'model.dropout', { min: 0, max: 0.5, scale: 'log' }, '0'],
    ['without a whole number', 'training.batchSize', { min: 16.2, max: 16.8, integer: true }, 'true'],
    ['whose end is not allowed', 'model.dropout', { min: 0.1, max: 1.5 }, '1.5'],
    ['whose numbers are not whole where they must be', 'training.batchSize', { min: 16, max: 256 }, '256'],
  ] as const) {
    it(`tell a range ${title}`, () => {
      const told = only(withSearch({ over: { [path]: range }, method: 'random' }));
      assert.deepEqual([told.severity, told.code, told.at], ['error', 'search-range', at]);
    });
  }

  it('tell settings that no fold sees', () => {
    for (const over of [
      { 'training.epochs': [5, 10] },
      { 'training.earlyStopping.patience': [3, 5] },
      { 'training.selectBest': ['validationAccuracy', 'last'] },
      { 'techniques.testTimeAugmentation.samples': [5, 10] },
    ]) {
      const found = codes({ search: { over } });
      assert.ok(found.includes('search-unseen'), `${JSON.stringify(over)}: ${found.join()}`);
    }
  });

  it('tell more folds than images', () => {
    const told = only(
      withSearch({ folds: 20 }, { data: { synthetic: { training: 20, test: 14 } }, training: { batchSize: 8 } }),
    );
    assert.deepEqual([told.severity, told.code, told.at], ['error', 'search-folds', '20']);
    assert.match(told.message, /^20 folds cannot be made of about 16 training images/);
    assert.equal(valueOf(told, 'search', 'folds'), 2);
  });

  it('tell a search that would take longer than is likely meant', () => {
    const many = Array.from({ length: 100 }, (_, index) => (index + 1) / 1e4);
    assert.deepEqual(codes({ search: { over: { 'training.optimizer.learningRate': many }, folds: 4 } }), [
      'search-large',
    ]);
  });

  it('tell a search with nothing to choose', () => {
    assert.deepEqual(codes({ search: { over: { 'model.dropout': [0.2] } } }), ['search-without-choice']);
  });

  it('tell a value of the file that the search does not try', () => {
    const training = { optimizer: { type: 'adam', learningRate: 0.0005 } };
    const told = only(withSearch({}, { training }));
    assert.deepEqual([told.severity, told.code, told.at], ['warning', 'search-replaces', '0.0005']);
  });

  it('tell that a trained model has seen the folds', () => {
    const told = check(example(withSearch({}, { initFrom: { run: 'runs/a' } })));
    assert.ok(told.some(({ code, severity }) => code === 'search-after-training' && severity === 'warning'));
  });

  it('look at a search that a variant brings, and place what they tell there', () => {
    const told = only({ variants: { searched: withSearch({ over: { 'model.dropout': [0.1, 2] } }) } });
    assert.deepEqual(told.path, ['variants', 'searched', 'search', 'over', 'model.dropout', 1]);
  });
});
