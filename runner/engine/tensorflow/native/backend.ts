/** TensorFlow's own operations, run one by one. Only this file knows how to call the binding. */
import type { Tensor } from '@tensorflow/tfjs';
import type { TF } from '../../contract';

export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean | string | readonly number[];
}

interface Binding {
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_UINT8: number;
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
}

interface BindingBackend {
  readonly binding: Binding;
  executeSingleOutput(name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

/** Runs TensorFlow operations by name. Outputs belong to the current `tidy`. */
export class NativeBackend {
  private readonly backend: BindingBackend;

  constructor(readonly tf: TF) {
    // `tf.backend()` is typed as the interface of all backends; this one is known to be the binding's.
    this.backend = tf.backend() as unknown as BindingBackend;
  }

  get version(): string {
    return this.backend.binding.TF_Version;
  }

  get usesGpu(): boolean {
    return this.backend.binding.isUsingGpuDevice();
  }

  /** False while the plain JavaScript backend computes, as when this engine is checked against it. */
  get isActive(): boolean {
    return this.tf.getBackend() === 'tensorflow';
  }

  /** One operation with one output. */
  run(name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor {
    return this.backend.executeSingleOutput(name, attributes, inputs);
  }

  /** One operation with several outputs. */
  runMany(name: string, attributes: readonly Attribute[], inputs: readonly Tensor[], outputs: number): Tensor[] {
    return this.backend.executeMultipleOutputs(name, attributes, inputs, outputs);
  }

  type(name: string, dtype: 'float32' | 'int32' | 'uint8'): Attribute {
    const { binding } = this.backend;
    const value = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, uint8: binding.TF_UINT8 }[dtype];
    return { name, type: binding.TF_ATTR_TYPE, value };
  }

  float(name: string, value: number): Attribute {
    return { name, type: this.backend.binding.TF_ATTR_FLOAT, value };
  }

  integers(name: string, value: readonly number[]): Attribute {
    return { name, type: this.backend.binding.TF_ATTR_INT, value };
  }

  flag(name: string, value: boolean): Attribute {
    return { name, type: this.backend.binding.TF_ATTR_BOOL, value };
  }

  shape(name: string, value: readonly number[]): Attribute {
    return { name, type: this.backend.binding.TF_ATTR_SHAPE, value };
  }

  text(name: string, value: string): Attribute {
    return { name, type: this.backend.binding.TF_ATTR_STRING, value };
  }
}
