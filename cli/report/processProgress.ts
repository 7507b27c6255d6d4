/** Shows the progress of work other than training: a line that redraws itself, or a line now and then. */
import { printable } from '../../words/printable';
import type { Terminal } from './terminal';
import { share } from '../../words/numbers';
import type { Progress } from '../../runner/progress';

/** Milliseconds between two lines where nothing can be redrawn. */
const lineMs = 5000;

export function processProgress(terminal: Terminal): { readonly onProgress: Progress; end(): void } {
  let last = '';
  let printedAt = performance.now();
  let drawn = false;
  const clear = () => {
    if (drawn) process.stderr.write('\r\x1b[K');
    drawn = false;
  };
  return {
    onProgress: ({ detail, done, total }) => {
      const part =
        total !== undefined && total > 0 ? `  ${share(Math.min(100, Math.floor((100 * done) / total)) / 100)}` : '';
      const line = `${detail}${part}`;
      if (terminal.interactive) {
        if (line === last) return;
        process.stderr.write(`\r${printable(line, terminal.width - 2)}\x1b[K`);
        drawn = true;
      } else {
        const now = performance.now();
        const sameStep = last.startsWith(detail);
        if (line === last || (sameStep && now - printedAt < lineMs)) return;
        printedAt = now;
        terminal.say(line);
      }
      last = line;
    },
    end: clear,
  };
}
