/** Problems of an experiment file for programs and for messages. */
import { counted } from '../words/numbers';
import { dotted } from './json';
import type { Problem } from './types';

/** `2 errors, 1 warning`; empty when there is nothing. */
export function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  return [errors > 0 ? counted(errors, 'error') : '', warnings > 0 ? counted(warnings, 'warning') : '']
    .filter(Boolean)
    .join(', ');
}

/** A problem for programs: lines and columns are counted from 1. */
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

/** `file:12:5 error …`, as compilers write it. @param file name that is shown */
export function problemLine(file: string, { severity, message, code, range: { start } }: Problem): string {
  return `${file}:${start.line + 1}:${start.character + 1} ${severity} ${message} [${code}]`;
}
