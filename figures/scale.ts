/** Computes the ticks of an axis, and the position of a value on it. */
import { rounded } from '../words/numbers';

/** About `count` steps of 1, 2 or 5 times a power of ten, all of them within the range. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => rounded((first + index) * step, 12));
}

/** Ticks at whole numbers only, for counts. */
export function wholeTicks(low: number, high: number, count: number): number[] {
  return ticks(low, high, Math.min(count, Math.max(1, high - low))).filter(Number.isInteger);
}

/** Maps `[low, high]` to `[from, to]`, linearly. */
export function scale(low: number, high: number, from: number, to: number): (value: number) => number {
  const factor = high === low ? 0 : (to - from) / (high - low);
  return (value) => from + (value - low) * factor;
}
