/** Where the commands write to. */
import pc from 'picocolors';
import { forTerminal } from '../../words/printable';

export interface Terminal {
  /** Results: a line on standard output. */
  result(text: string): void;
  /** Everything said on the way: a line on standard error. */
  say(text: string): void;
  /** A machine reads along: results are JSON, nothing else may stand on standard output. */
  readonly json: boolean;
  /** A person watches standard error, so progress may redraw itself. */
  readonly interactive: boolean;
  /** Colours of standard error; none with NO_COLOR or when it is no terminal. */
  readonly colors: ReturnType<typeof pc.createColors>;
  /** Colours of standard output. */
  readonly resultColors: ReturnType<typeof pc.createColors>;
  /** Columns of standard error. */
  readonly width: number;
}

export function processTerminal(options: { readonly json?: boolean | undefined } = {}): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    // Whoever read along has gone, as `| head` does: no reason to end a training.
    if (stream.listenerCount('error') === 0) stream.on('error', ignoreClosedPipe);
  }
  return {
    // The one way out for names and texts of other people: what would steer the terminal is shown, not sent.
    result: (text) => void process.stdout.write(`${forTerminal(text)}\n`),
    say: (text) => void process.stderr.write(`${forTerminal(text)}\n`),
    json: options.json ?? false,
    interactive: Boolean(process.stderr.isTTY) && process.env['TERM'] !== 'dumb',
    colors: colorsFor(process.stderr),
    resultColors: colorsFor(process.stdout),
    width: process.stderr.columns ?? 80,
  };
}

function colorsFor(stream: NodeJS.WriteStream) {
  const refused = Boolean(process.env['NO_COLOR']);
  const forced = Boolean(process.env['FORCE_COLOR']);
  return pc.createColors(!refused && (forced || (Boolean(stream.isTTY) && process.env['TERM'] !== 'dumb')));
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** A result for machines. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
