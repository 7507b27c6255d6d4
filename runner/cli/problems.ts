/** Problems of an experiment file as a compiler would print them. */
import path from 'node:path';
import { dotted } from '../../experiment/json';
import type { LineMap } from '../../experiment/text';
import type { Problem } from '../../experiment/types';
import { counted, type Terminal } from './terminal';

const tabWidth = 2;

/** `file:12:5 error …` with the line and a caret under what is meant. */
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
  const expand = (text: string) => text.replace(/\t/g, ' '.repeat(tabWidth));
  const before = expand(source.slice(0, range.start.character));
  const end = range.end.line === range.start.line ? range.end.character : source.trimEnd().length;
  const marked = expand(source.slice(range.start.character, end)).length;
  const gutter = String(range.start.line + 1);
  const paint = severity === 'error' ? colors.red : colors.yellow;
  terminal.say(`  ${colors.dim(`${gutter} |`)} ${expand(source)}`);
  terminal.say(
    `  ${colors.dim(`${' '.repeat(gutter.length)} |`)} ${' '.repeat(before.length)}${paint('^'.repeat(Math.max(1, marked)))}`,
  );
}

/** `2 errors, 1 warning`; empty when there is nothing. */
export function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  return [errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : '']
    .filter(Boolean)
    .join(', ');
}

/** A problem for machines: lines and columns from 1. */
export function problemObject({ severity, code, message, path: at, range, suggestion }: Problem) {
  return {
    severity,
    code,
    message,
    path: dotted(at),
    line: range.start.line + 1,
    column: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
