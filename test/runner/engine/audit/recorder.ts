/** Watches every kernel that an engine executes, and computes each new form of it on the `cpu` backend as well. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import type { TF } from '../../../../runner/engine/contract';

/** How a kernel was called: its name, types and ranks of its inputs, how they broadcast, and its attributes. */
export interface Form {
  readonly kernel: string;
  /** `float32[4] float32[1] strides=2,2`: two calls of one form take the same way through a kernel. */
  readonly text: string;
}

/** What a form computed beside what the `cpu` backend makes of the same inputs. */
export interface Comparison extends Form {
  /** Shapes of the inputs. */
  readonly shapes: string;
  /** The `cpu` backend has this kernel, and the call was small enough to be made there too. */
  readonly reference: boolean;
  /** Largest difference over all outputs, relative to the largest value. */
  readonly difference?: number;
  /** Why the two cannot be compared value by value: other shapes, other types, an error. */
  readonly fault?: string;
}

type Inputs = Record<string, TensorInfo | TensorInfo[] | undefined>;
type Attributes = Record<string, unknown>;

interface Store {
  readSync(dataId: object): ArrayLike<number> & { readonly length: number };
  write(values: unknown, shape: number[], dtype: string): object;
  disposeData?(dataId: object, force?: boolean): unknown;
}

const listOf = (inputs: Inputs): [string, TensorInfo][] =>
  Object.entries(inputs).flatMap(([name, value]) => {
    if (value === undefined || value === null) return [];
    return Array.isArray(value)
      ? value.map((info, i): [string, TensorInfo] => [`${name}.${i}`, info])
      : [[name, value] as [string, TensorInfo]];
  });

/** Multiplications that a call on the `cpu` backend may take to be compared where it happens. */
const affordable = 3e6;

/** Of the kernels that multiply many times for each output value: how many times about. */
function costOf(inputs: readonly [string, TensorInfo][], given: TensorInfo | TensorInfo[]): number {
  const filter = inputs.find(([name]) => name === 'filter')?.[1].shape;
  const inner = filter
    ? sizeOf(filter.slice(0, -1))
    : (inputs.find(([name]) => name === 'b')?.[1].shape.at(-2) ?? (inputs.some(([name]) => name === 'dy') ? 600 : 1));
  return Math.max(...[...inputs.map(([, info]) => info), ...[given].flat()].map(({ shape }) => sizeOf(shape))) * inner;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((n, side) => n * side, 1);

/** Which input is smaller than the largest in which way: along which axes it is repeated. */
function broadcastOf(info: TensorInfo, rank: number, largest: readonly number[]): string {
  const padded = [...Array<number>(rank - info.shape.length).fill(1), ...info.shape];
  return padded.map((side, axis) => (side === largest[axis] ? 'n' : side === 1 ? '1' : '?')).join('');
}

const elementwise = new Set([
  'Add',
  'Sub',
  'Multiply',
  'RealDiv',
  'Maximum',
  'Minimum',
  'Pow',
  'SquaredDifference',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'Equal',
  'NotEqual',
  'LogicalAnd',
  'LogicalOr',
  'FloorDiv',
  'Mod',
  'Prelu',
]);
/** Attributes whose values are sizes of this call rather than ways of computing. */
const sizes = new Set([
  'shape',
  'inputShape',
  'filterShape',
  'begin',
  'size',
  'end',
  'size',
  'value',
  'depth',
  'units',
  'reps',
  'seed',
]);

function attributeText(name: string, value: unknown, inputs: readonly [string, TensorInfo][]): string {
  if (value === undefined) return '';
  if (name === 'dataFormat' && value === 'NHWC') return '';
  if (name === 'dilations' && [value ?? 1].flat().every((step) => step === 1)) return '';
  const rank = inputs[0]?.[1].shape.length ?? 0;
  if (name === 'shape' || name === 'begin') return `${name}=${(value as unknown[]).length} sides`;
  if (name === 'axis' || name === 'dim' || name === 'perm') {
    const axes = [value].flat() as number[];
    const named = axes.map((axis) => (axis < 0 ? axis + rank : axis));
    return `${name}=${named.join()} of ${rank}`;
  }
  if (sizes.has(name)) return `${name}`;
  if (typeof value === 'number' && !Number.isInteger(value)) return `${name}=number`;
  if (typeof value === 'function') return '';
  return `${name}=${JSON.stringify(value)}`;
}

export function formOf(kernel: string, inputs: Inputs, attributes: Attributes): Form {
  const given = listOf(inputs);
  const rank = Math.max(0, ...given.map(([, { shape }]) => shape.length));
  const largest = Array.from({ length: rank }, (_, axis) =>
    Math.max(...given.map(([, { shape }]) => shape[axis - rank + shape.length] ?? 1)),
  );
  const described = given.map(([, info]) =>
    elementwise.has(kernel)
      ? `${info.dtype}[${broadcastOf(info, rank, largest)}]`
      : `${info.dtype}[${info.shape.length}]`,
  );
  const uniform = described.length > 2 && described.every((words) => words === described[0]);
  const told = Object.entries(attributes)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => attributeText(name, value, given))
    .filter(Boolean);
  return { kernel, text: [...(uniform ? [`many ${described[0]}`] : described), ...told].join(' ') };
}

const summing = new Set(['Sum', 'Mean', 'AddN']);

/** Where the `cpu` backend itself is wrong, as TensorFlow and the definition say; cases.test.ts has tests for these. */
function isWrongReference(kernel: string, attributes: Attributes): boolean {
  return kernel === 'ResizeNearestNeighborGrad' || (kernel === 'AvgPoolGrad' && attributes['pad'] === 'same');
}

/** In size, of what is finite. */
function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(Number(values[i]));
    if (Number.isFinite(size) && size > largest) largest = size;
  }
  return largest;
}

/** Both NaN, or as far apart as a share of the largest value. */
function differenceOf(actual: ArrayLike<number>, expected: ArrayLike<number>, atLeast: number): number {
  const scale = Math.max(1e-6, atLeast, largestOf(expected));
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [Number(actual[i]), Number(expected[i])];
    if (Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const difference = Math.abs(a - b) / scale;
    worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
  }
  return worst;
}

/**
 * From now on compares each form of each kernel, the first `times` times that it is seen with new shapes.
 * @returns what was seen so far, and how to stop
 */
export function recordKernels(tf: TF, times = 1): { readonly seen: Comparison[]; readonly stop: () => void } {
  const backendName = tf.getBackend();
  const store = tf.backend() as unknown as Store;
  const seen: Comparison[] = [];
  const counts = new Map<string, number>();
  const originals = [...tf.getKernelsForBackend(backendName)];
  // The reference has no WebGL and no threads: plain JavaScript, one value at a time.
  const cpu = tf.findBackend('cpu') as unknown as Store;
  let depth = 0;
  const watch = (config: KernelConfig): KernelConfig => ({
    ...config,
    kernelFunc: (call) => {
      const inputs = call.inputs as Inputs;
      const attributes = (call.attrs ?? {}) as Attributes;
      const form = formOf(config.kernelName, inputs, attributes);
      const shapes = listOf(inputs)
        .map(([, { shape }]) => `[${shape.join()}]`)
        .join(' ');
      const key = `${form.kernel} ${form.text} ${shapes}`;
      const run = () => {
        depth++;
        try {
          return config.kernelFunc(call);
        } finally {
          depth--;
        }
      };
      const count = counts.get(key) ?? 0;
      // Kernels call others, which are then judged by what the outer one gives.
      if (count >= times || depth > 0) return run();
      counts.set(key, count + 1);
      const reference = tf.getKernel(config.kernelName, 'cpu');
      // Read before: a kernel may take its input's memory for its output.
      const copies = new Map(listOf(inputs).map(([name, info]) => [name, Float64Array.from(valuesOf(store, info))]));
      const given = run();
      const compared =
        reference !== undefined &&
        !isWrongReference(config.kernelName, attributes) &&
        costOf(listOf(inputs), given) <= affordable;
      seen.push({
        ...form,
        shapes,
        reference: compared,
        ...(compared ? compare(reference, inputs, copies, attributes, given) : {}),
      });
      return given;
    },
  });

  const compare = (
    reference: KernelConfig,
    inputs: Inputs,
    copies: ReadonlyMap<string, Float64Array>,
    attributes: Attributes,
    given: TensorInfo | TensorInfo[],
  ): Pick<Comparison, 'difference' | 'fault'> => {
    const onCpu = (name: string, info: TensorInfo): TensorInfo => {
      const values = typed(copies.get(name)!, info.dtype);
      return { ...info, dataId: cpu.write(values, [...info.shape], info.dtype) };
    };
    const copied = Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map((info, i) => onCpu(`${name}.${i}`, info)) : value && onCpu(name, value),
      ]),
    );
    let expected: TensorInfo[];
    try {
      // The layers leave this out as null, which the reference does not take.
      const attrs = attributes['dilations'] === null ? { ...attributes, dilations: [1, 1] } : attributes;
      const call = { inputs: Array.isArray(inputs) ? Object.values(copied) : copied, attrs, backend: cpu };
      expected = [reference.kernelFunc(call as unknown as Parameters<KernelConfig['kernelFunc']>[0])].flat();
    } catch (error) {
      return { fault: `cpu: ${error instanceof Error ? error.message : String(error)}` };
    }
    const actual = [given].flat();
    if (actual.length !== expected.length) return { fault: `${actual.length} outputs, not ${expected.length}` };
    let difference = 0;
    for (const [i, info] of actual.entries()) {
      const wanted = expected[i]!;
      if (info.dtype !== wanted.dtype) return { fault: `output is ${info.dtype}, not ${wanted.dtype}` };
      const [found, right] = [valuesOf(store, info), valuesOf(cpu, wanted)];
      if (sizeOf(info.shape) !== sizeOf(wanted.shape) || found.length !== right.length) {
        return { fault: `output has shape ${info.shape.join()}, not ${wanted.shape.join()}` };
      }
      // What is summed may cancel out.
      const scale = summing.has(reference.kernelName) ? Math.max(...[...copies.values()].map(largestOf)) : 0;
      difference = Math.max(difference, differenceOf(found, right, scale));
    }
    return { difference };
  };

  const put = (configs: readonly KernelConfig[]) => {
    for (const config of configs) {
      tf.unregisterKernel(config.kernelName, backendName);
      tf.registerKernel(config);
    }
  };
  put(originals.map(watch));
  const restore = watchOperations(tf, seen, () => depth > 0);
  return {
    seen,
    stop: () => {
      put(originals);
      restore();
    },
  };
}

type Execute = (name: string, ...rest: unknown[]) => unknown;

/** TensorFlow's operations that the engine runs by name, past the kernels. */
function watchOperations(tf: TF, seen: Comparison[], inKernel: () => boolean): () => void {
  const backend = tf.backend() as unknown as Record<string, Execute | undefined>;
  const originals = ['executeSingleOutput', 'executeMultipleOutputs'].flatMap((method) => {
    const execute = backend[method];
    if (!execute) return [];
    backend[method] = (name, ...rest) => {
      if (!inKernel() && !seen.some(({ kernel }) => kernel === operationName(name))) {
        seen.push({ kernel: operationName(name), text: '', shapes: '', reference: false });
      }
      return execute.call(backend, name, ...rest);
    };
    return [[method, execute] as const];
  });
  return () => {
    for (const [method, execute] of originals) backend[method] = execute;
  };
}

/** Of an operation that is run by name, beside the names of kernels. */
export const operationName = (name: string): string => `operation ${name}`;

function valuesOf(store: Store, { dataId, dtype, shape }: TensorInfo): ArrayLike<number> {
  const values = store.readSync(dataId);
  // The wasm backend keeps what it keeps as bytes; the number of values says which type it was read as.
  if (values.length !== sizeOf(shape)) throw new Error(`${values.length} values of ${dtype} for [${shape.join()}]`);
  return values;
}

function typed(values: Float64Array, dtype: string): Float32Array | Int32Array | Uint8Array {
  if (dtype === 'int32') return Int32Array.from(values);
  return dtype === 'bool' ? Uint8Array.from(values) : Float32Array.from(values);
}
