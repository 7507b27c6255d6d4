/** Takes the statistics of batch normalisation again over training faces (precise batch norm: Wu and Johnson, 2021). */
import type { LayersModel } from '@tensorflow/tfjs';
import type { Batch, TF } from '../engine/contract';
import { leafLayers } from './trainable';

/** The part of a batch normalisation layer that this needs. */
interface Normalisation {
  readonly momentum: number;
  readonly mean: LayersModel['weights'][number];
  readonly variance: LayersModel['weights'][number];
}

/**
 * Sets the moving mean and variance of each trained batch normalisation to those over all given faces: μ = Σ wμ_b and
 * σ² = Σ w(σ²_b + μ_b²) − μ², over the batches b with their shares w of the faces.
 * @param batches that `forward` passes through the network, one after another
 * @param forward passes one of them through, as in training; `position` counts them from 0
 */
export function renewStatistics(
  tf: TF,
  model: LayersModel,
  batches: Iterable<Batch>,
  forward: (batch: Batch, position: number) => void,
): void {
  const layers = normalisations(model);
  if (layers.length === 0) return;
  const sums = layers.map(({ mean }) => ({
    mean: new Float64Array(mean.shape[0]!),
    square: new Float64Array(mean.shape[0]!),
  }));
  let [faces, position] = [0, 0];
  for (const batch of batches) {
    // From zero, a moving average after one batch is the batch's own value times 1 − momentum.
    for (const { mean, variance } of layers) {
      write(tf, mean, new Float64Array(mean.shape[0]!));
      write(tf, variance, new Float64Array(mean.shape[0]!));
    }
    forward(batch, position++);
    layers.forEach(({ mean, variance, momentum }, i) => {
      const [means, variances] = [mean.read().dataSync(), variance.read().dataSync()];
      const sum = sums[i]!;
      for (let c = 0; c < means.length; c++) {
        const own = means[c]! / (1 - momentum);
        sum.mean[c]! += batch.count * own;
        sum.square[c]! += batch.count * (variances[c]! / (1 - momentum) + own ** 2);
      }
    });
    faces += batch.count;
  }
  layers.forEach(({ mean, variance }, i) => {
    const means = sums[i]!.mean.map((sum) => sum / faces);
    write(tf, mean, means);
    write(
      tf,
      variance,
      sums[i]!.square.map((sum, c) => Math.max(0, sum / faces - means[c]! ** 2)),
    );
  });
}

function write(tf: TF, weight: LayersModel['weights'][number], values: Float64Array): void {
  tf.tidy(() => {
    weight.write(tf.tensor1d(Float32Array.from(values)));
  });
}

/** Those that are trained: frozen ones keep the statistics that they were trained with. */
function normalisations(model: LayersModel): Normalisation[] {
  return leafLayers(model)
    .filter((layer) => layer.trainable && layer.getClassName() === 'BatchNormalization')
    .map((layer) => {
      const [mean, variance] = layer.nonTrainableWeights;
      return { momentum: layer.getConfig()['momentum'] as number, mean: mean!, variance: variance! };
    });
}
