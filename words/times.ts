/** Formats times for people. */

/** `3 min ago`; give the exact time as a title. */
export function relativeTime(iso: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  const format = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto', style: 'short' });
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return format.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return format.format(-Math.floor(seconds / 3600), 'hour');
  return format.format(-Math.floor(seconds / 86_400), 'day');
}

/** `31 Jan 2026, 10:15:00`, in the local time zone. */
export function exactTime(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
}

/**
 * `31 Jan, 10:15:00`, for places where the year is clear.
 * @param moment milliseconds since 1970
 */
export function shortTime(moment: number): string {
  const time = new Date(moment);
  const day = time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return `${day}, ${time.toLocaleTimeString('en-GB')}`;
}
