/** Prints a figure as SVG, or writes it to a file. */
import path from 'node:path';
import type { Figure } from '../../figures/figure';
import { writeFileAtomic } from '../../storage/files/atomic';
import { UserError } from '../../schemas/userError';
import { json, processTerminal } from './terminal';

export interface FigureOutput {
  /** A file named `*.svg`; absent for standard output. */
  readonly output?: string;
  readonly json?: boolean;
}

/** @throws UserError if the output is no SVG file; call it before long work */
export function checkFigureOutput({ output }: FigureOutput): void {
  if (output === undefined || path.extname(output) === '.svg') return;
  throw new UserError(`${output} is not an SVG file.`, 'Name it *.svg. To save PNG, use the editor.');
}

export async function writeFigure({ svg, name, data }: Figure, options: FigureOutput): Promise<number> {
  checkFigureOutput(options);
  const file = options.output === undefined ? undefined : path.resolve(options.output);
  if (file !== undefined) await writeFileAtomic(file, Buffer.from(svg));
  const terminal = processTerminal(options);
  if (terminal.json)
    terminal.result(json({ ...(file === undefined ? { name, svg } : { file }), ...(data && { data }) }));
  else if (file === undefined) terminal.result(svg);
  else terminal.say(file);
  return 0;
}
