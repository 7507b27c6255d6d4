import { BarReporter } from './barReporter';
import { JsonReporter, LineReporter, type Reporter } from './reporter';
import type { Terminal } from './terminal';

/** A bar where a person watches, JSON where a machine reads along, else lines. */
export function chooseReporter(terminal: Terminal): Reporter {
  if (terminal.json) return new JsonReporter(terminal);
  return terminal.interactive ? new BarReporter(terminal) : new LineReporter(terminal);
}
