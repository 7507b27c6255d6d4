/** The tool `propose`: an experiment that answers a question, with what it costs. Saves it if the user agrees. */
import path from 'node:path';
import { DescribedSchema } from '../../../experiment/describe/describedSchema';
import { nameProblem } from '../../../experiment/names';
import { parseExperiment } from '../../../experiment/parse';
import { problemLine, problemObject } from '../../../experiment/problemText';
import { resolveRuns } from '../../../experiment/resolve';
import type { ResolvedExperiment } from '../../../experiment/types';
import { techniqueNames } from '../../../experiment/techniques';
import { count, counted } from '../../../words/numbers';
import { printable } from '../../../words/printable';
import { examine } from '../../find/experimentFile';
import { recordsOf } from '../../plan/wanted';
import { timeSentence } from '../../plan/totalTime';
import { packagedFile } from '../../tasks/entries';
import { z } from '../modelContextProtocol';
import { proposal, proposedData, proposedModels, understoodSentence } from '../proposal';
import { requireNew, writeNewFile } from '../newFile';
import { pathText, tool } from '../tool';
import { problemOutput } from './validate';

const schema = new DescribedSchema(packagedFile('schemas/generated/experiment.schema.json'));

export const propose = tool({
  name: 'propose',
  title: 'Propose an experiment',
  description:
    'Writes a complete experiment for a question such as "Does label smoothing help on FER2013?": a base, a variant for each technique, three repeats, the official splits, and what it costs. Saves it only with save, after the user has agreed.',
  input: z.strictObject({
    question: z.string().min(3).max(1000).describe('Becomes the description of the experiment.'),
    name: z
      .string()
      .refine((name) => nameProblem(name) === undefined, nameProblem('') ?? '')
      .optional()
      .describe('Of the experiment and its file.'),
    data: z.enum(proposedData).optional().describe('By default what the question names, otherwise fer2013.'),
    source: pathText.optional().describe('Data, relative to the experiment file; by default data/fer2013.csv.'),
    votes: pathText.optional().describe('FER+ votes, relative to the file; by default data/fer2013new.csv.'),
    model: z.enum(proposedModels).optional().describe('By default smallCnn, which trains in minutes.'),
    techniques: z
      .array(
        z.strictObject({
          technique: z.enum(techniqueNames),
          settings: z.record(z.string(), z.unknown()).optional().describe('By default the usual ones; see explain.'),
        }),
      )
      .max(30)
      .optional()
      .describe('One variant each; by default those that the question names.'),
    epochs: z.number().int().min(1).max(10_000).optional(),
    repeats: z
      .number()
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('Seeds of each variant; by default 3. Fewer decide nothing.'),
    folder: pathText.optional().describe('Where the file belongs; by default the folder that the server works in.'),
    save: z.boolean().default(false).describe('Asks the user, then writes the file. Never replaces one.'),
  }),
  output: z.strictObject({
    file: z.string().describe('Where it is, or would be saved.'),
    saved: z.boolean(),
    text: z.string().describe('The whole file.'),
    valid: z.boolean(),
    problems: z.array(problemOutput).describe('Such as data that is not there.'),
    variants: z.array(z.string()),
    runs: z.number().int(),
    cost: z.string().describe('Runs, epochs and, if this machine was measured, time.'),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  readOnly: true,
  run: async ({ folder, save, ...wish }, { places, consent, signal }) => {
    const file = proposal(wish, schema);
    const text = `${JSON.stringify(file, null, 2)}\n`;
    const place = path.join(await places.resolve(folder ?? '.', signal), `${String(file['name'])}.ferexp.json`);
    const { file: experiment, problems } = examine(place, text, {}, places.look());
    // What it costs does not depend on whether the data is there already.
    const { file: proposed } = parseExperiment(text);
    const runs = proposed ? resolveRuns(proposed, { path: place }) : [];
    const cost = proposed ? await costOf(runs) : 'Not known before the problems are corrected.';
    if (save) {
      requireNew(place);
      await consent.require('save', `Save the experiment ${printable(place)}? ${cost}`, signal);
      await writeNewFile(place, text);
    }
    const result = {
      ...{ file: place, saved: save, text, valid: experiment !== undefined, cost },
      problems: problems.map((problem) => ({
        ...problemObject(problem),
        fixes: problem.fixes.map(({ title }) => title),
      })),
      variants: [...new Set(runs.map(({ variant }) => variant))],
      runs: runs.length,
    };
    const lines = problems.map((problem) => problemLine(path.basename(place), problem));
    const where = save ? `Saved as ${place}.` : `Not saved. It would be ${place}.`;
    const lead = [where, cost, understoodSentence(wish)].filter((line) => line !== undefined);
    return { result, text: [...lead, ...lines, text].join('\n') };
  },
});

/** `6 runs, 72 epochs in all. About 25 min on wasm by the last measurement.` */
async function costOf(runs: readonly ResolvedExperiment[]): Promise<string> {
  const epochs = runs.reduce((sum, { training }) => sum + training.epochs, 0);
  const time = await timeSentence(runs, await recordsOf(runs));
  const size = `${counted(runs.length, 'run')}, ${count(epochs)} epochs in all.`;
  return `${size} ${time ?? 'How long that takes is not known here: "ferexp bench" with the file measures it.'}`;
}
