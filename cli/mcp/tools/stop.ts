/** The tool `stop`: asks runs to end with a checkpoint. */
import { UserError } from '../../../schemas/userError';
import { counted } from '../../../words/numbers';
import { askToStop } from '../../../storage/run/stopRuns';
import { activeNamed, activeRuns, stopWords } from '../../commands/stop';
import { z } from '../modelContextProtocol';
import { nameText, projectInput, tool } from '../tool';

export const stop = tool({
  name: 'stop',
  title: 'Stop runs',
  description:
    'Asks runs to end with a checkpoint, wherever they were started; "ferexp resume" continues them. The user is asked first.',
  input: z.strictObject({
    runs: z.array(nameText).max(1000).default([]).describe('Ids, or parts of ids that fit one run.'),
    all: z.boolean().default(false).describe('All runs of the project that are running or waiting.'),
    project: projectInput,
  }),
  output: z.strictObject({
    stopped: z.array(z.strictObject({ run: z.string(), what: z.string().describe('What happens to it now.') })),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  readOnly: false,
  run: async ({ runs: names, all, project }, { places, consent, signal }) => {
    if (all === names.length > 0) {
      throw new UserError(all ? 'Both runs and all were given.' : 'No run to stop was given.', 'Give runs, or all.');
    }
    const folder = await places.project(project, signal);
    const wanted: string[] = [];
    for (const name of names) wanted.push(await places.run(name, folder, signal));
    const records = all ? await activeRuns(folder) : await activeNamed(wanted, folder);
    await places.allow(
      records.map(({ directory }) => directory),
      signal,
    );
    const stopped = records.map((record) => ({ run: record.header.runId, what: stopWords(record, all) }));
    if (records.length === 0) return { result: { stopped }, text: 'Nothing runs or waits.' };
    const named = stopped.slice(0, 8).map(({ run }) => run);
    const more = stopped.length > named.length ? ' …' : '';
    await consent.require('stop', `Stop ${counted(records.length, 'run')}: ${named.join(', ')}${more}?`, signal);
    await askToStop(records, all);
    return { result: { stopped }, text: stopped.map(({ run, what }) => `${run}: ${what}`).join('\n') };
  },
});
