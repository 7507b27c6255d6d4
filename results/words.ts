/** Numbers and states as a person reads them: British English, a proper minus sign, digits that mean something. */
import type { ListedSummary } from './listedSummary';
import type { Estimate, RunHeader } from '../schemas/messages';

const minus = '−';

/**
 * Decimals that an uncertainty supports: its first digit, or its first two when it begins with 1 or 2, as is usual in
 * physics; at most two. Without an uncertainty, or with none to see, one.
 * @param halfWidth in the unit that is shown
 */
export function decimalsFor(halfWidth: number | undefined): number {
  if (halfWidth === undefined || !(halfWidth > 0)) return 1;
  const exponent = Math.floor(Math.log10(halfWidth));
  const leading = halfWidth / 10 ** exponent;
  return Math.min(2, Math.max(0, (leading < 3 ? 1 : 0) - exponent));
}

function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  // Never "−0.0".
  return Number(text) === 0 ? (0).toFixed(decimals) : text.replace('-', minus);
}

/**
 * `84.1 %`; with the half-width of an interval `84.1 % ± 0.4`, and as many digits as it supports. Both are fractions. What is
 * uncertain never reads as certain: the smallest half-width is that of the last digit.
 */
export function formatPercent(fraction: number, halfWidth?: number): string {
  const width = halfWidth === undefined ? undefined : halfWidth * 100;
  const decimals = decimalsFor(width);
  const value = `${fixed(fraction * 100, decimals)} %`;
  return width === undefined ? value : `${value} ± ${fixed(Math.max(width, 10 ** -decimals), decimals)}`;
}

/**
 * A difference of two fractions in percentage points, always with its sign: `+1.8`, `−0.4`.
 * @param decimals by default one
 */
export function formatPoints(difference: number, decimals = 1): string {
  const text = fixed(difference * 100, decimals);
  return text.startsWith(minus) || Number(text) === 0 ? text : `+${text}`;
}

/** An estimate of a fraction with its number of runs: `84.1 % ± 0.4, 3 runs`. */
export function estimateWords({ mean, halfWidth, count }: Estimate): string {
  return `${formatPercent(mean, halfWidth)}, ${count} ${count === 1 ? 'run' : 'runs'}`;
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`, `1 d 3 h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
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

/** Where a run stands, in a few words for a list: `running 12/30`, `done 84.1 %`, `stopped`. */
export function statusWords(
  header: Pick<RunHeader, 'state' | 'stopping' | 'phase' | 'epoch' | 'epochs'>,
  summary?: Pick<ListedSummary, 'splits'>,
): string {
  switch (header.state) {
    case 'queued':
      return header.stopping ? 'stopping' : 'queued';
    case 'running': {
      const phase = header.phase?.phase;
      if (!header.stopping && (phase === 'evaluating' || phase === 'searching')) return phase;
      const what = header.stopping ? 'stopping' : 'running';
      return header.epoch === undefined
        ? header.stopping
          ? what
          : 'starting'
        : `${what} ${header.epoch}/${header.epochs}`;
    }
    case 'completed': {
      const accuracy = summary?.splits['test']?.accuracy;
      return accuracy === undefined ? 'done' : `done ${formatPercent(accuracy)}`;
    }
    case 'cancelled':
      return 'stopped';
    case 'interrupted':
      return 'interrupted';
    case 'failed':
      return 'failed';
  }
}
