/**
 * The last line on the standard error of a dead process that tells people something: V8 ends its reports with lines of
 * symbols.
 */
export function lastWords(errors: string): string | undefined {
  const lines = errors
    .split('\n')
    .map((line) => line.replace(/^[#\s]+/, '').trim())
    .filter((line) => /\p{L}{3}/u.test(line));
  return lines.find(outOfMemory) ?? lines.at(-1);
}

export function outOfMemory(words: string | undefined): boolean {
  return words !== undefined && /out of memory/i.test(words);
}
