/** Layers of networks that branch, with initial weights that depend only on the seed and the layer's place. */
import type { layers as Layers, SymbolicTensor } from '@tensorflow/tfjs';
import type { TF } from '../engine/contract';
import type { InitialWeights } from './initialWeights';

/** What all layers of a network have in common. */
export interface LayerSettings {
  readonly normalisation: { readonly momentum: number; readonly epsilon: number };
  /** Convolutions only; a bias below batch normalisation changes nothing. */
  readonly useBias: boolean;
  /** `l2 · Σw²` of each kernel is added to the loss, except of depthwise ones. */
  readonly l2: number;
  /** Whether trained weights will replace the initial ones, so that none need to be drawn. */
  readonly replaced?: boolean;
  /** Stochastic depth of its residual blocks. */
  readonly depth?: Depth | undefined;
}

/** How likely residual branches take part in a step, falling evenly from the first block to the last (Huang et al., 2016). */
interface Depth {
  /** Residual blocks of the network. */
  readonly blocks: number;
  /** Of the last one, above 0 and at most 1. */
  readonly survival: number;
}

/** @param survival absent for a network whose branches always take part */
export function depthOf(blocks: number, survival: number | undefined): { readonly depth?: Depth } {
  return survival === undefined ? {} : { depth: { blocks, survival } };
}

interface Window {
  readonly strides?: number;
  readonly padding?: 'same' | 'valid';
}

/** Applies one layer after another to what it is given. Names of layers never depend on what was built before. */
export class FunctionalLayers {
  private residuals = 0;

  constructor(
    private readonly tf: TF,
    private readonly initialWeights: InitialWeights,
    private readonly settings: LayerSettings,
  ) {}

  add(layer: Layers.Layer, x: SymbolicTensor | SymbolicTensor[]): SymbolicTensor {
    return layer.apply(x) as SymbolicTensor;
  }

  /** Without activation. */
  convolution(
    name: string,
    x: SymbolicTensor,
    filters: number,
    kernelSize: number,
    { strides = 1, padding = 'same' }: Window = {},
  ): SymbolicTensor {
    const layer = this.tf.layers.conv2d({
      ...{ name, filters, kernelSize, strides, padding, useBias: this.settings.useBias },
      kernelInitializer: this.initialWeights.glorotUniform(),
      ...this.penalty(),
    });
    layer.setFastWeightInitDuringBuild(this.settings.replaced === true);
    return this.add(layer, x);
  }

  /** A filter for each channel, without activation. */
  depthwise(name: string, x: SymbolicTensor, kernelSize: number, strides = 1): SymbolicTensor {
    const layer = this.tf.layers.depthwiseConv2d({
      ...{ name, kernelSize, strides, padding: 'same', useBias: this.settings.useBias },
      depthwiseInitializer: this.initialWeights.glorotUniform(),
    });
    layer.setFastWeightInitDuringBuild(this.settings.replaced === true);
    return this.add(layer, x);
  }

  dense(name: string, x: SymbolicTensor, units: number, activation: 'relu' | 'sigmoid'): SymbolicTensor {
    const kernelInitializer = this.initialWeights.glorotUniform();
    return this.add(this.tf.layers.dense({ name, units, activation, kernelInitializer, ...this.penalty() }), x);
  }

  normalisation(name: string, x: SymbolicTensor): SymbolicTensor {
    return this.add(this.tf.layers.batchNormalization({ name, ...this.settings.normalisation }), x);
  }

  /** `relu6` is min(max(x, 0), 6). */
  relu(name: string, x: SymbolicTensor, activation: 'relu' | 'relu6' = 'relu'): SymbolicTensor {
    return this.add(this.tf.layers.activation({ name, activation }), x);
  }

  /** The end of a residual block: the sum of its shortcut and its branch. */
  residual(name: string, shortcut: SymbolicTensor, branch: SymbolicTensor): SymbolicTensor {
    return this.add(this.tf.layers.add({ name: `${name}_add` }), [shortcut, this.survivor(name, branch)]);
  }

  /**
   * In training, the branch times 1 with the block's probability, else times 0, for all faces of a step; in evaluation, times
   * that probability, as in the paper. Of stock layers, so that the network loads anywhere: dropout divides what it keeps.
   */
  private survivor(name: string, branch: SymbolicTensor): SymbolicTensor {
    const { depth } = this.settings;
    if (!depth) return branch;
    const survival = 1 - (++this.residuals / depth.blocks) * (1 - depth.survival);
    const { layers } = this.tf;
    const noiseShape = [1, 1, 1, 1];
    const kept = this.add(layers.dropout({ name: `${name}_survival`, rate: 1 - survival, noiseShape }), branch);
    return this.add(layers.rescaling({ name: `${name}_expectation`, scale: survival }), kept);
  }

  private penalty() {
    const { l2 } = this.settings;
    return l2 > 0 ? { kernelRegularizer: this.tf.regularizers.l2({ l2 }) } : {};
  }
}
