import { BarReporter } from './barReporter';
import { JsonReporter, LineReporter, type Reporter } from './reporter';
import type { Terminal } from './terminal';

/** Chooses JSON for programs, a progress bar for a person who watches one run at a time, otherwise lines. */
export function chooseReporter(terminal: Terminal, jobs = 1): Reporter {
  if (terminal.json) return new JsonReporter(terminal);
  return terminal.interactive && jobs === 1 ? new BarReporter(terminal) : new LineReporter(terminal, jobs > 1);
}
