import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { resolveModel } from '../../../experiment/defaults';
import { baseOf, buildModel } from '../../../runner/models';
import { loadBaseWeights } from '../../../runner/weights';
import { readEfficientnetLite0File } from '../../../runner/weights/efficientnetLite0File';
import { temporaryFolder } from '../../cli/support';
import { type SomeTensor, stateDict } from './pickles';

describe('weights of EfficientNet-Lite0 as PyTorch has them', () => {
  const folder = temporaryFolder();
  function written(tensors: Readonly<Record<string, SomeTensor>>): string {
    const file = path.join(folder.path, 'some.pth');
    writeFileSync(file, stateDict(tensors));
    return file;
  }
  /** Counts up row by row. */
  const counting = (...shape: number[]): SomeTensor => {
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
    const length = shape.reduce((product, side) => product * side, 1);
    return { values: Array.from({ length }, (_, i) => i), shape, strides };
  };

  it('become those of our layers, each value at its place', async () => {
    const stored = await readEfficientnetLite0File(
      written({
        '_conv_stem.weight': counting(2, 3, 2, 2),
        '_blocks.4._depthwise_conv.weight': counting(3, 1, 2, 2),
        '_blocks.0._bn2.weight': counting(1),
        '_blocks.0._bn2.bias': { ...counting(1), values: [10] },
        '_blocks.0._bn2.running_mean': { ...counting(1), values: [20] },
        '_blocks.0._bn2.running_var': { ...counting(1), values: [30] },
        '_fc.weight': counting(2, 2),
        'other.weight': counting(1),
      }),
    );
    assert.deepEqual([...stored.keys()], ['stem_conv', 'block5_depth_conv', 'block1_project_norm']);
    const [stem] = stored.get('stem_conv')!;
    assert.deepEqual([stem!.name, stem!.shape], ['kernel', [2, 2, 3, 2]]);
    // [row][column][input][output] of what counts up as [output][input][row][column].
    const places = [0, 1].flatMap((row) =>
      [0, 1].flatMap((column) =>
        [0, 1, 2].flatMap((input) => [0, 1].map((output) => 12 * output + 4 * input + 2 * row + column)),
      ),
    );
    assert.deepEqual([...stem!.values], places);
    const [depth] = stored.get('block5_depth_conv')!;
    assert.deepEqual([depth!.name, depth!.shape], ['depthwise_kernel', [2, 2, 3, 1]]);
    assert.deepEqual([...depth!.values], [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
    assert.deepEqual(
      stored.get('block1_project_norm')!.map(({ name, values }) => [name, ...values]),
      [
        ['gamma', 0],
        ['beta', 10],
        ['moving_mean', 20],
        ['moving_variance', 30],
      ],
    );
  });

  const settings = (weights: string) => resolveModel({ type: 'efficientnetLite0', weights, inputSize: 32 });
  const whole = (model: tf.LayersModel): Record<string, SomeTensor> => {
    // The names of PyTorch, from those of the layers.
    const places: Readonly<Record<string, string>> = {
      ...{ expand_conv: '_expand_conv', expand_norm: '_bn0', depth_conv: '_depthwise_conv', depth_norm: '_bn1' },
      ...{ project_conv: '_project_conv', project_norm: '_bn2' },
    };
    const outside: Readonly<Record<string, string>> = {
      ...{ stem_conv: '_conv_stem', stem_norm: '_bn0', top_conv: '_conv_head', top_norm: '_bn1' },
    };
    const tensors: Record<string, SomeTensor> = {};
    for (const layer of baseOf(model).base.filter(({ weights }) => weights.length > 0)) {
      const [, block, part] = /^block(\d+)_(\w+)$/.exec(layer.name) ?? [];
      const name = block === undefined ? outside[layer.name]! : `_blocks.${Number(block) - 1}.${places[part!]!}`;
      if (layer.getClassName() === 'BatchNormalization') {
        const channels = layer.weights[0]!.shape[0]!;
        for (const each of ['weight', 'bias', 'running_mean', 'running_var'])
          tensors[`${name}.${each}`] = counting(channels);
        continue;
      }
      const [rows, columns, first, second] = layer.weights[0]!.shape as [number, number, number, number];
      tensors[`${name}.weight`] = name.endsWith('_depthwise_conv')
        ? counting(first, second, rows, columns)
        : counting(second, first, rows, columns);
    }
    return tensors;
  };

  it('of a file that an experiment names are taken, and those that do not fit are refused', async () => {
    const shape = { classes: 7, seed: 1, inputShape: [48, 48, 1] as const };
    const model = buildModel(tf, settings('some.pth'), shape);
    const tensors = whole(model);
    const load = (given: Readonly<Record<string, SomeTensor>>) => {
      const file = written(given);
      return loadBaseWeights(tf, model, settings(file));
    };
    await load(tensors);
    const kernel = model.getLayer('top_conv').getWeights()[0]!;
    assert.deepEqual(kernel.shape, [1, 1, 320, 1280]);
    assert.deepEqual([...kernel.dataSync().subarray(0, 3)], [0, 320, 640]);
    const { '_conv_head.weight': head, ...others } = tensors;
    await assert.rejects(load(others), {
      message: /some\.pth do not fit: the file has no weights of the layer "top_conv"/,
    });
    await assert.rejects(load({ ...others, '_conv_head.weight': { ...head!, shape: [1280, 1, 320, 1] } }), {
      message: /has kernel of the layer "top_conv" in the shape 320×1×1×1280; expected 1×1×320×1280/,
    });
    await assert.rejects(load({ ...others, '_conv_head.weight': counting(2) }), {
      message: /in the shape 2; expected/,
    });
    const { '_bn1.bias': bias, ...unbiased } = tensors;
    assert.ok(bias);
    await assert.rejects(load(unbiased), { message: /has 3 weights of the layer "top_norm"; expected 4: gamma, beta/ });
    model.dispose();
  });
});
