/**
 * Breaks a line between words so that no line is longer than the width; a longer word stands alone.
 * @param indent spaces before all lines but the first
 */
export function wrap(text: string, width: number, indent = 0): string {
  const [first = '', ...words] = text.split(/ (?=\S)/);
  const lines = [first];
  for (const word of words) {
    const longer = `${lines.at(-1)!} ${word}`;
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(' '.repeat(indent) + word);
  }
  return lines.join('\n');
}
