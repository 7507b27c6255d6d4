/** The command that runs one test alone, printed at the end of a suite for each that failed. */
import path from 'node:path';
import type { Hook, Test } from 'mocha';
import { root } from '../paths';
import { suiteOf } from './suites';

/** Of a test, or of the hook that failed: then of the tests that it stands before or after. */
export function commandAlone(failed: Test | Hook): string {
  const title = failed.type === 'hook' ? (failed.parent?.fullTitle() ?? '') : failed.fullTitle();
  const words = title === '' ? '' : ` -g "${pattern(title)}"`;
  if (failed.file === undefined) return `npm test --${words}`;
  const file = path.relative(root, path.resolve(root, failed.file)).split(path.sep).join('/');
  return `npm test -- ${suiteOf(file) ?? 'unit'} ${file}${words}`;
}

/** What shells or regular expressions read in their own way becomes `.`, so that any shell takes the command as it is. */
function pattern(title: string): string {
  return title.replaceAll(/["'`\\$!%^*+?()[\]{}|\p{Cc}]/gu, '.').replaceAll(/^\/|\/(?=[a-z]*$)/g, '.');
}

/** Lines for the end of a suite; none where nothing failed. */
export function linesAlone(commands: readonly string[]): string[] {
  return commands.length === 0
    ? []
    : ['', '  To run what failed alone:', ...commands.map((command) => `    ${command}`), ''];
}
