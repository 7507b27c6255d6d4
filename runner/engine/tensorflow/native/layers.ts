/** The parts of the stock layers that are reachable from outside only through their prototype. */
import type { layers as Layers, Tensor } from '@tensorflow/tfjs';

export type LayerCall = (inputs: Tensor | Tensor[], kwargs: Readonly<Record<string, unknown>>) => Tensor | Tensor[];

export interface LayerVariable {
  read(): Tensor;
  write(value: Tensor): void;
}

/** The class of a layer, to change how all layers of that class compute. They keep their name and configuration. */
export function layerPrototype<T>(layer: Layers.Layer): T {
  return Object.getPrototypeOf(layer) as T;
}

export function singleTensor(inputs: Tensor | Tensor[]): Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}
