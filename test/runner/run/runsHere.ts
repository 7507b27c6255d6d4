/** Runs in this process, instead of one of their own. */
import { runProcess } from '../../../runner/run/process';

/** What runs print is kept, anew for each test, and not printed. To be called in a `describe`. */
export function useRunsHere() {
  const original = { log: console.log, error: console.error };
  let output: string[] = [];
  before(() => {
    console.log = console.error = (line: string) => output.push(line);
  });
  beforeEach(() => (output = []));
  after(() => Object.assign(console, original));
  return {
    run: (directory: string) => runProcess(directory, () => undefined),
    output: () => output.join('\n'),
  };
}
