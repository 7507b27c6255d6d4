/** Where commands write to: standard output and standard error. */
import pc from 'picocolors';
import { forTerminal } from '../../words/printable';

export interface Terminal {
  /** Results: a line on standard output. */
  result(text: string): void;
  /** Everything else: a line on standard error. */
  say(text: string): void;
  /** A program reads the results: they are JSON, and nothing else may be on standard output. */
  readonly json: boolean;
  /** A person watches standard error, so progress may redraw itself. */
  readonly interactive: boolean;
  /** Colours of standard error; none with NO_COLOR or when it is not a terminal. */
  readonly colors: ReturnType<typeof pc.createColors>;
  /** Colours of standard output. */
  readonly resultColors: ReturnType<typeof pc.createColors>;
  /** Columns of standard error. */
  readonly width: number;
}

export function processTerminal(options: { readonly json?: boolean | undefined } = {}): Terminal {
  return {
    // All names and texts of other people pass through here: control characters are shown, not sent to the terminal.
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

/** A reader that closes the pipe, as `| head` does, ends neither a training nor a help text with an error. */
export function allowClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** A result for programs. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
