/** Problems of an experiment file as a compiler would print them. */
import path from 'node:path';
import type { LineMap } from '../../experiment/text';
import type { Problem } from '../../experiment/types';
import { type Terminal } from './terminal';

const tabWidth = 2;

/** `file:12:5 error …` with the line and a caret under the place. */
export function printProblems(file: string, problems: readonly Problem[], lines: LineMap, terminal: Terminal): void {
  const { colors } = terminal;
  const shown = path.relative(process.cwd(), file) || file;
  const name = shown.startsWith('..') ? file : shown;
  for (const { severity, message, code, range } of problems) {
    const place = `${name}:${range.start.line + 1}:${range.start.character + 1}`;
    const word = severity === 'error' ? colors.red('error') : colors.yellow('warning');
    terminal.say(`${colors.bold(place)} ${word} ${message} ${colors.dim(`[${code}]`)}`);
    const source = lines.line(range.start.line);
    if (source.trim() !== '') printExcerpt(source, range, severity, terminal);
  }
}

function printExcerpt(
  source: string,
  range: Problem['range'],
  severity: Problem['severity'],
  terminal: Terminal,
): void {
  const { colors } = terminal;
  // One column for each character, so that the caret stands below its place.
  const expand = (text: string) => text.replace(/\t/g, ' '.repeat(tabWidth)).replace(/[\p{Cc}\u2028\u2029]/gu, '·');
  const end = range.end.line === range.start.line ? range.end.character : source.trimEnd().length;
  const shown = around(source, range.start.character, end);
  const before = expand(shown.text.slice(0, shown.from));
  const marked = expand(shown.text.slice(shown.from, shown.to)).length;
  const gutter = String(range.start.line + 1);
  const paint = severity === 'error' ? colors.red : colors.yellow;
  terminal.say(`  ${colors.dim(`${gutter} |`)} ${expand(shown.text)}`);
  terminal.say(
    `  ${colors.dim(`${' '.repeat(gutter.length)} |`)} ${' '.repeat(before.length)}${paint('^'.repeat(Math.max(1, marked)))}`,
  );
}

/** How many characters of a line are shown. */
const excerptWidth = 80;

/** The part of a line around a place, with … where it is cut, and the position of the place in that part. */
function around(source: string, from: number, to: number): { text: string; from: number; to: number } {
  if (source.length <= excerptWidth) return { text: source, from, to };
  const room = Math.max(0, excerptWidth - (to - from));
  const start = Math.max(0, Math.min(from - Math.floor(room / 2), source.length - excerptWidth));
  const end = Math.min(source.length, start + excerptWidth);
  const [head, tail] = [start > 0 ? '…' : '', end < source.length ? '…' : ''];
  const shift = head.length - start;
  return { text: head + source.slice(start, end) + tail, from: from + shift, to: Math.min(to, end) + shift };
}
