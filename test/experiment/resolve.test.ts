import assert from 'node:assert/strict';
import path from 'node:path';
import schema from '../../schemas/generated/experiment.schema.json';
import { UserError } from '../../schemas/userError';
import { classNamesOf } from '../../experiment/classNames';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns, type ResolveOptions, variantNames, variantOf } from '../../experiment/resolve';
import type { ResolvedExperiment } from '../../experiment/types';
import type { ExperimentFile } from '../../schemas/generated/experiment';
import { ferClasses, ferPlusClassNames } from '../../runner/data/labels/classes';
import { example, textOf } from './example';

const file = path.resolve('/project/experiments/example.ferexp.json');

function runs(patch: object = {}, options: Partial<ResolveOptions> = {}): ResolvedExperiment[] {
  const parsed = parseExperiment(textOf(example(patch)));
  assert.deepEqual(parsed.problems, []);
  return resolveRuns(parsed.file!, { path: file, ...options });
}

function message(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof UserError);
    assert.equal(error.exitCode, 2);
    return `${error.message} ${error.remedy ?? ''}`.trim();
  }
  return assert.fail('nothing was thrown');
}

const names = (resolved: readonly ResolvedExperiment[]) =>
  resolved.map(({ variant, repeat }) => `${variant} ${repeat}`);

describe('resolveRuns', () => {
  it('runs base first, then the variants in the order of the file, each with its repeats', () => {
    const resolved = runs({ repeats: 2, variants: { z: { seed: 7 }, a: { repeats: 1, seed: 9 } } });
    assert.deepEqual(names(resolved), ['base 0', 'base 1', 'z 0', 'z 1', 'a 0']);
    assert.deepEqual(
      resolved.map(({ seed, repeats }) => [seed, repeats]),
      [
        [1, 2],
        [2, 2],
        [7, 2],
        [8, 2],
        [9, 1],
      ],
    );
  });

  it('counts seeds up modulo 2³²', () => {
    assert.deepEqual(
      runs({ seed: 4294967295, repeats: 2 }).map(({ seed }) => seed),
      [4294967295, 0],
    );
  });

  it('takes chosen variants and repeats only', () => {
    const patch = { repeats: 3, variants: { a: { seed: 2 }, b: { seed: 3 } } };
    assert.deepEqual(names(runs(patch, { variants: ['b', 'base'], repeats: [0, 2] })), [
      'base 0',
      'base 2',
      'b 0',
      'b 2',
    ]);
  });

  it('refuses a variant and a repeat that do not exist', () => {
    const patch = { variants: { flip: { seed: 2 } } };
    assert.equal(
      message(() => runs(patch, { variants: ['flp'] })),
      'There is no variant "flp". Did you mean "flip"? There are "base" and "flip".',
    );
    assert.equal(
      message(() => runs(patch, { repeats: [1] })),
      'Variant "base" has 1 repeat; there is no repeat 2. Raise "repeats" in the file or choose another.',
    );
  });

  it('keeps where the file is', () => {
    const [resolved] = runs();
    assert.equal(resolved?.file, file);
    assert.equal(resolved.baseDirectory, path.dirname(file));
  });

  it('keeps a published figure with the setting that it is about', () => {
    const published = { testAccuracy: 0.5, source: 'paper' };
    const resolved = runs({
      published,
      variants: { a: { seed: 2 }, b: { published: { testAccuracy: 0.6, source: 'b' } } },
    });
    assert.deepEqual(
      resolved.map((run) => run.published?.testAccuracy),
      [0.5, undefined, 0.6],
    );
  });
});

describe('defaults', () => {
  const { definitions } = schema;
  const [resolved] = runs();
  const [full] = runs({
    training: { optimizer: { type: 'sgd' }, schedule: { type: 'plateau' }, earlyStopping: {} },
    techniques: { augmentation: { rotation: 5 } },
  });

  it('are those of the schema', () => {
    assert.ok(resolved && full);
    const { properties: file } = schema;
    assert.deepEqual(
      [resolved.engine, resolved.seed, resolved.repeats],
      [file.engine.default, file.seed.default, file.repeats.default],
    );
    const compared: [object, object, string[]][] = [
      [resolved.data, definitions.data.properties, ['test', 'fraction']],
      [resolved.data.synthetic!, definitions.synthetic.properties, ['training', 'test', 'seed', 'labelNoise']],
      [resolved.data.labels, definitions.labels.properties, ['scheme', 'rule', 'unknown']],
      [
        resolved.data.validation as object,
        definitions.validationFraction.properties,
        ['fraction', 'seed', 'stratified', 'keepDuplicatesTogether'],
      ],
      [
        resolved.training,
        definitions.training.properties,
        ['batchSize', 'classWeights', 'selectBest', 'gradientAccumulation'],
      ],
      [resolved.training.optimizer, definitions.adam.properties, ['learningRate', 'beta1', 'beta2', 'epsilon']],
      [full.training.optimizer, definitions.sgd.properties, ['learningRate', 'momentum', 'nesterov']],
      [
        full.training.schedule,
        definitions.plateauSchedule.properties,
        ['factor', 'patience', 'minDelta', 'cooldown', 'minimum'],
      ],
      [full.training.earlyStopping!, definitions.earlyStopping.properties, ['monitor', 'patience', 'minDelta']],
      [
        full.techniques.augmentation!,
        definitions.augmentation.properties,
        ['horizontalFlip', 'shear', 'widthShift', 'heightShift', 'fillMode'],
      ],
    ];
    for (const [values, properties, keys] of compared) {
      for (const key of keys) {
        const initial = (properties as Record<string, { default?: unknown }>)[key]?.default;
        assert.notEqual(initial, undefined, `the schema gives ${key} no default`);
        assert.deepEqual((values as Record<string, unknown>)[key], initial, key);
      }
    }
    assert.equal(resolved.training.optimizer.type, definitions.training.properties.optimizer.default.type);
    assert.deepEqual(resolved.training.schedule, { type: 'constant', warmupEpochs: definitions.warmupEpochs.default });
  });

  it('say in their text what they are', () => {
    const walk = (node: unknown, at: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { default: initial, markdownDescription: text } = node as Record<string, unknown>;
      if (typeof initial !== 'object' && typeof text === 'string') {
        const stated = /Default: `([^`]+)`/.exec(text)?.[1];
        if (stated !== undefined && initial !== undefined) assert.equal(stated, String(initial), at);
      }
      for (const [key, child] of Object.entries(node)) walk(child, `${at}.${key}`);
    };
    walk(schema, 'schema');
  });

  it('of L2 depend on the model, as its text says', () => {
    assert.equal(resolved?.model.l2, 0);
    const [custom] = runs({ model: { type: 'customCnn' } });
    assert.equal(custom?.model.l2, 0.01);
    assert.match(
      definitions.model.properties.l2.markdownDescription,
      /`customCnn` \(default `0\.01`.*`smallCnn` \(default `0`\)/,
    );
  });

  it('never test on what validates', () => {
    assert.deepEqual(runs({ data: { validation: 'publicTest' } })[0]?.data.test, ['privateTest']);
  });
});

describe('techniques', () => {
  const techniques = (given: object) => runs({ techniques: given })[0]!.techniques;

  it('are off when absent and when they change nothing', () => {
    assert.deepEqual(techniques({}), {});
    assert.deepEqual(
      techniques({
        augmentation: { horizontalFlip: false, zoom: 0, brightness: [1, 1] },
        labelSmoothing: { epsilon: 0 },
      }),
      {},
    );
  });

  it('give zoom as a range of factors', () => {
    assert.deepEqual(techniques({ augmentation: { zoom: 0.25 } }).augmentation?.zoom, [0.75, 1.25]);
    assert.deepEqual(techniques({ augmentation: { zoom: [0.5, 1] } }).augmentation?.zoom, [0.5, 1]);
  });

  const drawn = ({ testTimeAugmentation: tta }: ReturnType<typeof techniques>) =>
    tta?.set === 'random' ? tta.augmentation : undefined;

  it('of test-time augmentation know how many predictions a fixed set has', () => {
    const resolved = (given: object) => techniques({ testTimeAugmentation: given }).testTimeAugmentation;
    assert.deepEqual(resolved({ set: 'flip', samples: 25 }), { set: 'flip', samples: 2, combine: 'mean' });
    assert.deepEqual(resolved({ set: 'fiveCrop', combine: 'vote' }), {
      set: 'fiveCrop',
      samples: 5,
      combine: 'vote',
      cropSize: 0.875,
    });
    assert.equal(resolved({ set: 'tenCrop', cropSize: 0.9 })?.samples, 10);
    assert.equal(resolved({})?.samples, 10);
  });

  it('transform test samples as in training, without any by flips', () => {
    const same = techniques({ augmentation: { rotation: 5 }, testTimeAugmentation: { samples: 3 } });
    assert.deepEqual(drawn(same), same.augmentation);
    const alone = techniques({ testTimeAugmentation: { samples: 3 } });
    assert.equal(alone.augmentation, undefined);
    assert.equal(drawn(alone)?.horizontalFlip, true);
    const own = techniques({
      augmentation: { rotation: 5 },
      testTimeAugmentation: { samples: 3, augmentation: { zoom: 0.1 } },
    });
    assert.deepEqual(drawn(own)?.zoom, [0.9, 1.1]);
    assert.equal(drawn(own)?.rotation, 0);
  });
});

describe('overrides', () => {
  it('win over the file and its variants', () => {
    const resolved = runs(
      { variants: { long: { training: { epochs: 50 } } } },
      { set: { 'training.epochs': 2, engine: 'wasm', 'data.fraction': 0.5 } },
    );
    assert.deepEqual(
      resolved.map(({ training, engine, data }) => [training.epochs, engine, data.fraction]),
      [
        [2, 'wasm', 0.5],
        [2, 'wasm', 0.5],
      ],
    );
  });

  it('start from the default of a parent that the file leaves out', () => {
    const [resolved] = runs({}, { set: { 'training.optimizer.learningRate': 0.5, 'data.validation.seed': 9 } });
    assert.equal(resolved?.training.optimizer.type, 'adam');
    assert.equal(resolved.training.optimizer.learningRate, 0.5);
    assert.deepEqual(resolved.data.validation, {
      fraction: 0.2,
      seed: 9,
      stratified: false,
      keepDuplicatesTogether: false,
    });
  });

  it('remove with null', () => {
    const set = { 'techniques.labelSmoothing': null };
    assert.deepEqual(runs({ techniques: { labelSmoothing: { epsilon: 0.1 } } }, { set })[0]?.techniques, {});
  });

  it('leave 0 epochs as they are: what evaluates stays an evaluation', () => {
    const initFrom = { model: 'model.json' };
    const set = { 'training.epochs': 2, 'training.batchSize': 32 };
    const [base, trained] = runs(
      { initFrom, training: { epochs: 0 }, variants: { a: { training: { epochs: 5 } } } },
      { set },
    );
    assert.deepEqual([base?.training.epochs, base?.training.batchSize, trained?.training.epochs], [0, 32, 2]);
  });

  it('change the number of repeats', () => {
    assert.equal(runs({}, { set: { repeats: 4 } }).length, 4);
  });

  const wrong: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [
      { 'training.epoch': 3 },
      /^--set training\.epoch=3: Unknown setting "epoch" in training\. Did you mean "epochs"\?/,
    ],
    [
      { 'training.epochs': -1 },
      /^--set training\.epochs=-1: training\.epochs must be a whole number from 0 to 10000, but is -1\./,
    ],
    [{ 'training.epochs': 'ten' }, /^--set training\.epochs=ten: .*but is the text "ten"\./],
    [{ 'trainin.epochs': 3 }, /^--set trainin\.epochs: no such setting\. Did you mean "training\.epochs"\?/],
    [{ name: 'x' }, /^--set name: no such setting\./],
    [{ 'training..epochs': 3 }, /^--set training\.\.epochs: no such setting\./],
    [{ 'training.epochs': null }, /^--set training\.epochs=null: training lacks "epochs"\./],
    [
      { 'training.optimizer.momentum': 0.9 },
      /^--set training\.optimizer\.momentum=0\.9: .*adam has none, only rmsprop and sgd have\./,
    ],
  ];
  for (const [set, expected] of wrong) {
    it(`refuse ${JSON.stringify(set)}`, () => {
      assert.match(
        message(() => runs({}, { set })),
        expected,
      );
    });
  }
});

describe('classNamesOf', () => {
  it('are those of the labels that the runner makes', () => {
    assert.deepEqual(classNamesOf({ scheme: 'fer', unknown: 'class' }), ferClasses);
    for (const unknown of ['remove', 'class'] as const) {
      assert.deepEqual(classNamesOf({ scheme: 'fer+', unknown }), ferPlusClassNames(unknown));
    }
  });

  it('shows a variant that a file has', () => {
    const fileOf = (patch: object): ExperimentFile => parseExperiment(textOf(example(patch))).file!;
    const crossed = fileOf({ matrix: { 'training.batchSize': [8, 16] } });
    const [first, second] = variantNames(crossed);
    assert.equal(variantOf(crossed, second!), second);
    assert.equal(variantOf(crossed, 'base'), first);
    assert.equal(variantOf(fileOf({}), 'gone'), 'base');
  });
});
