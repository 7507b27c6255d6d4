/** How a run of `npm test` ends, in words. */
import { counted } from '../../words/numbers';
import { add, nothing } from './outcome';
import type { Result } from './run';

/** The tests of all suites, where a failed check counts as one; where only checks ran, those. */
export function lastLine(results: readonly Result[]): string {
  const { passed, failed, skipped } = results.map(({ outcome }) => outcome).reduce(add, nothing);
  if (results.some(({ step }) => step.suite !== undefined)) {
    return `${passed} passed, ${failed} failed, ${skipped} skipped`;
  }
  const good = results.length - failed;
  return failed === 0 ? `${counted(good, 'check')} passed` : `${counted(good, 'check')} passed, ${failed} failed`;
}
