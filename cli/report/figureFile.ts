/** Prints a figure as SVG, or writes it to a file, as SVG or PDF by its ending. */
import path from 'node:path';
import type { Figure } from '../../figures/figure';
import { writeFileAtomic } from '../../storage/files/atomic';
import { drawPdf } from '../../pdf/drawPdf';
import { UserError } from '../../schemas/userError';
import { json, processTerminal } from './terminal';

export interface FigureOutput {
  /** A file named `*.svg` or `*.pdf`; absent for standard output. */
  readonly output?: string;
  readonly json?: boolean;
}

/** @throws UserError if the output is neither an SVG nor a PDF file; call it before long work */
export function checkFigureOutput({ output }: FigureOutput): void {
  if (output === undefined || ['.svg', '.pdf'].includes(path.extname(output))) return;
  throw new UserError(
    `${output} is neither an SVG nor a PDF file.`,
    'Name it *.svg or *.pdf. To save PNG, use the editor.',
  );
}

export async function writeFigure({ svg, name, data }: Figure, options: FigureOutput): Promise<number> {
  checkFigureOutput(options);
  const file = options.output === undefined ? undefined : path.resolve(options.output);
  const pdf = file !== undefined && path.extname(file) === '.pdf' ? await drawPdf(svg) : undefined;
  if (file !== undefined) await writeFileAtomic(file, pdf?.bytes ?? Buffer.from(svg));
  const terminal = processTerminal(options);
  if (terminal.json)
    terminal.result(json({ ...(file === undefined ? { name, svg } : { file }), ...(data && { data }) }));
  else if (file === undefined) terminal.result(svg);
  else terminal.say(file);
  if (pdf?.note !== undefined) terminal.say(pdf.note);
  return 0;
}
