/** Calls of every kernel that an engine may execute, small, over the types, axes, broadcasts, strides and paddings it takes. */
import { type Argument, bool, float, int, type KernelCase } from './kernelCase';
import { convolutions, depthwise, pools } from './windowCases';

const sides = [3, 4, 2, 5];
const shapesOfRank = [0, 1, 2, 3, 4].map((rank) => sides.slice(0, rank));

function unary(kernels: readonly string[], values: Argument['values'] = 'any', attributes = {}): KernelCase[] {
  return kernels.flatMap((kernel) =>
    // 37 values: not a whole number of SIMD lanes.
    [...shapesOfRank, [37]].map((shape) => ({ kernel, inputs: { x: float(shape, values) }, attributes })),
  );
}

/** Every way in which two shapes of a rank broadcast, and a scalar beside each. */
function broadcasts(rank: number): (readonly [readonly number[], readonly number[]])[] {
  const shape = sides.slice(0, rank);
  const masks = [...Array(2 ** rank).keys()];
  const masked = (mask: number) => shape.map((side, axis) => ((mask >> axis) & 1 ? 1 : side));
  const both = masks.flatMap((a) => masks.map((b) => [masked(a), masked(b)] as const));
  return [...both, [shape, []], [[], shape], ...(rank > 1 ? ([[shape, shape.slice(1)]] as const) : [])];
}

function binary(kernels: readonly string[], make = float as (shape: readonly number[]) => Argument): KernelCase[] {
  return kernels.flatMap((kernel) =>
    [0, 1, 2, 3, 4].flatMap((rank) =>
      broadcasts(rank).map(([a, b]) => ({ kernel, inputs: { a: make(a), b: make(b) }, attributes: {} })),
    ),
  );
}

function reductions(kernels: readonly string[], make = float as (shape: readonly number[]) => Argument): KernelCase[] {
  return kernels.flatMap((kernel) =>
    [1, 2, 3, 4].flatMap((rank) =>
      [...Array(2 ** rank).keys()].flatMap((mask) => {
        const axis = [...Array(rank).keys()].filter((side) => (mask >> side) & 1);
        return [false, true].map((keepDims) => ({
          kernel,
          inputs: { x: make(sides.slice(0, rank)) },
          attributes: { axis, keepDims },
        }));
      }),
    ),
  );
}

const along = (kernels: readonly string[]): KernelCase[] =>
  kernels.flatMap((kernel) =>
    [1, 2, 3, 4].flatMap((rank) =>
      [...Array(rank).keys()].map((axis) => ({
        kernel,
        inputs: { x: float(sides.slice(0, rank)) },
        attributes: { axis },
      })),
    ),
  );

const products: KernelCase[] = [1, 4, 7].flatMap((inner) =>
  [false, true].flatMap((transposeA) =>
    [false, true].flatMap((transposeB): KernelCase[] => {
      const side = (rows: number, columns: number, transposed: boolean) =>
        transposed ? [columns, rows] : [rows, columns];
      const a = [...side(5, inner, transposeA)];
      const b = [...side(inner, 6, transposeB)];
      const attributes = { transposeA, transposeB };
      const fused = ['linear', 'relu', 'relu6', 'sigmoid', 'elu'].map((activation) => ({
        kernel: '_FusedMatMul',
        inputs: { a: float([1, ...a], 'small'), b: float([1, ...b], 'small'), bias: float([6], 'small') },
        attributes: { ...attributes, activation, leakyreluAlpha: 0.2 },
      }));
      const bare = fused.map(({ kernel, inputs: { a, b }, attributes: more }) => ({
        kernel,
        inputs: { a, b },
        attributes: more,
      }));
      return [
        ...[[], [1], [3]].map((batch) => ({
          kernel: 'BatchMatMul',
          inputs: { a: float([...batch, ...a], 'small'), b: float([...batch, ...b], 'small') },
          attributes,
        })),
        ...fused,
        ...bare,
      ];
    }),
  ),
);

const normalisations: KernelCase[] = [1, 3, 8].map((depth) => ({
  kernel: 'FusedBatchNorm',
  inputs: {
    x: float([2, 5, 4, depth], 'small'),
    mean: float([depth], 'small'),
    variance: float([depth], 'positive'),
    offset: float([depth], 'small'),
    scale: float([depth], 'small'),
  },
  attributes: { varianceEpsilon: 1e-3 },
}));

const shaping: KernelCase[] = [
  ...[1, 2, 3, 4].flatMap((rank): KernelCase[] => {
    const shape = sides.slice(0, rank);
    const size = shape.reduce((n, side) => n * side, 1);
    return [
      {
        kernel: 'Slice',
        inputs: { x: float(shape) },
        attributes: { begin: shape.map(() => 1), size: shape.map((n) => n - 1) },
      },
      {
        kernel: 'Slice',
        inputs: { x: float(shape) },
        attributes: { begin: shape.map(() => 0), size: [1, ...shape.slice(1)] },
      },
      {
        kernel: 'PadV2',
        inputs: { x: float(shape) },
        attributes: { paddings: shape.map((_, i) => [i % 2, 2]), constantValue: 0 },
      },
      ...[...Array(rank).keys()].flatMap((axis): KernelCase[] => {
        const other = shape.map((side, i) => (i === axis ? side + 1 : side));
        return [
          { kernel: 'Concat', inputs: [float(shape), float(other)], attributes: { axis } },
          { kernel: 'Concat', inputs: [float(shape), float(other), float(shape)], attributes: { axis } },
          {
            kernel: 'SplitV',
            inputs: { x: float(shape) },
            attributes: { axis, numOrSizeSplits: [1, shape[axis]! - 1] },
          },
          { kernel: 'Unpack', inputs: { value: float(shape) }, attributes: { axis } },
          { kernel: 'Reverse', inputs: { x: float(shape) }, attributes: { dims: [axis] } },
          { kernel: 'ExpandDims', inputs: { input: float(shape) }, attributes: { dim: axis } },
        ];
      }),
      { kernel: 'Tile', inputs: { x: float(shape) }, attributes: { reps: shape.map((_, i) => 1 + (i % 2)) } },
      { kernel: 'Reshape', inputs: { x: float(shape) }, attributes: { shape: [size] } },
      { kernel: 'Reshape', inputs: { x: float([size]) }, attributes: { shape } },
      { kernel: 'Reshape', inputs: { x: float(shape) }, attributes: { shape: [1, ...shape] } },
      { kernel: 'Reshape', inputs: { x: float(shape) }, attributes: { shape: rank < 4 ? [...shape, 1] : shape } },
      { kernel: 'Reshape', inputs: { x: float(shape) }, attributes: { shape: [1, size] } },
      { kernel: 'Reshape', inputs: { x: float(shape) }, attributes: { shape: [1, 1, size] } },
      { kernel: 'Reshape', inputs: { x: float(shape) }, attributes: { shape: [1, 1, 1, size] } },
    ];
  }),
  { kernel: 'Reshape', inputs: { x: float([1]) }, attributes: { shape: [] } },
  { kernel: 'Reshape', inputs: { x: float([]) }, attributes: { shape: [1] } },
  ...permutations([0, 1, 2, 3]).map((perm) => ({
    kernel: 'Transpose',
    inputs: { x: float(sides) },
    attributes: { perm },
  })),
  ...permutations([0, 1, 2]).map((perm) => ({
    kernel: 'Transpose',
    inputs: { x: float(sides.slice(0, 3)) },
    attributes: { perm },
  })),
  ...permutations([0, 1]).map((perm) => ({
    kernel: 'Transpose',
    inputs: { x: float(sides.slice(0, 2)) },
    attributes: { perm },
  })),
  ...[1, 2, 3].flatMap((count) =>
    [0, 1, 2].flatMap((rank) => ({
      kernel: 'Pack',
      inputs: Array.from({ length: count }, () => float(sides.slice(0, rank))),
      attributes: { axis: 0 },
    })),
  ),
  ...[0, 1, 2].map((axis) => ({
    kernel: 'GatherV2',
    inputs: { x: float([5, 6, 7]), indices: int([4]) },
    attributes: { axis, batchDims: 0 },
  })),
  ...(['ResizeBilinear', 'ResizeNearestNeighbor'] as const).flatMap((kernel) =>
    [true, false].flatMap((halfPixelCenters) =>
      [
        [9, 8],
        [3, 2],
        [5, 4],
      ].map((size) => ({
        kernel,
        inputs: { images: float([2, 5, 4, 3], 'small') },
        attributes: { size, alignCorners: false, halfPixelCenters },
      })),
    ),
  ),
  // Its gradient is not for half-pixel centres: no layer asks for it.
  ...[
    [9, 8],
    [3, 2],
  ].map((size) => ({
    kernel: 'ResizeBilinearGrad',
    inputs: { images: float([2, 5, 4, 3], 'small'), dy: float([2, ...size, 3], 'small') },
    attributes: { alignCorners: false, halfPixelCenters: false, size },
  })),
];

function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

const choosing: KernelCase[] = [
  ...(['float32', 'int32'] as const).flatMap((dtype) =>
    [2, 5, 8].flatMap((depth) =>
      [[6], [2, 3]].map((shape) => ({
        kernel: 'OneHot',
        inputs: { indices: int(shape) },
        attributes: { dtype, depth, onValue: 1, offValue: 0 },
      })),
    ),
  ),
  ...[0, 1, 2, 3, 4].map((rank) => ({
    kernel: 'Select',
    inputs: { condition: bool(sides.slice(0, rank)), t: float(sides.slice(0, rank)), e: float(sides.slice(0, rank)) },
    attributes: {},
  })),
  ...(['float32', 'int32', 'bool'] as const).flatMap((from) =>
    (['float32', 'int32', 'bool'] as const).map((dtype) => ({
      kernel: 'Cast',
      inputs: { x: { dtype: from, shape: [3, 5], values: 'index' as const } },
      attributes: { dtype },
    })),
  ),
  ...(['float32', 'int32', 'bool'] as const).flatMap((dtype) =>
    [0, 1, 2, 3, 4].flatMap((rank) =>
      ['Identity', 'ZerosLike', 'OnesLike'].map((kernel) => ({
        kernel,
        inputs: { x: { dtype, shape: sides.slice(0, rank), values: 'index' as const } },
        attributes: {},
      })),
    ),
  ),
  { kernel: 'ClipByValue', inputs: { x: float([4, 5]) }, attributes: { clipValueMin: -0.5, clipValueMax: 1.5 } },
  { kernel: 'Fill', inputs: {}, attributes: { shape: [3, 4], value: -1e30, dtype: 'float32' } },
  { kernel: 'Fill', inputs: {}, attributes: { shape: [3], value: 2, dtype: 'int32' } },
  { kernel: 'Range', inputs: {}, attributes: { start: 0, stop: 7, step: 2, dtype: 'float32' } },
  ...[1, 2, 3, 4].map((rank) => ({
    kernel: 'Softmax',
    inputs: { logits: float(sides.slice(0, rank)) },
    attributes: { dim: rank - 1 },
  })),
];

const activations: KernelCase[] = [
  ...unary(['Relu', 'Relu6', 'Sigmoid', 'Tanh', 'Elu', 'Selu', 'Softplus', 'Exp', 'Expm1', 'Erf']),
  ...unary(['LeakyRelu'], 'any', { alpha: 0.3 }),
  ...unary(['Step'], 'any', { alpha: 0 }),
  ...[1, 2, 4].map((rank) => ({
    kernel: 'Prelu',
    inputs: { x: float(sides.slice(0, rank)), alpha: float(sides.slice(0, rank), 'small') },
    attributes: {},
  })),
  { kernel: 'Prelu', inputs: { x: float(sides), alpha: float([5], 'small') }, attributes: {} },
  ...[1, 2, 4].map((rank) => ({
    kernel: 'EluGrad',
    inputs: { dy: float(sides.slice(0, rank)), y: float(sides.slice(0, rank), 'small') },
    attributes: {},
  })),
];

/** Computed by the `cpu` backend too, and equal to it. */
export const comparedCases: readonly KernelCase[] = [
  ...unary(['Abs', 'Neg', 'Square', 'Sign', 'Floor', 'Ceil', 'Round', 'Cos', 'Sin', 'Atan', 'IsNan', 'Reciprocal']),
  ...unary(['Sqrt', 'Rsqrt', 'Log', 'Log1p'], 'positive'),
  ...binary(['Add', 'Sub', 'Multiply', 'Maximum', 'Minimum', 'SquaredDifference']),
  ...binary(['RealDiv'], (shape) => float(shape, 'positive')),
  ...binary(['Pow'], (shape) => float(shape, 'positive')),
  ...binary(['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual']),
  ...binary(['Add', 'Sub', 'Multiply', 'Greater', 'Equal'], int),
  ...binary(['LogicalAnd', 'LogicalOr'], bool),
  ...[0, 2].map((rank) => ({ kernel: 'LogicalNot', inputs: { x: bool(sides.slice(0, rank)) }, attributes: {} })),
  ...reductions(['Sum', 'Mean', 'Max', 'Min', 'Prod']),
  ...reductions(['All', 'Any'], bool),
  ...along(['ArgMax', 'ArgMin']),
  ...[1, 2, 3].map((count) => ({
    kernel: 'AddN',
    inputs: Array.from({ length: count }, () => float([3, 4])),
    attributes: {},
  })),
  ...activations,
  ...products,
  ...normalisations,
  ...shaping,
  ...choosing,
  ...convolutions(),
  ...depthwise(),
  ...pools(),
];
