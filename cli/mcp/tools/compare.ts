/** The tool `compare`: what each variant reached, whether differences are real, and what that does not say. */
import pc from 'picocolors';
import { verdictText, viewNotes } from '../../../results/table';
import type { ComparisonRow, ComparisonView } from '../../../schemas/messages/comparison';
import { nameIn } from '../../../words/rowNames';
import { rowSetting } from '../../../words/settings';
import { verdictLimit } from '../../../words/verdicts';
import { comparisonNamed } from '../../commands/compare';
import { comparisonText } from '../../report/comparisonText';
import { z } from '../modelContextProtocol';
import { nameText, projectInput, reading, tool } from '../tool';

/** Columns of the text. */
const width = 110;

const estimate = z.strictObject({
  mean: z.number(),
  low: z.number().optional().describe('95 % interval; absent for one network.'),
  high: z.number().optional(),
  networks: z.number().int(),
});

const difference = z.strictObject({
  mean: z.number().describe('Row minus baseline, in the unit of the metric.'),
  low: z.number().describe('95 % interval for other seeds and other faces of this kind.'),
  high: z.number(),
  p: z.number(),
  adjustedP: z.number().describe('By Holm’s method over all rows that are compared.'),
  compared: z.number().int(),
  networks: z.tuple([z.number().int(), z.number().int()]).describe('Of the row and of the baseline.'),
  verdict: z.enum(['real', 'unclear', 'oneRunEach', 'nothingLearned']),
  words: z.string().describe('The verdict as "ferexp compare" prints it. Quote it; do not say more.'),
  limits: z.string().describe('What the verdict does not say.'),
});

export const compare = tool({
  name: 'compare',
  title: 'Compare variants',
  description:
    'Compares finished runs: accuracy of each variant with its interval, difference to the baseline with an interval and a verdict, and what the verdict does not say. Only verdict "real" is evidence that a technique helps or hurts.',
  input: z.strictObject({
    experiments: z.array(nameText).max(100).default([]).describe('Names or files of experiments; all if empty.'),
    project: projectInput,
    baseline: nameText.optional().describe('Variant that the others are compared with; by default base.'),
    metric: nameText
      .optional()
      .describe(
        'accuracy (default), macroF1, balancedAccuracy, loss, brier or recall:<class>. Choose it before you look.',
      ),
    commonFaces: z.boolean().optional().describe('Compares rows of other test faces on those that both have.'),
  }),
  output: z.strictObject({
    title: z.string(),
    metric: z.string(),
    baseline: z.string().optional().describe('Name of the row.'),
    rows: z.array(
      z.strictObject({
        name: z.string(),
        experiment: z.string(),
        variant: z.string(),
        settings: z.record(z.string(), z.string()).describe('Those that differ between rows.'),
        accuracy: estimate.optional().describe('On the test faces, from 0 to 1.'),
        difference: difference.optional().describe('Absent for the baseline, and where it cannot be taken: see notes.'),
        seeds: z.array(z.number().int()),
        runs: z.array(z.strictObject({ run: z.string(), status: z.string() })),
        notes: z.array(z.string()).describe('What to know before trusting the row.'),
      }),
    ),
    notes: z.array(z.string()).describe('What to know of the whole comparison.'),
  }),
  annotations: reading,
  readOnly: true,
  run: async ({ experiments, project, baseline, metric, commonFaces }, { places, signal }) => {
    const folder = await places.project(project, signal);
    const { view } = await comparisonNamed(await places.experiments(experiments, signal), {
      project: folder,
      ...(baseline !== undefined && { baseline }),
      ...(metric !== undefined && { metric }),
      ...(commonFaces !== undefined && { commonFaces }),
    });
    return { result: comparisonOf(view), text: comparisonText(view, pc.createColors(false), width) };
  },
});

function comparisonOf(view: ComparisonView) {
  const nameOf = nameIn(view.rows);
  const baseline = view.rows.find(({ id }) => id === view.baseline);
  return {
    ...{ title: view.title, metric: view.metric, notes: viewNotes(view) },
    ...(baseline && { baseline: nameOf(baseline) }),
    rows: view.rows.map((row) => ({
      ...{ name: nameOf(row), experiment: row.experiment, variant: row.variant },
      settings: Object.fromEntries(view.differing.map((path) => [path, rowSetting(row, path)])),
      ...accuracyOf(row),
      ...differenceOf(row),
      seeds: [...row.basis.seeds],
      runs: row.runs.map(({ runId, status }) => ({ run: runId, status })),
      notes: [...row.notes],
    })),
  };
}

function accuracyOf({ metrics: { testAccuracy } }: ComparisonRow) {
  if (!testAccuracy) return {};
  const { mean, low, high, count: networks } = testAccuracy;
  return {
    accuracy: { mean, ...(low !== undefined && { low }), ...(high !== undefined && { high }), networks },
  };
}

function differenceOf({ difference: found }: ComparisonRow) {
  if (!found) return {};
  const { mean, low, high, p, adjustedP, compared, networks, verdict } = found;
  const [row, baseline] = networks;
  return {
    difference: {
      ...{ mean, low, high, p, adjustedP, compared, verdict, words: verdictText(found), limits: verdictLimit(found) },
      networks: [row, baseline] satisfies [number, number],
    },
  };
}
