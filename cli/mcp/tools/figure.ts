/** The tool `figure`: a picture of a run or of a comparison, as SVG or PDF. */
import { comparisonFigures, runFigures } from '../../arguments/figureKinds';
import { comparisonFigure } from '../../commands/compare';
import { runFigure } from '../../commands/figure';
import { checkFigureOutput } from '../../report/figureFile';
import { drawPdf } from '../../../pdf/drawPdf';
import type { Figure } from '../../../figures/figure';
import { UserError } from '../../../schemas/userError';
import { printable } from '../../../words/printable';
import { z } from '../modelContextProtocol';
import { requireNew, writeNewFile } from '../newFile';
import { type Call, nameText, pathText, projectInput, tool } from '../tool';

/** Without faces of people: those are shown to the user by the editor. */
const kinds = [...comparisonFigures, ...runFigures.filter((kind) => kind !== 'mistakes')] as const;

export const figure = tool({
  name: 'figure',
  title: 'Draw a figure',
  description:
    'A picture with its numbers: of a comparison (forest: the difference in each class, with intervals; sets: training set × test set, where the file has dataSets) or of a run (accuracy, loss, confusion, predictions, reliability, people). Returns SVG, or saves *.svg or *.pdf after the user has agreed.',
  input: z.strictObject({
    kind: z.enum(kinds),
    run: nameText.optional().describe('Id of a run, for all kinds but forest and sets.'),
    experiments: z
      .array(nameText)
      .max(100)
      .default([])
      .describe('For forest and sets: names of experiments; all if empty.'),
    row: nameText.optional().describe('For forest: the variant; may be left out if there are two.'),
    baseline: nameText.optional().describe('For forest: by default base.'),
    split: z.string().max(40).default('test').describe('For confusion, reliability and people.'),
    project: projectInput,
    save: pathText.optional().describe('New file, *.svg or *.pdf.'),
  }),
  output: z.strictObject({
    name: z.string(),
    svg: z.string().optional().describe('Absent if it was saved.'),
    file: z.string().optional().describe('Where it was saved.'),
    data: z.record(z.string(), z.unknown()).optional().describe('The numbers that it shows.'),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  readOnly: true,
  run: async ({ save, ...input }, call) => {
    if (save !== undefined) checkFigureOutput({ output: save });
    const drawn = await draw(input, call);
    const { name, svg } = drawn;
    const numbers = drawn.data && { data: { ...drawn.data } };
    if (save === undefined)
      return { result: { name, svg, ...numbers }, text: `${name}.svg is in structuredContent.svg.` };
    const { places, consent, signal } = call;
    const file = await places.resolve(save, signal);
    requireNew(file);
    await consent.require('save', `Save the figure ${printable(file)}?`, signal);
    const pdf = file.endsWith('.pdf') ? await drawPdf(svg) : undefined;
    await writeNewFile(file, pdf?.bytes ?? svg);
    return { result: { name, file, ...numbers }, text: [`Saved as ${file}.`, pdf?.note ?? ''].join(' ').trimEnd() };
  },
});

interface Wanted {
  readonly kind: (typeof kinds)[number];
  readonly run?: string | undefined;
  readonly experiments: readonly string[];
  readonly row?: string | undefined;
  readonly baseline?: string | undefined;
  readonly split: string;
  readonly project?: string | undefined;
}

async function draw({ kind, run, experiments, row, baseline, split, project }: Wanted, call: Call): Promise<Figure> {
  const { places, signal } = call;
  const folder = await places.project(project, signal);
  if (kind === 'forest' || kind === 'sets') {
    const chosen = { figure: kind, ...(row !== undefined && { row }), ...(baseline !== undefined && { baseline }) };
    return comparisonFigure(await places.experiments(experiments, signal), { project: folder, ...chosen });
  }
  if (run === undefined) throw new UserError(`Of which run is the figure ${kind}?`, 'Give run; watch lists runs.');
  const name = await places.run(run, folder, signal);
  const usual = { batches: true, earlier: true, faces: 0, variant: 'base' };
  return runFigure(name, { ...usual, kind, split, project: folder });
}
