/** Numbers as people read them. A figure space keeps units with their number; the minus is a minus, not a hyphen. */

const minus = '−';

/** `84.1 %`; as many decimals as `halfWidth` (the interval's, as a fraction) supports, one by default. */
export function percent(fraction: number, halfWidth?: number): string {
  return `${(fraction * 100).toFixed(decimals(halfWidth))}\u00a0%`;
}

/** `+1.8`, in percentage points. */
export function points(difference: number, halfWidth?: number): string {
  const digits = decimals(halfWidth);
  const rounded = (Math.abs(difference) * 100).toFixed(digits);
  const sign = Number(rounded) === 0 ? '±' : difference < 0 ? minus : '+';
  return `${sign}${rounded}`;
}

function decimals(halfWidth: number | undefined): number {
  if (halfWidth === undefined) return 1;
  return halfWidth >= 0.0005 ? 1 : 2;
}

/** `1 h 05 min`, `3 min 20 s`, `12 s`, `0.4 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)}\u00a0s`;
  const whole = Math.round(seconds);
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (whole < 60) return `${whole}\u00a0s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}\u00a0min ${pad(whole % 60)}\u00a0s`;
  return `${Math.floor(whole / 3600)}\u00a0h ${pad(Math.floor((whole % 3600) / 60))}\u00a0min`;
}

/** `1.3 GB`, decimal units as VS Code shows them. */
export function bytes(count: number): string {
  if (count < 1e6) return `${Math.round(count / 1e3)}\u00a0kB`;
  return count < 1e9 ? `${Math.round(count / 1e6)}\u00a0MB` : `${(count / 1e9).toFixed(1)}\u00a0GB`;
}

export const count = (value: number): string => value.toLocaleString('en-GB');

/** `3 min ago`; give the exact time as a title. */
export function relativeTime(iso: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  const format = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto', style: 'short' });
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return format.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return format.format(-Math.floor(seconds / 3600), 'hour');
  return format.format(-Math.floor(seconds / 86_400), 'day');
}

export const exactTime = (iso: string): string =>
  new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
