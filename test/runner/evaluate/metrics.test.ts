import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitMetrics } from '../../../runner/evaluate/metrics';
import { mostProbable } from '../../../storage/run/predictions';
import reference from '../../fixtures/scikit-learn/metrics.json';

const names = ['a', 'b', 'c', 'd', 'e'];
const near = (actual: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected}`);

describe('metrics of a split', () => {
  const metrics = splitMetrics(Float32Array.from(reference.probabilities), reference.labels, names);

  it('are scikit-learn’s', () => {
    assert.equal(metrics.examples, reference.labels.length);
    assert.deepEqual(metrics.confusion, reference.confusion);
    near(metrics.accuracy, reference.accuracy);
    near(metrics.macroF1, reference.macroF1);
    metrics.classes.forEach((one, c) => {
      assert.equal(one.name, names[c]);
      assert.equal(one.support, reference.support[c]);
      near(one.precision, reference.precision[c]!);
      near(one.recall, reference.recall[c]!);
      near(one.f1, reference.f1[c]!);
    });
  });

  it('have Keras’s cross-entropy, clipped at 1e-7', () => {
    near(metrics.loss, reference.loss, 1e-9);
    near(splitMetrics(Float32Array.of(1, 0), [1], ['a', 'b']).loss, -Math.log(1e-7));
  });

  it('are 0 for no images, and for classes that are never there nor predicted', () => {
    const empty = splitMetrics(new Float32Array(0), [], ['a', 'b']);
    assert.deepEqual(
      [empty.examples, empty.loss, empty.accuracy, empty.macroF1, empty.classes[0]],
      [0, 0, 0, 0, { name: 'a', support: 0, precision: 0, recall: 0, f1: 0 }],
    );
  });

  it('leave out of macro-F1 a class that is never there nor predicted, as scikit-learn does', () => {
    const probabilities = [0.9, 0.1, 0, 0.2, 0.8, 0, 0.6, 0.4, 0];
    const of = (classNames: readonly string[]) =>
      splitMetrics(Float32Array.from(probabilities.filter((_, i) => i % 3 < classNames.length)), [0, 1, 1], classNames)
        .macroF1;
    // scikit-learn 1.7: f1_score([0, 1, 1], [0, 1, 0], average="macro") is 2/3.
    near(of(['a', 'b', 'c']), 2 / 3);
    near(of(['a', 'b']), 2 / 3);
    // One that is predicted and never there counts, with 0: f1_score([0, 0], [0, 2], average="macro") is 1/3.
    near(splitMetrics(Float32Array.of(1, 0, 0, 0, 0, 1), [0, 0], ['a', 'b', 'c']).macroF1, 1 / 3);
  });

  it('call the first of equal probabilities', () => {
    assert.equal(mostProbable([9, 0.2, 0.4, 0.4], 1, 3), 1);
  });

  it('agree with the confusion matrix, whatever the predictions', () => {
    const example = fc.record({ label: fc.nat(2), predicted: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(example, { minLength: 1, maxLength: 60 }), (examples) => {
        const probabilities = examples.flatMap(({ predicted }) => [0, 1, 2].map((c) => (c === predicted ? 0.8 : 0.1)));
        const labels = examples.map(({ label }) => label);
        const { accuracy, confusion, classes, loss } = splitMetrics(Float32Array.from(probabilities), labels, [
          'a',
          'b',
          'c',
        ]);
        const right = examples.filter(({ label, predicted }) => label === predicted).length;
        near(accuracy, right / examples.length);
        assert.equal(
          confusion.flat().reduce((sum, count) => sum + count, 0),
          examples.length,
        );
        assert.deepEqual(
          classes.map(({ support }) => support),
          confusion.map((row) => row.reduce((sum, count) => sum + count, 0)),
        );
        near(loss, -(right * Math.log(0.8) + (examples.length - right) * Math.log(0.1)) / examples.length, 1e-6);
      }),
    );
  });
});
