import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { confidentJoint, labelIssues, type Predicted, thresholdsOf } from '../../../runner/audit/confidentLearning';

interface Reference {
  readonly classes: number;
  readonly labels: readonly number[];
  readonly probabilities: readonly number[];
  readonly thresholds: readonly number[];
  readonly joint: readonly (readonly number[])[];
  readonly noiseRate: readonly number[];
  readonly class: readonly number[];
  readonly both: readonly number[];
}

describe('confident learning', () => {
  const file = path.join(__dirname, '../../fixtures/cleanlab/labelIssues.json');
  const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;
  const predicted: Predicted = {
    classes: reference.classes,
    labels: Uint8Array.from(reference.labels),
    probabilities: Float64Array.from(reference.probabilities),
  };

  it('has the thresholds and the joint counts of its authors’ library', () => {
    thresholdsOf(predicted).forEach((threshold, k) => {
      assert.ok(Math.abs(threshold - reference.thresholds[k]!) < 1e-9, `class ${k}: ${threshold}`);
    });
    assert.deepEqual(confidentJoint(predicted), reference.joint);
  });

  it('finds the same labels by noise rate, by class and by both, in the same order', () => {
    assert.deepEqual(labelIssues(predicted, 'noiseRate', 'selfConfidence').issues, reference.noiseRate);
    assert.deepEqual(labelIssues(predicted, 'class', 'selfConfidence').issues, reference.class);
    assert.deepEqual(labelIssues(predicted, 'both', 'margin').issues, reference.both);
  });

  it('finds none where every label is the most probable class, and none without examples', () => {
    const probabilities = Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.7, 0.3, 0.1, 0.9);
    const sure = { classes: 2, labels: Uint8Array.of(0, 1, 0, 1), probabilities };
    assert.deepEqual(labelIssues(sure, 'noiseRate', 'margin').issues, []);
    const none = { classes: 2, labels: new Uint8Array(0), probabilities: new Float64Array(0) };
    assert.deepEqual(labelIssues(none, 'both', 'margin').issues, []);
  });
});
