/** Targets: networks of other people, as model.json with weights and as Keras's .h5; stored features. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { FeatureFile, FeatureWriter } from '../../../runner/features/featureFile';
import { buildModel } from '../../../runner/models';
import { saveModel } from '../../../runner/run/modelFiles';
import { loadBaseWeights } from '../../../runner/weights';
import { readKerasFile } from '../../../runner/weights/readKerasFile';
import { mutateBytes, mutateJsonText } from '../mutate';
import { must, type Target } from '../target';

const shape = { classes: 3, seed: 5, inputShape: [12, 12, 1] as const };

export const baseModels: Target = {
  name: 'base models',
  tries: 300,
  async prepare(folder) {
    await tf.setBackend('cpu');
    const { layers } = tf;
    const model = tf.sequential({
      layers: [
        layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [12, 12, 1], activation: 'relu' }),
        layers.batchNormalization(),
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 5, activation: 'softmax' }),
      ],
    });
    await saveModel(folder, model, {});
    model.dispose();
    const base = path.join(folder, 'model');
    const names = ['model.json', (await readdir(base)).find((name) => name.endsWith('.bin'))!] as const;
    const whole = await Promise.all(names.map((name) => readFile(path.join(base, name))));
    const settings = { type: 'layersModel', dropout: 0, l2: 0, base, preprocessing: 'scale' } as const;
    return async (random) => {
      const which = random.uniform() < 0.8 ? 0 : 1;
      const bytes = which === 0 ? mutateJsonText(whole[0]!.toString(), random) : mutateBytes(whole[1]!, random);
      await writeFile(path.join(base, names[which]), bytes);
      const before = tf.memory().numTensors;
      let built: tf.LayersModel | undefined;
      try {
        built = buildModel(tf, settings, shape);
        await loadBaseWeights(tf, built, settings);
        return 'read';
      } finally {
        await writeFile(path.join(base, names[which]), whole[which]!);
        built?.dispose();
        tf.disposeVariables();
        must(tf.memory().numTensors - before < 200, 'tensors are left behind');
      }
    };
  },
};

export const kerasFiles: Target = {
  name: 'Keras weights (.h5)',
  tries: 150,
  async prepare(folder) {
    const h5 = await import('h5wasm/node');
    await h5.ready;
    const file = path.join(folder, 'weights.h5');
    const made = new h5.File(file, 'w');
    made.create_attribute('layer_names', ['conv', 'bn']);
    for (const [layer, weights] of [
      ['conv', ['kernel:0', 'bias:0']],
      ['bn', ['gamma:0', 'beta:0', 'moving_mean:0', 'moving_variance:0']],
    ] as const) {
      const group = made.create_group(layer);
      group.create_attribute(
        'weight_names',
        weights.map((name) => `${layer}/${name}`),
      );
      const inner = group.create_group(layer);
      for (const name of weights) inner.create_dataset({ name, data: new Float32Array(8).fill(0.5), shape: [8] });
    }
    made.close();
    const whole = await readFile(file);
    await readKerasFile(file);
    return async (random) => {
      await writeFile(file, mutateBytes(whole, random));
      await readKerasFile(file);
      return 'read';
    };
  },
};

export const features: Target = {
  name: 'kept features',
  tries: 100,
  async prepare(folder) {
    const file = path.join(folder, 'a.features');
    const known = { key: 'k', rows: 6, width: 5 };
    const rows = Float32Array.from({ length: 30 }, (_, i) => i / 3);
    const writer = await FeatureWriter.create(file, known);
    await writer.append(rows);
    await writer.finish();
    const whole = await readFile(file);
    return async (random) => {
      await writeFile(file, mutateBytes(whole, random));
      let opened: FeatureFile | undefined;
      try {
        opened = FeatureFile.open(file, known);
      } catch {
        // The features are then computed again.
        return 'passed over';
      }
      const out = new Float32Array(30);
      opened!.read(0, out);
      opened!.close();
      must(out.join() === rows.join(), 'other features from a damaged file');
      return 'read';
    };
  },
};
