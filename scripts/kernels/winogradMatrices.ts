/**
 * The minimal filtering algorithms F(m × m, r × r): m × m outputs of an r × r filter from one tile of
 * (m + r − 1)² inputs, with as many products (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks",
 * CVPR 2016). In one dimension, for inputs d and filter g,
 *
 *     y = Aᵀ [ (G g) ⊙ (Bᵀ d) ],    yᵢ = Σₑ dᵢ₊ₑ gₑ;
 *
 * in two dimensions each matrix is applied to rows and columns. F(4, 3) is printed in the paper's section 4.3; the others
 * follow in the same way from the Chinese remainder theorem with the points in `points` and infinity. The filter's
 * gradient needs the transposes only: dg = Gᵀ [ (A dy) ⊙ (Bᵀ d) ].
 *
 * A test checks the equation above for every entry.
 */
export type Matrix = readonly (readonly number[])[];

export interface Transform {
  /** Outputs of a tile along one dimension. */
  readonly m: number;
  /** Filter size along one dimension. */
  readonly r: number;
  /** Finite interpolation points, in the order of the rows of Bᵀ. */
  readonly points: readonly number[];
  /** Bᵀ, (m + r − 1) × (m + r − 1). */
  readonly BT: Matrix;
  /** G, (m + r − 1) × r. */
  readonly G: Matrix;
  /** Aᵀ, m × (m + r − 1). */
  readonly AT: Matrix;
}

const sevenPoints = [0, 1, -1, 2, -2, 1 / 2, -1 / 2];
/** Bᵀ follows from the points alone: every tile of eight inputs has this one. */
/* prettier-ignore */
const sevenPointsInput: Matrix = [
  [-1, 0, 21 / 4, 0, -21 / 4, 0, 1, 0],
  [0, 1, 1, -17 / 4, -17 / 4, 1, 1, 0],
  [0, -1, 1, 17 / 4, -17 / 4, -1, 1, 0],
  [0, 1 / 2, 1 / 4, -5 / 2, -5 / 4, 2, 1, 0],
  [0, -1 / 2, 1 / 4, 5 / 2, -5 / 4, -2, 1, 0],
  [0, 2, 4, -5 / 2, -5, 1 / 2, 1, 0],
  [0, -2, 4, 5 / 2, -5, -1 / 2, 1, 0],
  [0, -1, 0, 21 / 4, 0, -21 / 4, 0, 1],
];

/* prettier-ignore */
export const transforms: readonly Transform[] = [
  {
    m: 2, r: 3, points: [0, 1, -1],
    BT: [
      [-1, 0, 1, 0],
      [0, 1, 1, 0],
      [0, -1, 1, 0],
      [0, -1, 0, 1],
    ],
    G: [
      [-1, 0, 0],
      [1 / 2, 1 / 2, 1 / 2],
      [1 / 2, -1 / 2, 1 / 2],
      [0, 0, 1],
    ],
    AT: [
      [1, 1, 1, 0],
      [0, 1, -1, 1],
    ],
  },
  {
    m: 3, r: 3, points: [0, 1, -1, 2],
    BT: [
      [2, -1, -2, 1, 0],
      [0, -2, -1, 1, 0],
      [0, 2, -3, 1, 0],
      [0, -1, 0, 1, 0],
      [0, 2, -1, -2, 1],
    ],
    G: [
      [1 / 2, 0, 0],
      [-1 / 2, -1 / 2, -1 / 2],
      [-1 / 6, 1 / 6, -1 / 6],
      [1 / 6, 1 / 3, 2 / 3],
      [0, 0, 1],
    ],
    AT: [
      [1, 1, 1, 1, 0],
      [0, 1, -1, 2, 0],
      [0, 1, 1, 4, 1],
    ],
  },
  {
    m: 4, r: 3, points: [0, 1, -1, 2, -2],
    BT: [
      [4, 0, -5, 0, 1, 0],
      [0, -4, -4, 1, 1, 0],
      [0, 4, -4, -1, 1, 0],
      [0, -2, -1, 2, 1, 0],
      [0, 2, -1, -2, 1, 0],
      [0, 4, 0, -5, 0, 1],
    ],
    G: [
      [1 / 4, 0, 0],
      [-1 / 6, -1 / 6, -1 / 6],
      [-1 / 6, 1 / 6, -1 / 6],
      [1 / 24, 1 / 12, 1 / 6],
      [1 / 24, -1 / 12, 1 / 6],
      [0, 0, 1],
    ],
    AT: [
      [1, 1, 1, 1, 1, 0],
      [0, 1, -1, 2, -2, 0],
      [0, 1, 1, 4, 4, 0],
      [0, 1, -1, 8, -8, 1],
    ],
  },
  {
    m: 6, r: 3, points: sevenPoints,
    BT: sevenPointsInput,
    G: [
      [-1, 0, 0],
      [-2 / 9, -2 / 9, -2 / 9],
      [-2 / 9, 2 / 9, -2 / 9],
      [1 / 90, 1 / 45, 2 / 45],
      [1 / 90, -1 / 45, 2 / 45],
      [32 / 45, 16 / 45, 8 / 45],
      [32 / 45, -16 / 45, 8 / 45],
      [0, 0, 1],
    ],
    AT: [
      [1, 1, 1, 1, 1, 1, 1, 0],
      [0, 1, -1, 2, -2, 1 / 2, -1 / 2, 0],
      [0, 1, 1, 4, 4, 1 / 4, 1 / 4, 0],
      [0, 1, -1, 8, -8, 1 / 8, -1 / 8, 0],
      [0, 1, 1, 16, 16, 1 / 16, 1 / 16, 0],
      [0, 1, -1, 32, -32, 1 / 32, -1 / 32, 1],
    ],
  },
  {
    m: 4, r: 5, points: sevenPoints,
    BT: sevenPointsInput,
    G: [
      [-1, 0, 0, 0, 0],
      [-2 / 9, -2 / 9, -2 / 9, -2 / 9, -2 / 9],
      [-2 / 9, 2 / 9, -2 / 9, 2 / 9, -2 / 9],
      [1 / 90, 1 / 45, 2 / 45, 4 / 45, 8 / 45],
      [1 / 90, -1 / 45, 2 / 45, -4 / 45, 8 / 45],
      [32 / 45, 16 / 45, 8 / 45, 4 / 45, 2 / 45],
      [32 / 45, -16 / 45, 8 / 45, -4 / 45, 2 / 45],
      [0, 0, 0, 0, 1],
    ],
    AT: [
      [1, 1, 1, 1, 1, 1, 1, 0],
      [0, 1, -1, 2, -2, 1 / 2, -1 / 2, 0],
      [0, 1, 1, 4, 4, 1 / 4, 1 / 4, 0],
      [0, 1, -1, 8, -8, 1 / 8, -1 / 8, 1],
    ],
  },
];

export function transpose(matrix: Matrix): Matrix {
  return matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
}
