/** The layers of a network as a sequence of steps, each with its inputs. */
import type { layers as Layers, LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';

type Layer = Layers.Layer;

/** The internal record of a layer's call. */
interface Node {
  readonly inputTensors: readonly SymbolicTensor[];
  readonly outputTensors: readonly SymbolicTensor[];
}

/** One or several layers: from their inputs to the output of the last one. */
export interface Step {
  readonly reads: readonly SymbolicTensor[];
  readonly writes: SymbolicTensor;
  run(inputs: readonly Tensor[]): Tensor;
}

export class LayerGraph {
  private readonly nodes = new Map<Layer, Node>();
  private readonly readers = new Map<number, Layer[]>();

  private constructor(private readonly model: LayersModel) {}

  /** @returns undefined when a layer is called more than once, or there are several inputs or outputs */
  static of(model: LayersModel): LayerGraph | undefined {
    const graph = new LayerGraph(model);
    for (const layer of model.layers) {
      const { inboundNodes } = layer as unknown as { readonly inboundNodes: readonly Node[] };
      const [node] = inboundNodes;
      if (inboundNodes.length !== 1 || node!.outputTensors.length !== 1) return undefined;
      graph.nodes.set(layer, node!);
      if (layer.getClassName() === 'InputLayer') continue;
      for (const { id } of node!.inputTensors) graph.readers.set(id, [...(graph.readers.get(id) ?? []), layer]);
    }
    return model.inputs.length === 1 && model.outputs.length === 1 ? graph : undefined;
  }

  /** In an order in which the inputs of each layer are ready. */
  get layers(): readonly Layer[] {
    return this.model.layers;
  }

  output(layer: Layer): SymbolicTensor {
    return this.nodes.get(layer)!.outputTensors[0]!;
  }

  /** The only layer that reads the layer's output; undefined when there are others. */
  onlyReader(layer: Layer): Layer | undefined {
    const output = this.output(layer);
    const readers = this.readers.get(output.id) ?? [];
    return readers.length === 1 && output.id !== this.model.outputs[0]!.id ? readers[0] : undefined;
  }

  /** A layer as a step of its own. */
  step(layer: Layer): Step {
    return {
      reads: this.nodes.get(layer)!.inputTensors,
      writes: this.output(layer),
      run: (inputs) => {
        const y = layer.apply(inputs.length === 1 ? inputs[0]! : [...inputs]) as Tensor | Tensor[];
        return Array.isArray(y) ? y[0]! : y;
      },
    };
  }

  /**
   * Runs the steps, in a `tidy`. What no later step reads is disposed at once: all activations of a deep network together
   * are many times larger than the largest of them.
   */
  run(steps: readonly Step[], x: Tensor): Tensor {
    const reads = new Map<number, number>();
    for (const step of steps) for (const { id } of step.reads) reads.set(id, (reads.get(id) ?? 0) + 1);
    const input = this.model.inputs[0]!.id;
    const output = this.model.outputs[0]!.id;
    const values = new Map<number, Tensor>([[input, x]]);
    for (const step of steps) {
      const inputs = step.reads.map(({ id }) => values.get(id)!);
      const y = step.run(inputs);
      values.set(step.writes.id, y);
      for (const { id } of step.reads) {
        reads.set(id, reads.get(id)! - 1);
        if (reads.get(id) !== 0 || id === input || id === output) continue;
        const value = values.get(id)!;
        values.delete(id);
        // Some layers return their input.
        if (![...values.values()].includes(value)) value.dispose();
      }
    }
    return values.get(output)!;
  }
}
