import assert from 'node:assert/strict';
import { splitMetrics } from '../../../runner/evaluate/metrics';
import { answersOf } from '../../../results/judge/answers';
import { type FaceMetric, facesOf, valuesOf } from '../../../results/judge/values';
import { facesTest } from '../../../results/statistics/crossed';
import { criticalT } from '../../../results/statistics/student';
import reference from '../../fixtures/statistics/statistics.json';

const { labels, predicted, classes, ...metrics } = reference.metrics;
const classNames = Array.from({ length: classes }, (_, c) => `class ${c}`);
const probabilities = new Float32Array(labels.length * classes);
predicted.forEach((answer, face) => {
  for (let c = 0; c < classes; c++) probabilities[face * classes + c] = c === answer ? 0.7 : 0.1;
});
const answers = answersOf({
  split: 'test',
  classNames,
  samples: 1,
  probabilities,
  ids: Uint32Array.from(labels, (_, face) => face),
  labels: Uint8Array.from(labels),
});

const meanOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0) / values.length;

describe('values of faces', () => {
  const expected: [FaceMetric, { value: number; standardError: number }][] = [
    ['macroF1', metrics.macroF1],
    ['balancedAccuracy', metrics.balancedAccuracy],
    [{ recallOf: 2 }, metrics.recallOf2],
  ];
  for (const [metric, { value, standardError }] of expected) {
    it(`have scikit-learn's ${JSON.stringify(metric)} as their mean, and the bootstrap's standard error`, () => {
      const values = valuesOf(answers, metric)!;
      assert.ok(Math.abs(meanOf(values) - value) < 1e-12, `${meanOf(values)}, expected ${value}`);
      const groups = facesOf(answers.faces, metric);
      const { low, high } = facesTest(values, new Float64Array(values.length), groups);
      const error = (high - low) / 2 / criticalT(groups.groups - 1);
      // 4,000 bootstrap samples have an error of their own of about 1 %.
      assert.ok(Math.abs(error / standardError - 1) < 0.05, `${error}, expected ${standardError}`);
    });
  }

  it('have scikit-learn’s macro-F1 as their mean where no face shows a class, named or not, as the run has it', () => {
    const { labels, predicted, classes, macroF1 } = reference.absent;
    const names = classNames.slice(0, classes);
    const sure = new Float32Array(labels.length * classes);
    for (const [face, answer] of predicted.entries()) sure[face * classes + answer] = 1;
    const given = answersOf({
      ...{ split: 'test', classNames: names, samples: 1, probabilities: sure },
      ids: Uint32Array.from(labels, (_, face) => face),
      labels: Uint8Array.from(labels),
    });
    assert.ok(Math.abs(meanOf(valuesOf(given, 'macroF1')!) - macroF1) < 1e-12);
    assert.ok(Math.abs(splitMetrics(sure, labels, names).macroF1 - macroF1) < 1e-12);
  });

  it('have the metrics of the run as their means', () => {
    const run = splitMetrics(probabilities, labels, classNames);
    assert.ok(Math.abs(meanOf(valuesOf(answers, 'accuracy')!) - run.accuracy) < 1e-12);
    assert.ok(Math.abs(meanOf(valuesOf(answers, 'loss')!) - run.loss) < 1e-6);
    // Right: 0.3² + 3 · 0.1² = 0.12; wrong: 0.7² + 0.9² + 2 · 0.1² = 1.32.
    const brier = 0.12 * run.accuracy + 1.32 * (1 - run.accuracy);
    assert.ok(Math.abs(meanOf(valuesOf(answers, 'brier')!) - brier) < 1e-6);
  });

  it('do not exist for a class without faces', () => {
    assert.equal(valuesOf(answers, { recallOf: classes }), undefined);
  });
});
