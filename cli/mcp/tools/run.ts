/** The tool `run`: trains an experiment in the background, after the user has seen what that costs. */
import path from 'node:path';
import { parseExperiment } from '../../../experiment/parse';
import { ExperimentFiles } from '../../../experiment/graph';
import { problemLine } from '../../../experiment/problemText';
import { runsRootOf } from '../../../experiment/project';
import { resolveRuns } from '../../../experiment/resolve';
import type { RecordedExperiment } from '../../../experiment/types';
import { chooseEngine } from '../../../runner/engine';
import { UserError } from '../../../schemas/userError';
import { disk } from '../../../storage/files/disk';
import { pathsOfChains } from '../../../storage/outside';
import { counted } from '../../../words/numbers';
import { printable } from '../../../words/printable';
import { examine, readText } from '../../find/experimentFile';
import { neededSentence, type RunPlan } from '../../plan/plan';
import { timeSentence } from '../../plan/totalTime';
import { planWanted, recordsOf } from '../../plan/wanted';
import { ownFoldersOf } from '../places';
import { startRuns } from '../startRuns';
import { z } from '../modelContextProtocol';
import { nameText, pathText, tool } from '../tool';

export const run = tool({
  name: 'run',
  title: 'Train an experiment',
  description:
    'Trains what is missing of an experiment file, in the background: it goes on when this client ends. The user is asked first, with the number of runs and the time. Follow it with watch, end it with stop.',
  input: z.strictObject({
    file: pathText.describe('Experiment file.'),
    variants: z.array(nameText).min(1).max(1000).optional().describe('Only these; base is the file itself.'),
    repeats: z.array(z.number().int().min(1).max(100)).min(1).max(100).optional().describe('Only these, from 1.'),
    again: z.boolean().default(false).describe('Also what is done, running or waiting already.'),
  }),
  output: z.strictObject({
    started: z.boolean().describe('False if nothing was missing.'),
    runs: z.array(z.string()).describe('Ids of the runs that were made.'),
    planned: z.array(
      z.strictObject({
        experiment: z.string(),
        variant: z.string(),
        repeat: z.number().int(),
        needed: z.boolean().describe('Nobody asked for it, but another run starts or learns from it.'),
      }),
    ),
    done: z.number().int().describe('Runs that were done before and are not run again.'),
    queued: z.number().int().describe('Runs that were running or waiting already.'),
    cost: z.string(),
    log: z.string().optional().describe('Output of the queue.'),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  readOnly: false,
  run: async ({ file: name, variants, repeats, again }, { places, consent, signal }) => {
    const file = await places.resolve(name, signal);
    const text = await readText(file);
    const choice = variants === undefined ? {} : { variants };
    const { file: parsed } = parseExperiment(text);
    if (parsed) {
      const all = resolveRuns(parsed, { path: file, ...choice });
      const read = pathsOfChains(all, new ExperimentFiles(disk.read).set(file, parsed));
      await places.allow([...read, ...ownFoldersOf(runsRootOf(file))], signal);
    }
    const { file: experiment, problems } = examine(file, text, choice);
    if (!experiment) {
      const lines = problems.map((problem) => problemLine(path.basename(file), problem));
      throw new UserError(`${file} cannot run:\n${lines.join('\n')}`, 'Correct the file, and check it with validate.');
    }
    const wanted = resolveRuns(experiment, {
      path: file,
      ...choice,
      ...(repeats && { repeats: repeats.map((repeat) => repeat - 1) }),
    });
    const plan = await planWanted(wanted, { again }, () => undefined);
    const open = plan.runs.map(({ resolved }) => resolved);
    // An engine that does not work is reported before the user is asked.
    for (const engine of new Set(open.map(({ engine }) => engine))) await chooseEngine(engine);
    const cost = await costOf(plan);
    const counts = { done: plan.done.length, queued: plan.queued.length };
    if (open.length === 0) {
      return { result: { started: false, runs: [], planned: [], ...counts, cost }, text: cost };
    }
    await consent.require('run', questionOf(file, plan, cost), signal);
    if ((await readText(file)) !== text) {
      throw new UserError(`Nothing was started: ${file} has changed since the user was asked.`, 'Run it again.', 1);
    }
    const { runs, log } = await startRuns(file, { ...choice, repeats, again }, plan, signal);
    const planned = plan.runs.map(({ resolved, needed }) => ({ ...shown(resolved), needed }));
    return {
      result: { started: true, runs, planned, ...counts, cost, log },
      text: `Started ${counted(runs.length, 'run')}: ${runs.join(', ')}. ${cost} Follow them with watch.`,
    };
  },
});

const shown = ({ name, variant, repeat }: RecordedExperiment) => ({
  ...{ experiment: name, variant, repeat: repeat + 1 },
});

/** `6 runs. About 25 min on wasm by the last measurement. 2 runs were done before.` */
async function costOf(plan: RunPlan): Promise<string> {
  const open = plan.runs.map(({ resolved }) => resolved);
  const time = open.length === 0 ? undefined : await timeSentence(open, await recordsOf(open));
  const parts = [
    open.length === 0 ? 'Nothing is missing.' : `${counted(open.length, 'run')}.`,
    open.length === 0 ? undefined : (time ?? 'How long that takes is not known.'),
    neededSentence(plan),
    plan.done.length > 0 ? `${counted(plan.done.length, 'run')} done before.` : undefined,
    plan.queued.length > 0 ? `${counted(plan.queued.length, 'run')} running or waiting already.` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}

function questionOf(file: string, { runs }: RunPlan, cost: string): string {
  const variants = [...new Set(runs.map(({ resolved: { name, variant } }) => `${name} (${variant})`))];
  const named = variants.slice(0, 8).join(', ') + (variants.length > 8 ? ' …' : '');
  return `Train ${printable(named)} of ${printable(file)}? ${cost} It goes on in the background until it is done or stopped.`;
}
