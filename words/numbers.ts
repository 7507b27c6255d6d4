/**
 * Formats numbers for people: in the terminal, trees, pages, pictures and exports. British English, a proper minus sign, only
 * digits that mean something. A second way to format numbers is a lint error.
 */

const minus = '−';

/** A plain number with this many decimals; never `−0.0`. */
export function decimal(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text.replace('-', minus);
}

/** At most this many significant digits, without trailing zeros: `0.0123`, `−4.6`, `12`. */
export function significant(value: number, digits: number): string {
  return String(rounded(value, digits)).replace('-', minus);
}

/** Rounds to this many significant digits. */
export function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** Made once: pages write hundreds of numbers with every key. */
const wholeNumbers = new Intl.NumberFormat('en-GB');

/** A whole number, with thousands separators: `35,887`. */
export function count(value: number): string {
  return wholeNumbers.format(Math.round(value));
}

/** `1 face`, `35,887 faces`. */
export function counted(value: number, one: string, several = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : several}`;
}

/** The verb after a number of things. */
export function isOrAre(value: number): 'is' | 'are' {
  return value === 1 ? 'is' : 'are';
}

/**
 * The number of decimals of figures that belong together, such as a mean and its interval: one, and more where the figures
 * would hide something. A bound that is not 0 never reads 0, for it says on which side of 0 it is; a half-width never
 * reads 0 either; and what lies inside of its interval does not read as a bound of it.
 * @param distinct pairs that must not read the same unless they are the same
 */
function decimalsFor(distinct: readonly (readonly [number, number])[]): number {
  for (let decimals = 1; decimals < mostDecimals; decimals++) {
    if (distinct.every(([a, b]) => a === b || decimal(a, decimals) !== decimal(b, decimals))) return decimals;
  }
  return mostDecimals;
}

const mostDecimals = 3;

/** A value, and how uncertain it is: `84.1 %` and `± 0.4`. */
export interface Within {
  readonly value: string;
  readonly spread?: string;
}

/** In one line: `84.1 % ± 0.4`. */
export function within({ value, spread }: Within): string {
  return spread === undefined ? value : `${value} ${spread}`;
}

/** The ends of an interval, in the unit of the value. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * A measured fraction as a percentage with its interval. One that reaches 0 or 1, or whose ends are not equally far from the
 * fraction, is shown by its ends, in its possible part: `53.0 % (0.0 to 100.0)`.
 */
export function percentWithin(fraction: number, bounds: Bounds | undefined): Within {
  if (!bounds || bounds.low === bounds.high) return { value: percent(fraction) };
  // A bound that is 0 but for rounding is 0.
  const exact = (bound: number): number => Math.round(1e9 * bound) / 1e7;
  const [low, high] = [exact(Math.max(0, bounds.low)), exact(Math.min(1, bounds.high))];
  const width = (high - low) / 2;
  const decimals = decimalsFor([[width, 0]]);
  const unevenness = Math.abs(high + low - 200 * fraction);
  if (low <= 0 || high >= 100 || unevenness > 10 ** -decimals) {
    const digits = decimalsFor([
      [low, 0],
      [high, 100],
    ]);
    return { value: percent(fraction, digits), spread: `(${decimal(low, digits)} to ${decimal(high, digits)})` };
  }
  return { value: percent(fraction, decimals), spread: `± ${decimal(width, decimals)}` };
}

/** A measured fraction: `84.1 %`. */
export function percent(fraction: number, decimals = 1): string {
  return `${decimal(fraction * 100, decimals)} %`;
}

/** The text, with no break between a number and its per cent sign. */
export const unbrokenPercent = (text: string): string => text.replaceAll(' %', '\u00a0%');

/** A share that was chosen or counted, without trailing zeros: `10 %`, `12.5 %`. */
export function share(fraction: number): string {
  return `${significant(fraction * 100, 3)} %`;
}

/** With its sign: `+1.8`, `−0.4`, `0.0`. */
function signed(value: number, decimals: number): string {
  const text = decimal(value, decimals);
  return text.startsWith(minus) || Number(text) === 0 ? text : `+${text}`;
}

/** A difference of two fractions in percentage points, always with its sign: `+1.8`, `−0.4`. */
export function points(difference: number, decimals = 1): string {
  return signed(100 * difference, decimals);
}

/** The interval of a measured fraction: `82.1 to 86.0 %`. */
export function interval(low: number, high: number): string {
  return `${decimal(100 * low, 1)} to ${percent(high)}`;
}

/** A difference and its interval. */
export interface SignedWithin {
  /** `+1.8` */
  readonly mean: string;
  /** `0.9 to 2.7` */
  readonly interval: string;
}

/** A difference of two fractions and its interval, in percentage points, limited to what two fractions can differ by. */
export function pointsWithin({ mean, low, high }: Bounds & { readonly mean: number }): SignedWithin {
  const limited = (value: number): number => 100 * Math.min(1, Math.max(-1, value));
  return signedWithin(100 * mean, limited(low), limited(high));
}

/** A difference of two losses and its interval: `−0.012` and `−0.020 to −0.004`. */
export function lossWithin({ mean, low, high }: Bounds & { readonly mean: number }): SignedWithin {
  return { mean: signed(mean, 3), interval: `${decimal(low, 3)} to ${decimal(high, 3)}` };
}

function signedWithin(mean: number, low: number, high: number): SignedWithin {
  const decimals = decimalsFor([
    [low, 0],
    [high, 0],
    [low, mean],
    [high, mean],
  ]);
  return { mean: signed(mean, decimals), interval: `${decimal(low, decimals)} to ${decimal(high, decimals)}` };
}

/** A p-value: `p 0.032`, `p < 0.001`. */
export function pValue(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p ${significant(p, 2)}`;
}

/** Three decimals: `1.235`. */
export function loss(value: number): string {
  return decimal(value, 3);
}

/** `0.4 s`, `45 s`, `3 min 20 s`, `2 h 5 min`, `1 d 3 h`. */
export function duration(seconds: number): string {
  const positive = Math.max(0, seconds);
  if (positive < 9.95 && !Number.isInteger(positive)) return `${decimal(positive, 1)} s`;
  const whole = Math.round(positive);
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const first = units.findIndex(([, size]) => whole >= size);
  if (first < 0) return '0 s';
  const [unit, size] = units[first]!;
  const rest = units[first + 1];
  const main = `${Math.floor(whole / size)} ${unit}`;
  const minor = rest ? Math.floor((whole % size) / rest[1]) : 0;
  return rest && minor > 0 ? `${main} ${minor} ${rest[0]}` : main;
}

/** Rounded to what an estimate is worth: `45 s`, `25 min`, `2 h 30 min`, `1 d 3 h`. */
export function roughDuration(seconds: number): string {
  const steps = [
    [60, 5],
    [3600, 60],
    [36_000, 600],
  ] as const;
  const step = steps.find(([below]) => seconds < below)?.[1] ?? 3600;
  return duration(Math.max(step, Math.round(seconds / step) * step));
}

/** How many per second, without the unit: `4.2`, `1,340`. */
export function perSecond(value: number): string {
  return value < 9.95 ? decimal(value, 1) : count(value);
}

/** In decimal units, as VS Code shows them: `512 bytes`, `340 kB`, `94.8 MB`, `1.3 GB`. */
export function sizeWords(value: number): string {
  if (value < 1e3) return counted(value, 'byte');
  if (value < 999.5e3) return `${count(value / 1e3)} kB`;
  if (value < 99.95e6) return `${decimal(value / 1e6, 1)} MB`;
  return value < 999.5e6 ? `${count(value / 1e6)} MB` : `${decimal(value / 1e9, 1)} GB`;
}
