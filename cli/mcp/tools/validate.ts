/** The tool `validate`: what is wrong in an experiment file, where, and how to correct it. */
import path from 'node:path';
import { countProblems, problemLine, problemObject } from '../../../experiment/problemText';
import { resolveRuns } from '../../../experiment/resolve';
import { UserError } from '../../../schemas/userError';
import { counted } from '../../../words/numbers';
import { examine, readText } from '../../find/experimentFile';
import { z } from '../modelContextProtocol';
import { pathText, reading, tool } from '../tool';

/** Characters. An experiment with a thousand variants has a few hundred thousand. */
const longestText = 4e6;

export const problemOutput = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string().describe('What is wrong, what is expected and how to correct it.'),
  path: z.string().describe('Dotted path of the setting.'),
  line: z.number().int().describe('From 1.'),
  column: z.number().int().describe('From 1.'),
  endLine: z.number().int(),
  endColumn: z.number().int(),
  suggestion: z.string().optional(),
  fixes: z.array(z.string()).describe('What the editor offers to correct it.'),
});

export const validate = tool({
  name: 'validate',
  title: 'Validate an experiment file',
  description:
    'Checks an experiment (*.ferexp.json): every problem with line, column, what is expected and how to correct it. Give a file, a text, or both: the text is then checked as if it were saved there.',
  input: z.strictObject({
    file: pathText.optional().describe('Path of the file.'),
    text: z.string().max(longestText).optional().describe('Text to check instead of what is saved.'),
  }),
  output: z.strictObject({
    file: z.string(),
    valid: z.boolean().describe('Whether it can run; warnings do not hinder.'),
    runs: z.number().int().describe('How many runs it describes.'),
    variants: z.array(z.string()),
    problems: z.array(problemOutput),
  }),
  annotations: reading,
  readOnly: true,
  run: async ({ file, text }, { places, signal }) => {
    if (file === undefined && text === undefined) {
      throw new UserError('Nothing to validate was given.', 'Give file, text or both.');
    }
    const place = await places.resolve(file ?? 'unsaved.ferexp.json', signal);
    const { file: experiment, problems } = examine(place, text ?? (await readText(place)), {}, places.look());
    const runs = experiment === undefined ? [] : resolveRuns(experiment, { path: place });
    const name = path.basename(place);
    const variants = [...new Set(runs.map(({ variant }) => variant))];
    const size = `${counted(runs.length, 'run')} of ${counted(variants.length, 'variant')}`;
    const verdict = [experiment === undefined ? 'cannot run' : `valid, ${size}`, countProblems(problems)];
    return {
      result: {
        ...{ file: place, valid: experiment !== undefined, runs: runs.length, variants },
        problems: problems.map((problem) => ({
          ...problemObject(problem),
          fixes: problem.fixes.map(({ title }) => title),
        })),
      },
      text: [
        `${name}: ${verdict.filter(Boolean).join(', ')}`,
        ...problems.map((problem) => problemLine(name, problem)),
      ].join('\n'),
    };
  },
});
