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

/** A whole number, with thousands separators: `35,887`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
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
 * The number of decimals that an uncertainty supports: its first digit, or its first two when it begins with 1 or 2, as is usual in
 * physics; at most two. One without an uncertainty, or when it is 0.
 * @param halfWidth in the unit that is shown
 */
function decimalsFor(halfWidth: number | undefined): number {
  if (halfWidth === undefined || !(halfWidth > 0)) return 1;
  const exponent = Math.floor(Math.log10(halfWidth));
  const leading = halfWidth / 10 ** exponent;
  return Math.min(2, Math.max(0, (leading < 3 ? 1 : 0) - exponent));
}

/** A value, and how uncertain it is: `84.1 %` and `± 0.4`. */
export interface Within {
  readonly value: string;
  readonly spread?: string;
}

/** In one line: `84.1 % ± 0.4`. */
export function within({ value, spread }: Within): string {
  return spread === undefined ? value : `${value} ${spread}`;
}

/**
 * A measured fraction as a percentage with the half-width of its interval, and as many digits as that supports. An
 * uncertain value never looks certain: the half-width is at least one unit of the last digit. When an interval reaches
 * below 0 or above 1, its possible part is shown by its ends: `53 % (0 to 100)`.
 */
export function percentWithin(fraction: number, halfWidth: number | undefined): Within {
  if (halfWidth === undefined) return { value: percent(fraction) };
  const width = halfWidth * 100;
  const decimals = decimalsFor(width);
  const [low, high] = [fraction - halfWidth, fraction + halfWidth];
  if (low < 0 || high > 1) {
    const end = (value: number): string => decimal(100 * Math.min(1, Math.max(0, value)), decimals);
    return { value: percent(fraction, decimals), spread: `(${end(low)} to ${end(high)})` };
  }
  return {
    value: percent(fraction, decimals),
    spread: `± ${decimal(Math.max(width, 10 ** -decimals), decimals)}`,
  };
}

/** A measured fraction: `84.1 %`. */
export function percent(fraction: number, decimals = 1): string {
  return `${decimal(fraction * 100, decimals)} %`;
}

/** A share that was chosen or counted, without trailing zeros: `10 %`, `12.5 %`. */
export function share(fraction: number): string {
  return `${significant(fraction * 100, 3)} %`;
}

/**
 * A difference of two fractions in percentage points, always with its sign: `+1.8`, `−0.4`.
 * @param decimals by default one
 */
export function points(difference: number, decimals = 1): string {
  const text = decimal(difference * 100, decimals);
  return text.startsWith(minus) || Number(text) === 0 ? text : `+${text}`;
}

/** The interval of a measured fraction: `82.1 to 86.0 %`, with as many digits as it supports. */
export function interval(low: number, high: number): string {
  const decimals = decimalsFor((100 * (high - low)) / 2);
  return `${decimal(100 * low, decimals)} to ${percent(high, decimals)}`;
}

/**
 * A difference of two fractions and its interval, in percentage points with as many digits as the interval supports, limited
 * to what two fractions can differ by.
 */
export function pointsWithin({
  mean,
  low,
  high,
}: {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}): {
  /** `+1.8` */
  readonly mean: string;
  /** `0.9 to 2.7` */
  readonly interval: string;
} {
  const decimals = decimalsFor((100 * (high - low)) / 2);
  const bound = (value: number): string => decimal(100 * Math.min(1, Math.max(-1, value)), decimals);
  return { mean: points(mean, decimals), interval: `${bound(low)} to ${bound(high)}` };
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
