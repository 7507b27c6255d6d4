import assert from 'node:assert/strict';
import { example } from '../example';
import { check, only, valueOf } from './support';

const techniques = (given: object, others: object = {}) => ({ techniques: given, ...others });

describe('checks of techniques', () => {
  it('two that mix batches, and two averages of the weights', () => {
    const mixed = only(techniques({ mixup: {}, cutMix: {} }));
    assert.deepEqual([mixed.severity, mixed.code], ['error', 'techniques-exclusive']);
    assert.equal(
      mixed.message,
      'mixup and cutMix cannot be combined. Both mix the faces of a batch, so that labels would be those of up to four ' +
        'faces. Keep one of them.',
    );
    assert.deepEqual(valueOf(mixed, 'techniques'), { mixup: {} });
    assert.match(only(techniques({ ema: {}, swa: {} })).message, /^ema and swa cannot be combined\. Both say which/);
  });

  it('two of which a variant adds one, with the other one named as that of the file', () => {
    const variants = { cut: { techniques: { cutMix: {} } } };
    assert.match(
      only(techniques({ mixup: {} }, { variants })).message,
      /Keep one of them\. The file sets mixup: "mixup": null removes it here\.$/,
    );
    const both = { cut: { techniques: { mixup: {}, cutMix: {} } } };
    assert.match(only({ variants: both }).message, /Keep one of them\.$/);
  });

  it('of which one is switched off are fine', () => {
    assert.deepEqual(check(example(techniques({ mixup: { alpha: 0 }, cutMix: {} }))), []);
    assert.deepEqual(check(example(techniques({ ema: { decay: 0 }, swa: {} }))), []);
  });

  it('mixed labels with the rule of accepted classes', () => {
    const data = { source: 'faces.csv', labels: { scheme: 'fer+', votes: 'votes.csv', rule: 'multiTarget' } };
    const told = only(techniques({ cutMix: {} }, { data }));
    assert.deepEqual([told.severity, told.code], ['error', 'mixing-accepted-classes']);
    assert.match(told.message, /Use the rule "crossEntropy"/);
  });

  it('rare classes that are favoured twice', () => {
    const training = { epochs: 2, classWeights: 'balanced' };
    const told = only(techniques({ classBalancedLoss: {} }, { training }));
    assert.deepEqual([told.severity, told.code], ['warning', 'classes-weighed-twice']);
    assert.match(told.message, /^training\.classWeights and classBalancedLoss both favour rare classes/);
    assert.match(
      only(techniques({ classBalancedLoss: {}, logitAdjustment: {} })).message,
      /^classBalancedLoss and logitAdjustment both/,
    );
    assert.deepEqual(check(example(techniques({ logitAdjustment: {} }))), []);
  });

  it('an average of weights that hardly differ, that may come too late, or whose statistics are taken twice', () => {
    const training = { epochs: 8 };
    const rate = only(techniques({ swa: {} }, { training: { ...training, schedule: { type: 'cosine' } } }));
    assert.deepEqual([rate.severity, rate.code], ['warning', 'swa-falling-rate']);
    const kept = { ...training, schedule: { type: 'cosine', minimum: 0.0005 } };
    assert.deepEqual(check(example(techniques({ swa: {} }, { training: kept }))), []);
    const late = only(techniques({ swa: {} }, { training: { ...training, earlyStopping: { patience: 2 } } }));
    assert.equal(late.code, 'swa-early-stopping');
    assert.match(late.message, /^swa begins after 75 % of the epochs/);
    const twice = only(techniques({ swa: {}, preciseBatchNorm: {} }));
    assert.equal(twice.code, 'statistics-twice');
    assert.deepEqual(valueOf(twice, 'techniques'), { swa: {} });
  });

  it('ranges of erased rectangles that run backwards', () => {
    const told = only(techniques({ randomErasing: { area: [0.3, 0.1] } }));
    assert.deepEqual([told.severity, told.code], ['error', 'range-reversed']);
    assert.deepEqual(JSON.parse(told.at), [0.3, 0.1]);
    assert.deepEqual(valueOf(told, 'techniques', 'randomErasing', 'area'), [0.1, 0.3]);
  });

  it('settings of tiles with the histogram of the whole face', () => {
    const told = only(techniques({ equalization: { tiles: 2 } }));
    assert.deepEqual([told.severity, told.code, told.at], ['warning', 'setting-ignored', '2']);
    assert.match(told.message, /^"tiles" does nothing here: the method "histogram" has no tiles\./);
    assert.deepEqual(valueOf(told, 'techniques', 'equalization'), {});
    assert.deepEqual(check(example(techniques({ equalization: { method: 'clahe', tiles: 2, clipLimit: 3 } }))), []);
    assert.deepEqual(check(example(techniques({ equalization: {} }))), []);
  });

  it('a warm start from a network of faces that were prepared otherwise', () => {
    const training = { epochs: 2, optimizer: { type: 'adam', learningRate: 0.0001 } };
    const from = (there: object, here: object) => {
      const variants = { second: { techniques: { equalization: here }, initFrom: { variant: 'base' } } };
      return check(example({ training, techniques: { equalization: there }, variants }), { read: () => undefined });
    };
    const [told, ...more] = from({ method: 'clahe' }, { method: 'histogram' });
    assert.deepEqual([more, told?.severity, told?.code], [[], 'warning', 'init-from-other-faces']);
    assert.equal(
      told!.message,
      'What it starts from, variant "base", was trained on faces with equalization by clahe (clipLimit 2, tiles 4), and ' +
        'here they have equalization by histogram: part of what it learned is lost. Use the same equalization.',
    );
    assert.deepEqual(valueOf(told!, 'variants', 'second', 'techniques'), {
      equalization: { method: 'clahe', clipLimit: 2, tiles: 4 },
    });
    assert.deepEqual(from({ method: 'clahe' }, { tiles: 4 }), []);
  });

  it('branches that a network does not have, or that are frozen', () => {
    const none = only(techniques({ stochasticDepth: {} }, { model: { type: 'smallCnn' } }));
    assert.deepEqual([none.severity, none.code, none.at], ['error', 'depth-without-branches', '"stochasticDepth"']);
    assert.match(none.message, /the network "smallCnn" has none/);
    assert.deepEqual(valueOf(none, 'techniques'), {});
    const resnet50 = { type: 'resnet50', weights: 'random', inputSize: 48 };
    const frozen = check(
      example(techniques({ stochasticDepth: {} }, { model: resnet50, training: { epochs: 2, trainable: 'head' } })),
    );
    assert.equal(frozen.find(({ code }) => code === 'depth-of-frozen')?.severity, 'error');
    for (const type of ['resnet18', 'lightCnn']) {
      assert.deepEqual(check(example(techniques({ stochasticDepth: {} }, { model: { type } }))), []);
    }
    const off = techniques({ stochasticDepth: { survival: 1 } }, { model: { type: 'smallCnn' } });
    assert.deepEqual(check(example(off)), []);
  });

  it('a warm start from a network whose branches counted otherwise: an error where it is only evaluated', () => {
    const training = { epochs: 2, optimizer: { type: 'adam', learningRate: 0.0001 } };
    const file = example(techniques({ stochasticDepth: { survival: 0.8 } }, { model: { type: 'lightCnn' }, training }));
    const start = (more: object, second: object) => {
      const variants = { second: { training: more, techniques: second, initFrom: { variant: 'base' } } };
      return check({ ...file, variants }, { read: () => undefined });
    };
    const [trained, ...more] = start({}, { stochasticDepth: null });
    assert.deepEqual([more, trained?.severity, trained?.code], [[], 'warning', 'init-from-other-depth']);
    assert.equal(
      trained!.message,
      'What it starts from, variant "base", was trained with stochasticDepth 0.8, and here it is no stochasticDepth: ' +
        'branches count differently, so the same weights answer differently. Use the same.',
    );
    assert.equal(start({ epochs: 0 }, { stochasticDepth: { survival: 0.5 } })[0]?.severity, 'error');
    assert.deepEqual(start({ epochs: 0 }, {}), []);
  });

  it('a label of each face that self-cure could correct, in time', () => {
    const cure = (more: object, others: object = {}) => techniques({ selfCure: { relabelFrom: 1, ...more } }, others);
    assert.deepEqual(check(example(cure({}))), []);
    for (const [other, settings] of [
      ['mixup', {}],
      ['cutMix', {}],
      ['focalLoss', {}],
      ['distillation', { from: { run: 'r' } }],
    ] as const) {
      const both = techniques({ selfCure: { relabelFrom: 1 }, [other]: settings });
      const told = check(example(both)).filter(({ code }) => code === 'techniques-exclusive');
      assert.equal(told.length, 1, other);
      assert.match(told[0]!.message, new RegExp(`^${other} and selfCure cannot be combined\\.`));
    }
    const ferPlus = (rule: string) => ({
      source: 'data/fer2013.csv',
      labels: { scheme: 'fer+', votes: 'v.csv', rule },
    });
    const soft = only(cure({}, { data: ferPlus('crossEntropy') }));
    assert.deepEqual([soft.severity, soft.code, soft.at], ['error', 'self-cure-soft-labels', '"selfCure"']);
    assert.equal((valueOf(soft, 'data', 'labels') as { rule: string }).rule, 'majority');
    assert.deepEqual(check(example(cure({}, { data: ferPlus('majority') }))), []);
    const short = { training: { epochs: 2 } };
    const late = only(cure({ relabelFrom: 2 }, short));
    assert.deepEqual([late.severity, late.code, late.at], ['warning', 'self-cure-never-relabels', '2']);
    assert.match(
      late.message,
      /^selfCure corrects labels from epoch 2 on, .* with 2 epochs none is ever trained with\./,
    );
    assert.deepEqual(check(example(cure({ relabelFrom: 2, relabelMargin: 1 }, short))), []);
    const training = { epochs: 2, batchSize: 32, gradientAccumulation: 32 };
    const few = check(example(cure({}, { training }))).find(({ code }) => code === 'self-cure-few-faces');
    assert.match(few!.message, /and 1 face has no high group of 0\.7:/);
  });

  it('kept features of mixed faces', () => {
    const model = { type: 'resnet50', weights: 'random' };
    const training = { epochs: 2, trainable: 'head', features: 'cached' };
    const told = check(example(techniques({ mixup: {} }, { model, training })));
    const found = told.find(({ code }) => code === 'features-of-mixtures')!;
    assert.equal(found.severity, 'error');
    assert.equal(valueOf(found, 'training', 'features'), 'live');
    assert.ok(!told.some(({ code }) => code === 'features-repeat-augmentation'));
  });
});
