/** The command that runs one test alone, printed at the end of a suite for each that failed. */
import path from 'node:path';
import type { Hook, Test } from 'mocha';
import { root } from '../paths';
import { suiteOf } from './suites';

/** The command for a failed test; for a failed hook, for the tests of its suite. */
export function commandAlone(failed: Test | Hook): string {
  const title = failed.type === 'hook' ? (failed.parent?.fullTitle() ?? '') : failed.fullTitle();
  const words = title === '' ? '' : ` -g "${pattern(title)}"`;
  if (failed.file === undefined) return `npm test --${words}`;
  const file = path.relative(root, path.resolve(root, failed.file)).split(path.sep).join('/');
  return `npm test -- ${suiteOf(file) ?? 'unit'} ${file}${words}`;
}

/** Replaces what shells or regular expressions treat specially by `.`, so that the command works in any shell. */
function pattern(title: string): string {
  return title.replaceAll(/["'`\\$!%^*+?()[\]{}|\p{Cc}]/gu, '.').replaceAll(/^\/|\/(?=[a-z]*$)/g, '.');
}

/** Lines for the end of a suite; none when nothing failed. */
export function linesAlone(commands: readonly string[]): string[] {
  return commands.length === 0
    ? []
    : ['', '  To run what failed alone:', ...commands.map((command) => `    ${command}`), ''];
}
