/** Collects the operations and constants of an ONNX graph. */
import type { OnnxAttribute, OnnxNode, OnnxTensor } from './messages';

/** What an operation gives. Keras has the channels of a picture last, ONNX's convolutions have them first. */
export interface Value {
  readonly name: string;
  /** Of one face, as Keras has it: channels last. */
  readonly shape: readonly number[];
  readonly channels: 'first' | 'last';
}

type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

export class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxTensor[] = [];
  private readonly turned = new Map<string, Value>();

  /** @param name of the operation and of what it gives @param attributes whole numbers, or `{ float }` */
  add(opType: string, name: string, input: readonly string[], attributes: Attributes = {}): string {
    const attribute = Object.entries(attributes).map(([key, value]): OnnxAttribute => {
      if (typeof value === 'number') return { name: key, type: 2, i: value };
      return 'float' in value ? { name: key, type: 1, f: value.float } : { name: key, type: 7, ints: value };
    });
    this.nodes.push({ name, opType, input, output: [name], attribute });
    return name;
  }

  /** @returns its name */
  floats(name: string, dims: readonly number[], values: Float32Array): string {
    return this.constant({ name, dims, dataType: 1, rawData: bytesOf(values) });
  }

  /** @returns its name */
  integers(name: string, values: readonly number[]): string {
    const rawData = bytesOf(BigInt64Array.from(values, BigInt));
    return this.constant({ name, dims: [values.length], dataType: 7, rawData });
  }

  /** A picture with its channels first; anything else as it is. */
  first(value: Value): Value {
    return value.channels === 'first' || value.shape.length !== 3 ? value : this.turn(value, 'first', [0, 3, 1, 2]);
  }

  /** A picture with its channels last; anything else as it is. */
  last(value: Value): Value {
    return value.channels === 'last' || value.shape.length !== 3 ? value : this.turn(value, 'last', [0, 2, 3, 1]);
  }

  private turn(value: Value, channels: Value['channels'], perm: readonly number[]): Value {
    const known = this.turned.get(value.name);
    if (known) return known;
    const name = this.add('Transpose', `${value.name}/channels_${channels}`, [value.name], { perm });
    const turned = { ...value, name, channels };
    this.turned.set(value.name, turned);
    return turned;
  }

  private constant(tensor: OnnxTensor): string {
    this.constants.push(tensor);
    return tensor.name;
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
