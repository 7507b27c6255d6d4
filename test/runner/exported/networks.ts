/** Every network of the product as a run saves it, with weights that no layer can pass for another's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { resolveModel } from '../../../experiment/defaults';
import { generateFaces } from '../../../runner/data/synthetic';
import type { Engine, TF } from '../../../runner/engine/contract';
import { buildModel, modelBuilders } from '../../../runner/models';
import { saveModel } from '../../../runner/run/modelFiles';
import { sizeOf, uniformValues } from '../engine/kernelCases';

const faceSide = 48;
const faceCount = 5;
const classes = 7;

type ModelType = keyof typeof modelBuilders;
type Settings = Parameters<typeof resolveModel>[0];

/** Sizes that a test has time for; all else is as the product builds it. `layersModel` has the base of the test. */
const settingsOf = (base: string): Readonly<Record<ModelType, Settings>> => ({
  customCnn: { type: 'customCnn' },
  smallCnn: { type: 'smallCnn' },
  resnet18: { type: 'resnet18', width: 16 },
  vggFer: { type: 'vggFer' },
  lightCnn: { type: 'lightCnn' },
  resnet50: { type: 'resnet50', weights: 'random', inputSize: 64 },
  efficientnetLite0: { type: 'efficientnetLite0', weights: 'random', inputSize: 96 },
  layersModel: { type: 'layersModel', base, preprocessing: 'torch' },
});

export const networkTypes = Object.keys(modelBuilders) as readonly ModelType[];

export interface SavedNetwork {
  /** Run directory, with `model/` alone. */
  readonly directory: string;
  readonly model: LayersModel;
  dispose(): void;
}

/** @param survival of stochastic depth, where the network has it */
export async function savedNetwork({ tf }: Engine, type: ModelType, survival?: number): Promise<SavedNetwork> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'ferexp-export-'));
  const base = path.join(directory, 'base.json');
  if (type === 'layersModel') writeFileSync(base, JSON.stringify(await baseOf(tf)));
  const shape = { classes, seed: 3, inputShape: [faceSide, faceSide, 1] as const };
  const model = buildModel(tf, resolveModel(settingsOf(base)[type]), {
    ...shape,
    ...(survival !== undefined && { survival }),
  });
  fill(tf, model);
  await saveModel(directory, model, {});
  return {
    directory,
    model,
    dispose: () => {
      model.dispose();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Kernels stay as they were drawn; all that begins with zeros or ones differs. The preparation's weights are settings. */
function fill(tf: TF, model: LayersModel): void {
  model.layers.forEach((layer, index) => {
    if (layer.name.startsWith('prepare_')) return;
    const values = layer.getWeights().map((weight, i) => {
      const name = layer.weights[i]!.originalName.split('/').at(-1)!;
      if (name.endsWith('kernel') && weight.dataSync().some((value) => value !== 0)) return weight;
      const centre = name === 'gamma' || name === 'moving_variance' ? 1 : 0;
      return tf.tensor(
        uniformValues(sizeOf(weight.shape), 100 * index + i).map((value) => centre + value / 4),
        weight.shape,
      );
    });
    layer.setWeights(values);
  });
}

/** A base for colour pictures of another size. */
async function baseOf(tf: TF): Promise<object> {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 8,
        kernelSize: 5,
        strides: 2,
        padding: 'same',
        activation: 'tanh',
        inputShape: [60, 52, 3],
      }),
      tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      tf.layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }),
    ],
  });
  let topology: unknown;
  await model.save({
    save: (artifacts) => {
      topology = artifacts.modelTopology;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    },
  });
  const weights = model.weights.map(({ originalName, shape }) => ({ name: originalName, shape, dtype: 'float32' }));
  model.dispose();
  return { modelTopology: topology, weightsManifest: [{ paths: [], weights }] };
}

/** Generated faces with a few of noise. @returns grey values from 0 to 255, `[faceCount, 48, 48, 1]` */
export async function greyFaces(): Promise<Float32Array> {
  const { pixels } = await generateFaces({ training: faceCount, test: 2, seed: 1, labelNoise: 0 });
  const faces = Float32Array.from(pixels.subarray(0, faceCount * faceSide ** 2));
  const noise = uniformValues(faceSide ** 2, 9).map((value) => Math.round(127.5 * (value + 1)));
  faces.set(noise, faces.length - noise.length);
  return faces;
}

export const facesShape = [faceCount, faceSide, faceSide, 1] as const;

/** What the engine computes. @param faces grey values from 0 to 255 */
export function answersOf(
  { tf }: Engine,
  model: LayersModel,
  faces: Float32Array,
): { logits: Float32Array; probabilities: Float32Array } {
  return tf.tidy(() => {
    const x = tf.tensor(
      faces.map((value) => value / 255),
      [...facesShape],
    );
    const outputs = model.layers.slice(-2).map(({ output }) => output) as LayersModel['outputs'];
    const both = tf.model({ inputs: model.inputs, outputs }).predict(x, { batchSize: faceCount }) as Tensor[];
    const [logits, probabilities] = both.map((answer) => answer.dataSync<'float32'>());
    return { logits: logits!, probabilities: probabilities! };
  });
}
