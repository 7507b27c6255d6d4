/** The tool `audit`: copies, leaks, doubtful labels, and how the test split was used. */
import pc from 'picocolors';
import { runsRootOf } from '../../../experiment/project';
import { resolveRuns } from '../../../experiment/resolve';
import { UserError } from '../../../schemas/userError';
import { pathsOf } from '../../../storage/outside';
import { auditSections } from '../../../words/audit';
import { auditSubject, openSubject } from '../../find/auditSubject';
import { readExperiment } from '../../find/experimentFile';
import { findRun } from '../../find/findRun';
import { auditText } from '../../report/auditText';
import { z } from '../modelContextProtocol';
import { ownFoldersOf } from '../places';
import { type Call, nameText, projectInput, reading, tool } from '../tool';

export const audit = tool({
  name: 'audit',
  title: 'Audit data',
  description:
    'Looks for what makes a score wrong: copies and near copies within and across splits, leaks into the test split, labels that probably are wrong, and how finished runs used the test split. The first audit of FER2013 takes minutes.',
  input: z.strictObject({
    subject: nameText.describe('An experiment file, or the id of a finished run.'),
    variant: nameText.default('base').describe('Of an experiment file.'),
    project: projectInput,
  }),
  output: z.strictObject({
    source: z.string(),
    images: z.number().int(),
    findings: z.array(
      z.strictObject({
        title: z.string(),
        verdict: z.enum(['fine', 'concern', 'unknown']).describe('unknown: there was nothing to judge by.'),
        sentences: z.array(z.string()),
        table: z.strictObject({ head: z.array(z.string()), rows: z.array(z.array(z.string())) }).optional(),
      }),
    ),
    excludable: z
      .record(z.string(), z.number().int())
      .describe('Training and validation faces to leave out, by reason.'),
  }),
  // It keeps what it computed of the data in .ferexp/cache.
  annotations: { ...reading, readOnlyHint: false },
  // It reads the data, as trusted workspaces alone may.
  readOnly: false,
  run: async ({ subject: named, variant, project }, call) => {
    const { places, signal, onProgress } = call;
    const folder = await places.project(project, signal);
    const subject = await allowed(named, variant, folder, call);
    const opened = await openSubject(subject, { variant, project: folder }, onProgress);
    const { report } = await auditSubject(opened, { onProgress, signal });
    const findings = auditSections(report).map(({ title, verdict, sentences, table }) => ({
      ...{ title, verdict, sentences: [...sentences] },
      ...(table && { table: { head: [...table.head], rows: table.rows.map((row) => [...row]) } }),
    }));
    const { source, images, excludable } = report;
    return {
      result: { source, images, findings, excludable: { ...excludable } },
      text: auditText(report, pc.createColors(false)),
    };
  },
});

/** The file or run, once the user has allowed what of its data lies outside. */
async function allowed(named: string, variant: string, project: string, { places, signal }: Call): Promise<string> {
  if (!named.endsWith('.ferexp.json')) {
    const name = await places.run(named, project, signal);
    const { resolved } = await findRun(name, project);
    await places.allow(pathsOf(resolved), signal);
    return name;
  }
  const file = await places.resolve(named, signal);
  const { file: experiment } = await readExperiment(file, { variants: [variant] });
  if (!experiment) throw new UserError(`${file} is not valid.`, 'See what is wrong with validate.');
  const runs = resolveRuns(experiment, { path: file, variants: [variant], repeats: [0] });
  await places.allow([...runs.flatMap(pathsOf), ...ownFoldersOf(runsRootOf(file))], signal);
  return file;
}
