/**
 * What a process that died said last on standard error, as far as it tells a person something: V8 ends its reports with
 * lines of signs.
 */
export function lastWords(errors: string): string | undefined {
  const lines = errors
    .split('\n')
    .map((line) => line.replace(/^[#\s]+/, '').trim())
    .filter((line) => /\p{L}{3}/u.test(line));
  return lines.find((line) => /out of memory/i.test(line)) ?? lines.at(-1);
}
