import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { resolveModel } from '../../../experiment/defaults';
import { parseExperiment } from '../../../experiment/parse';
import { errorsInWords, missingWeights } from '../../../extension/runs/preflight';
import type { ModelConfig } from '../../../schemas/generated/experiment';

describe('before a run', () => {
  let root: string;
  before(() => (root = mkdtempSync(path.join(os.tmpdir(), 'ferexp-preflight-'))));
  after(() => rmSync(root, { recursive: true }));

  it('knows which of ImageNet’s weights are wanted and missing', () => {
    const of = (model: ModelConfig) => ({ model: resolveModel(model) });
    const missing = (...runs: Parameters<typeof missingWeights>[0]) =>
      missingWeights(runs, root).map(({ network }) => network);
    assert.deepEqual(missing(of({ type: 'customCnn' }), of({ type: 'resnet50' })), ['ResNet-50']);
    const both = [of({ type: 'efficientnetLite0' }), of({ type: 'resnet50' }), of({ type: 'efficientnetLite0' })];
    assert.deepEqual(missing(...both), ['ResNet-50', 'EfficientNet-Lite0']);
    assert.deepEqual(missing(of({ type: 'customCnn' }), of({ type: 'resnet50', weights: 'random' })), []);
    assert.deepEqual(missing({ ...of({ type: 'resnet50' }), initFrom: { model: 'm/model.json' } }), []);
    writeFileSync(path.join(root, 'resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5'), '');
    assert.deepEqual(missing(...both), ['EfficientNet-Lite0']);
    writeFileSync(path.join(root, 'efficientnet-lite0-57934424.pth'), '');
    assert.deepEqual(missing(...both), []);
  });
  it('tells the first error with its line, and how many more there are', () => {
    const { problems } = parseExperiment('{\n  "version": 2,\n  "name": "A"\n}');
    const words = errorsInWords('/p/a.ferexp.json', problems);
    assert.match(words ?? '', /^a\.ferexp\.json cannot run yet \(line 1\): .* And 4 more\.$/);
    assert.equal(errorsInWords('/p/a.ferexp.json', []), undefined);
  });
});
