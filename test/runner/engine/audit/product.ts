/**
 * Small runs that together execute all that an experiment can ask for: every value of every setting that chooses what is
 * computed. A test holds the list against the schema.
 */
import path from 'node:path';
import type { layers as Layers } from '@tensorflow/tfjs';
import type { TF } from '../../../../runner/engine/contract';
import { saveModel } from '../../../../runner/run/modelFiles';

export interface ProductRun {
  readonly title: string;
  /** Overrides of the tiny experiment. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Top-level properties beside its own. */
  readonly others?: object;
}

const plain = { 'techniques.augmentation': null, 'techniques.testTimeAugmentation': null };
const tta = (set: string, combine: string) => ({
  'techniques.testTimeAugmentation': { set, combine, ...(set === 'random' ? { samples: 2 } : {}) },
});
const few = {
  'data.synthetic': { training: 48, test: 14, seed: 5 },
  'training.epochs': 1,
};

/** @param base a layers model on disk @param votes FER+ votes of `faces`, a CSV @param teacher a run */
export function productRuns({
  base,
  faces,
  votes,
  teacher,
}: Record<'base' | 'faces' | 'votes' | 'teacher', string>): ProductRun[] {
  const ferPlus = (rule: string) => ({
    ...plain,
    ...few,
    'data.synthetic': undefined,
    'data.source': faces,
    'data.labels': { scheme: 'fer+', votes, rule },
  });
  const layers = (preprocessing: string, more: object = {}) => ({
    ...few,
    ...plain,
    model: { type: 'layersModel', base, preprocessing },
    ...more,
  });
  return [
    { title: 'the tiny experiment', set: few },
    { title: 'customCnn', set: { ...few, ...plain, 'model.type': 'customCnn', 'training.batchSize': 8 } },
    ...(['resnet18', 'vggFer', 'lightCnn'] as const).map((type) => ({
      title: type,
      set: {
        ...few,
        ...plain,
        'data.synthetic': { training: 28, test: 14, seed: 5 },
        model: { type, dropout: 0.2, l2: 1e-4, ...(type === 'resnet18' ? { width: 8 } : {}) },
        ...(type === 'lightCnn' ? { 'techniques.stochasticDepth': { survival: 0.5 } } : {}),
        // Of what the others train too, and its forty million weights would take minutes here.
        'training.trainable': type === 'vggFer' ? 'head' : 'all',
        'training.batchSize': 8,
      },
    })),
    {
      title: 'resnet50, its head',
      set: {
        ...few,
        ...plain,
        'data.synthetic': { training: 28, test: 14, seed: 5 },
        model: { type: 'resnet50', weights: 'random', inputSize: 32 },
        'training.trainable': 'head',
      },
    },
    {
      title: 'resnet50, from a block on, at another size',
      set: {
        ...few,
        ...plain,
        'data.synthetic': { training: 28, test: 14, seed: 5 },
        model: { type: 'resnet50', weights: 'random', inputSize: 40, dropout: 0.2, l2: 1e-4 },
        'training.trainable': { from: 'conv5_block3_1_conv' },
        'training.batchNormalization': 'trained',
        'training.batchSize': 8,
      },
    },
    {
      title: 'efficientnetLite0, its head',
      set: {
        ...few,
        ...plain,
        'data.synthetic': { training: 28, test: 14, seed: 5 },
        model: { type: 'efficientnetLite0', weights: 'random', inputSize: 32 },
        'training.trainable': 'head',
      },
    },
    {
      title: 'efficientnetLite0, trained whole, at another size',
      set: {
        ...few,
        ...plain,
        'data.synthetic': { training: 28, test: 14, seed: 5 },
        model: { type: 'efficientnetLite0', weights: 'random', inputSize: 40, dropout: 0.2, l2: 1e-4 },
        'training.trainable': 'all',
        'training.batchNormalization': 'trained',
        'training.batchSize': 8,
      },
    },
    { title: 'a layers model, trained whole', set: layers('scale', { 'training.trainable': 'all' }) },
    {
      title: 'a layers model, its head on kept features',
      set: layers('tf', { 'training.trainable': 'head', 'training.features': 'cached' }),
    },
    {
      title: 'a layers model with its normalisation as it is',
      set: layers('caffe', { 'training.trainable': 'all', 'training.batchNormalization': 'frozen' }),
    },
    {
      title: 'a layers model on live features',
      set: layers('torch', { 'training.features': 'live', 'training.trainable': 'head' }),
    },
    { title: 'a layers model on raw values', set: layers('none') },
    {
      title: 'adamw, in parts, flips at test time',
      set: {
        ...few,
        'training.optimizer': { type: 'adamw' },
        'training.gradientAccumulation': 2,
        ...tta('flip', 'geometricMean'),
      },
    },
    {
      title: 'rmsprop, five crops',
      set: { ...few, 'training.optimizer': { type: 'rmsprop', momentum: 0.5 }, ...tta('fiveCrop', 'vote') },
    },
    {
      title: 'sgd, ten crops',
      set: { ...few, 'training.optimizer': { type: 'sgd', momentum: 0.9 }, ...tta('tenCrop', 'mean') },
    },
    {
      title: 'erased by noise and mixed faces, sharpness-aware, an average of the weights, one cycle',
      set: {
        ...few,
        ...plain,
        'techniques.equalization': { method: 'histogram' },
        'techniques.randomErasing': { fill: 'noise' },
        'techniques.mixup': { alpha: 0.2 },
        'techniques.sam': { rho: 0.05 },
        'techniques.ema': { decay: 0.9 },
        'techniques.preciseBatchNorm': { images: 128 },
        'training.schedule': { type: 'oneCycle' },
      },
    },
    {
      title: 'pasted faces with black rectangles, other losses, the mean of the last epochs',
      set: {
        ...few,
        ...plain,
        'techniques.equalization': { method: 'clahe' },
        'techniques.randomErasing': { fill: 'zero' },
        'techniques.cutMix': { probability: 1 },
        'techniques.focalLoss': { gamma: 2 },
        'techniques.classBalancedLoss': { beta: 0.99 },
        'techniques.logitAdjustment': { tau: 1 },
        'techniques.swa': { start: 0, statistics: 128 },
        'training.optimizer': { type: 'adam', globalClipNorm: 1 },
      },
    },
    {
      title: 'weighed and relabelled faces',
      set: { ...few, ...plain, 'techniques.selfCure': { relabelFrom: 1, relabelMargin: 0 } },
    },
    {
      title: 'adamw that leaves biases as they are, faces erased by their mean',
      set: {
        ...few,
        ...plain,
        'techniques.randomErasing': { fill: 'mean' },
        'training.optimizer': { type: 'adamw', decayBiasesAndNorms: false },
      },
    },
    {
      title: 'a teacher of another network',
      set: { ...few, ...plain, 'techniques.distillation': { from: { run: teacher } } },
    },
    { title: 'sgd, plain', set: { ...few, ...plain, 'training.optimizer': { type: 'sgd', momentum: 0 } } },
    {
      title: 'sgd with Nesterov momentum and class weights',
      set: {
        ...few,
        ...plain,
        'training.optimizer': { type: 'sgd', momentum: 0.9, nesterov: true },
        'training.classWeights': 'balanced',
      },
    },
    {
      title: 'fine tuning behind a head',
      set: {
        ...few,
        ...plain,
        'training.trainable': 'head',
        'training.fineTuning': { epochs: 1, learningRate: 1e-4, trainable: 'all' },
      },
    },
    { title: 'FER+ by majority', set: ferPlus('majority') },
    { title: 'FER+ by probability', set: ferPlus('probability') },
    { title: 'FER+ by cross-entropy', set: ferPlus('crossEntropy') },
    { title: 'FER+ with several targets', set: ferPlus('multiTarget') },
    {
      title: 'a search',
      set: { ...few, ...plain },
      others: { search: { over: { 'training.optimizer.learningRate': [1e-3, 1e-2] }, folds: 2, epochs: 1 } },
    },
  ];
}

/** One of each kind of layer that bases are made of. @returns path of its model.json */
export async function saveBase(tf: TF, folder: string): Promise<string> {
  const { layers: l } = tf;
  const input = tf.input({ name: 'pictures', shape: [24, 24, 3] });
  const apply = (layer: Layers.Layer, ...from: unknown[]) =>
    layer.apply((from.length === 1 ? from[0] : from) as Parameters<typeof layer.apply>[0]) as typeof input;
  const padded = apply(
    l.zeroPadding2d({
      padding: [
        [1, 2],
        [2, 1],
      ],
    }),
    input,
  );
  const first = apply(l.conv2d({ filters: 4, kernelSize: 3, strides: 2, activation: 'elu' }), padded);
  const normed = apply(l.batchNormalization(), first);
  const second = apply(l.depthwiseConv2d({ kernelSize: 3, padding: 'same', activation: 'relu6' }), normed);
  const third = apply(l.separableConv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'tanh' }), second);
  const added = apply(l.add(), second, third);
  const scaled = apply(l.multiply(), added, apply(l.activation({ activation: 'sigmoid' }), third));
  const pooled = [
    apply(l.averagePooling2d({ poolSize: 2, padding: 'same' }), apply(l.leakyReLU({ alpha: 0.2 }), scaled)),
    apply(l.maxPooling2d({ poolSize: 2, padding: 'same' }), apply(l.prelu({ sharedAxes: [1, 2] } as object), scaled)),
  ];
  const joined = apply(l.concatenate(), ...pooled);
  const grown = apply(l.upSampling2d({ size: [2, 2] }), joined);
  const cropped = apply(
    l.cropping2D({
      cropping: [
        [1, 1],
        [1, 1],
      ],
    }),
    grown,
  );
  const most = apply(l.maximum(), cropped, apply(l.activation({ activation: 'softplus' }), cropped));
  const swished = apply(l.conv2d({ filters: 5, kernelSize: 1, activation: 'swish' }), most);
  const selu = apply(l.conv2d({ filters: 5, kernelSize: 1, activation: 'selu' }), swished);
  const hard = apply(
    l.conv2d({ filters: 5, kernelSize: 1, activation: 'hardSigmoid' }),
    apply(l.average(), swished, selu),
  );
  const vectors = [
    apply(l.globalMaxPooling2d({}), hard),
    apply(l.globalAveragePooling2d({}), apply(l.reLU({ maxValue: 6 }), hard)),
  ];
  const vector = apply(l.layerNormalization(), apply(l.concatenate(), ...vectors));
  const dense = apply(l.dense({ units: 6, activation: 'softsign' }), apply(l.dropout({ rate: 0.3 }), vector));
  const model = tf.model({ inputs: input, outputs: apply(l.dense({ units: 3, activation: 'softmax' }), dense) });
  await saveModel(folder, model, {});
  model.dispose();
  return path.join(folder, 'model', 'model.json');
}
