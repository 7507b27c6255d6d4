/** The values that replicas average in every step, in a fixed order: gradients, then moving averages. */
import type { LayersModel, NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs';
import { trainableVariables } from '../train/step';
import { movingAverages } from '../train/trainable';
import type { Context } from '../engine/wasm/context';
import { sizeOf } from '../engine/wasm/context';
import { own } from '../../schemas/own';

/** For the layers that are trainable when it is made, and what is trained beside them. */
export class StepValues {
  /** Floats. */
  readonly length: number;
  private readonly variables;
  private readonly averages;

  constructor(
    private readonly context: Context,
    model: LayersModel,
    beside: readonly Variable[],
  ) {
    this.variables = [...trainableVariables(model), ...beside];
    this.averages = movingAverages(model);
    this.length = [...this.variables, ...this.movingTensors()].reduce((sum, tensor) => sum + sizeOf(tensor), 0);
  }

  /** The layers' own tensors, not copies. */
  private movingTensors(): Tensor[] {
    return this.averages.map((weight) => weight.read());
  }

  /** Copies of the moving averages, which a forward pass changes; the caller disposes. */
  saveAverages(): Tensor[] {
    return this.movingTensors().map((tensor) => this.context.tf.clone(tensor));
  }

  putAverages(values: readonly Tensor[]): void {
    this.averages.forEach((weight, i) => weight.write(values[i]!));
  }

  write(gradients: NamedTensorMap, to: Float32Array): void {
    let at = 0;
    for (const tensor of [...this.variables.map(({ name }) => own(gradients, name)!), ...this.movingTensors()]) {
      to.set(this.context.heap.values(tensor), at);
      at += sizeOf(tensor);
    }
  }

  /** Sets the moving averages. @returns the gradients, by the variables' names; the caller disposes */
  read(from: Float32Array): NamedTensorMap {
    const { tf } = this.context;
    let at = 0;
    const next = ({ shape }: Tensor, size: number) => tf.tensor(from.subarray(at, (at += size)), shape);
    const gradients = Object.fromEntries(this.variables.map((v) => [v.name, next(v, sizeOf(v))]));
    const averages = this.movingTensors().map((tensor) => next(tensor, sizeOf(tensor)));
    this.putAverages(averages);
    tf.dispose(averages);
    return gradients;
  }
}
