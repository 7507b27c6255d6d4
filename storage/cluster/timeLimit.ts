/** Time limits of jobs as Slurm writes them. */
import { counted } from '../../words/numbers';

const units = ['day', 'hour', 'minute', 'second'] as const;
type Unit = (typeof units)[number];

/** Seconds of each, and how many of it are one of the next larger. */
const sizes: Readonly<Record<Unit, { readonly seconds: number; readonly most: number }>> = {
  day: { seconds: 86_400, most: Infinity },
  hour: { seconds: 3600, most: 24 },
  minute: { seconds: 60, most: 60 },
  second: { seconds: 1, most: 60 },
};

export interface TimeLimit {
  /** 0: without a limit. */
  readonly seconds: number;
  /** What cannot be, such as 99 minutes beside hours: a slip of whoever wrote it. */
  readonly mistake?: string;
}

/** @param text `m`, `m:s`, `h:m:s`, `d-h`, `d-h:m` or `d-h:m:s` */
export function timeLimit(text: string): TimeLimit {
  const [days, rest] = text.includes('-') ? text.split('-') : [undefined, text];
  const numbers = [...(days === undefined ? [] : [days]), ...rest!.split(':')].map(Number);
  const first: Unit = days !== undefined ? 'day' : numbers.length === 3 ? 'hour' : 'minute';
  const parts = numbers.map((number, index) => ({ number, unit: units[units.indexOf(first) + index]! }));
  const seconds = parts.reduce((sum, { number, unit }) => sum + number * sizes[unit].seconds, 0);
  // The first may be as large as one likes: 90 minutes are a limit.
  const wrong = parts.slice(1).find(({ number, unit }) => number >= sizes[unit].most);
  if (!wrong) return { seconds };
  const { number, unit } = wrong;
  const mistake = `it has ${counted(number, unit)}, and less than ${sizes[unit].most} was expected there; "${written(seconds)}" is the same time`;
  return { seconds, mistake };
}

/** `05:39:00`, `1-12:00:00` */
function written(seconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const time = [(seconds / 3600) % 24, (seconds / 60) % 60, seconds % 60].map(two).join(':');
  return days === 0 ? time : `${days}-${time}`;
}
