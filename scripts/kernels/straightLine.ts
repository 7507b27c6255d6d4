/**
 * Generates straight-line code for y = M x with a constant matrix, on vectors that are named in the generated code. Rows (or
 * columns) of the transform matrices come in pairs that differ only in the signs of some entries, so their even and odd
 * parts are computed once: a ± b instead of two sums.
 */
import type { Matrix } from './winogradMatrices';
import { transpose } from './winogradMatrices';

type Vector = readonly number[];

/** Adds coefficient · name to an expression; undefined stands for nothing yet. */
function addTerm(sum: string | undefined, coefficient: number, name: string): string | undefined {
  if (coefficient === 0) return sum;
  if (sum === undefined) return coefficient === 1 ? name : `mul(constant(${coefficient}), ${name})`;
  if (coefficient === 1) return `add(${sum}, ${name})`;
  if (coefficient === -1) return `sub(${sum}, ${name})`;
  return `fma(constant(${coefficient}), ${name}, ${sum})`;
}

/** Σ coefficients[i] · names[i]; entries of one first, because they start the sum without a product. */
function combination(coefficients: Vector, names: readonly string[]): string {
  const terms = coefficients.map((coefficient, i) => ({ coefficient, name: names[i]! }));
  const ordered = [...terms.filter((t) => t.coefficient === 1), ...terms.filter((t) => t.coefficient !== 1)];
  const sum = ordered.reduce<string | undefined>(
    (s, { coefficient, name }) => addTerm(s, coefficient, name),
    undefined,
  );
  return sum ?? 'zero()';
}

/** Where two vectors agree, and where they are opposite. */
const evenPart = (a: Vector, b: Vector): Vector => a.map((value, i) => (value === b[i] ? value : 0));
const oddPart = (a: Vector, b: Vector): Vector => a.map((value, i) => (value === -b[i]! && value !== b[i] ? value : 0));

function isPair(a: Vector, b: Vector): boolean {
  const nonZero = (vector: Vector) => vector.some((value) => value !== 0);
  const alike = a.every((value, i) => value === b[i] || value === -b[i]!);
  return alike && nonZero(evenPart(a, b)) && nonZero(oddPart(a, b));
}

/** Indices of rows that come in pairs, and of those that do not. */
function findPairs(rows: Matrix): { pairs: [number, number][]; single: number[] } {
  const used = new Set<number>();
  const pairs: [number, number][] = [];
  for (let i = 0; i < rows.length; i++) {
    for (let j = i + 1; j < rows.length; j++) {
      if (used.has(i) || used.has(j) || !isPair(rows[i]!, rows[j]!)) continue;
      used.add(i).add(j);
      pairs.push([i, j]);
    }
  }
  return { pairs, single: rows.map((_, i) => i).filter((i) => !used.has(i)) };
}

/** Statements that compute the names `y` = M · the names `x`; at most one call per function, because names would be repeated. */
export function product(M: Matrix, x: readonly string[], y: readonly string[]): string[] {
  const { pairs, single } = findPairs(M);
  return pairs.length > 0 ? byRows(M, x, y, pairs, single) : byColumns(M, x, y);
}

function byRows(
  M: Matrix,
  x: readonly string[],
  y: readonly string[],
  pairs: readonly [number, number][],
  single: readonly number[],
): string[] {
  return [
    ...pairs.flatMap(([a, b]) => [
      `const e${a} = ${combination(evenPart(M[a]!, M[b]!), x)}, o${a} = ${combination(oddPart(M[a]!, M[b]!), x)};`,
      `const ${y[a]} = add(e${a}, o${a}), ${y[b]} = sub(e${a}, o${a});`,
    ]),
    ...single.map((row) => `const ${y[row]} = ${combination(M[row]!, x)};`),
  ];
}

function byColumns(M: Matrix, x: readonly string[], y: readonly string[]): string[] {
  const columns = transpose(M);
  const { pairs, single } = findPairs(columns);
  const terms: { column: Vector; name: string }[] = [];
  const statements: string[] = [];
  for (const [a, b] of pairs) {
    statements.push(`const p${a} = add(${x[a]}, ${x[b]}), q${a} = sub(${x[a]}, ${x[b]});`);
    terms.push({ column: evenPart(columns[a]!, columns[b]!), name: `p${a}` });
    terms.push({ column: oddPart(columns[a]!, columns[b]!), name: `q${a}` });
  }
  for (const a of single) terms.push({ column: columns[a]!, name: x[a]! });
  const names = terms.map(({ name }) => name);
  const sums = y.map(
    (name, row) =>
      `const ${name} = ${combination(
        terms.map(({ column }) => column[row]!),
        names,
      )};`,
  );
  return [...statements, ...sums];
}
