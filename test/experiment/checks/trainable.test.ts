import assert from 'node:assert/strict';
import { example } from '../example';
import { check, only, valueOf } from './support';

const resnet = (training: object = {}, others: object = {}) => ({
  model: { type: 'resnet50', ...others },
  training: { epochs: 3, ...training },
});
const place = ['training', 'fineTuning'];

describe('checks of what is trained', () => {
  it('have nothing to say about the study’s way', () => {
    for (const given of [
      resnet(),
      resnet({ fineTuning: { epochs: 5 } }),
      resnet({ trainable: 'all', optimizer: { type: 'adam', learningRate: 1e-5 } }),
      resnet({ trainable: { from: 'conv5' }, fineTuning: { epochs: 1, trainable: { from: 'conv4_block6_1_conv' } } }),
      resnet({ trainable: { last: 3 }, fineTuning: { epochs: 1, trainable: { last: 10 } } }),
      resnet({ batchNormalization: 'trained', fineTuning: { epochs: 1 } }),
      resnet({ trainable: 'all', batchNormalization: 'trained' }, { weights: 'random' }),
      resnet({ fineTuning: { epochs: 5 } }, { type: 'efficientnetLite0', inputSize: 96, weights: 'imagenet' }),
      resnet({ trainable: { from: 'block12' } }, { type: 'efficientnetLite0' }),
      { training: { epochs: 3, batchSize: 64, gradientAccumulation: 64 } },
    ]) {
      assert.deepEqual(check(example(given)), [], JSON.stringify(given));
    }
  });

  it('tell a rate that makes a base forget, and mend it', () => {
    const told = only(resnet({ fineTuning: { epochs: 5, learningRate: 0.01 } }));
    assert.match(
      told.message,
      /^A learning rate of 0\.01 makes trained layers forget .* Use 0\.00001, at most 0\.001\.$/,
    );
    assert.deepEqual([told.severity, told.code, told.at], ['warning', 'fine-tuning-rate-high', '0.01']);
    assert.equal(valueOf(told, ...place, 'learningRate'), 1e-5);
    const first = only(resnet({ trainable: 'all', optimizer: { type: 'adam', learningRate: 0.002 } }));
    assert.deepEqual([first.code, first.at], ['fine-tuning-rate-high', '0.002']);
  });

  it('tell a head on layers that nobody trained', () => {
    const told = only({ training: { epochs: 3, trainable: 'head' } });
    assert.match(told.message, /^Only the classifier is trained, on layers that keep their random weights/);
    assert.deepEqual([told.code, valueOf(told, 'training', 'trainable')], ['head-on-random', 'all']);
    assert.equal(only(resnet({}, { weights: 'random' })).code, 'head-on-random');
    assert.equal(only(resnet({}, { type: 'efficientnetLite0', weights: 'random' })).code, 'head-on-random');
    const started = { training: { epochs: 3, trainable: 'head' }, initFrom: { model: 'a/model.json' } };
    assert.ok(!check(example(started)).some(({ code }) => code === 'head-on-random'));
  });

  it('tell normalisation that is frozen before it was ever trained', () => {
    const told = only(resnet({ trainable: 'all' }, { weights: 'random' }));
    assert.deepEqual([told.code, told.at], ['frozen-random-normalization', '"random"']);
    assert.equal(valueOf(told, 'training', 'batchNormalization'), 'trained');
  });

  it('tell a block that is not there, in either stage', () => {
    const told = only(resnet({ fineTuning: { epochs: 1, trainable: { from: 'conv5_blok1' } } }));
    assert.equal(told.message, 'resnet50 has no block "conv5_blok1". Did you mean "conv5_block1"?');
    assert.deepEqual([told.severity, told.suggestion], ['error', 'conv5_block1']);
    assert.equal(valueOf(told, ...place, 'trainable', 'from'), 'conv5_block1');
    const first = only({ training: { epochs: 3, trainable: { from: 'blocc4' } } });
    assert.equal(first.suggestion, 'block4');
  });

  it('tell a second stage that freezes what the first one trained', () => {
    for (const [first, second] of [
      ['all', { from: 'conv5' }],
      ['all', { last: 2 }],
      [{ last: 5 }, { last: 4 }],
      [{ from: 'conv4' }, { from: 'conv5' }],
    ]) {
      const optimizer = { type: 'adam', learningRate: 1e-4 };
      const told = only(resnet({ optimizer, trainable: first, fineTuning: { epochs: 1, trainable: second } }));
      assert.equal(told.code, 'fine-tuning-narrower');
      assert.equal(valueOf(told, 'training', 'trainable'), 'head');
    }
  });

  it('tell settings that nothing looks at', () => {
    const told = only(resnet({ batchNormalization: 'trained' }));
    assert.deepEqual([told.code, told.at], ['setting-ignored', '"trained"']);
    const features = only({ training: { epochs: 3, features: 'cached' } });
    assert.match(features.message, /^"features" does nothing here: .* more than the head is trained/);
    assert.deepEqual(valueOf(features, 'training'), { epochs: 3 });
    for (const [name, value, owner] of [
      ['weights', 'imagenet', 'resnet50 and efficientnetLite0'],
      ['inputSize', 96, 'resnet50 and efficientnetLite0'],
      ['base', 'a/model.json', 'layersModel'],
      ['output', 'x', 'layersModel'],
      ['preprocessing', 'tf', 'layersModel'],
    ] as const) {
      const other = check(example({ model: { type: 'customCnn', [name]: value } })).find(
        ({ code }) => code === 'setting-ignored',
      )!;
      assert.match(other.message, new RegExp(`^"${name}" does nothing here: it is a setting of ${owner}`));
      assert.deepEqual(valueOf(other, 'model'), { type: 'customCnn' });
    }
  });

  it('tell a base that is not given', () => {
    const told = check(example({ model: { type: 'layersModel' } })).find(({ code }) => code === 'base-needed')!;
    assert.deepEqual([told.severity, told.at], ['error', '"layersModel"']);
  });

  it('tell more parts than a batch has images', () => {
    const told = only({ training: { epochs: 3, batchSize: 32, gradientAccumulation: 40 } });
    assert.deepEqual([told.severity, told.code], ['error', 'accumulation-too-large']);
    assert.equal(valueOf(told, 'training', 'gradientAccumulation'), 32);
  });
});

describe('checks of kept features', () => {
  const augmented = (features: unknown, epochs = 3) => ({
    ...resnet({ features, epochs }),
    techniques: { augmentation: { horizontalFlip: true } },
  });

  it('have nothing to say where passes differ or none is kept', () => {
    for (const features of ['live', 5, 1]) assert.deepEqual(check(example(augmented(features))), []);
    assert.deepEqual(check(example(resnet({ features: 'cached' }))), []);
  });

  it('tell one augmented pass that is repeated', () => {
    const told = only(augmented('cached'));
    assert.match(told.message, /"cached" keeps one augmented pass and repeats it .* such as 5, or "live"\.$/);
    assert.equal(valueOf(told, 'training', 'features'), 5);
  });

  it('tell passes that are all alike', () => {
    const told = only(resnet({ features: 4 }));
    assert.equal(told.code, 'feature-passes-alike');
    assert.equal(valueOf(told, 'training', 'features'), 'cached');
  });
});
