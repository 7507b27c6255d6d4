/** The tool `watch`: what has changed of the runs of a project. */
import { setTimeout as wait } from 'node:timers/promises';
import { leftWords, placeWords, queueOf } from '../../../results/queue';
import { expectedSeconds } from '../../plan/totalTime';
import { z } from '../modelContextProtocol';
import { RunWatch } from '../runWatch';
import { runOutput, shownRun } from '../shownRun';
import { projectInput, reading, tool } from '../tool';

/** Milliseconds between two looks. */
const pollMs = 500;

/** By folder of the project. */
const watches = new Map<string, RunWatch>();

export const watch = tool({
  name: 'watch',
  title: 'Watch runs',
  description:
    'What has changed of the runs of a project since the cursor of the last answer: state, epoch, phase, result. Without a cursor: what runs or waits, and the newest runs. With waitSeconds it answers when something changes.',
  input: z.strictObject({
    cursor: z.string().max(100).optional().describe('Of the last answer.'),
    waitSeconds: z.number().min(0).max(50).default(0).describe('Longest time to wait for a change.'),
    project: projectInput,
  }),
  output: z.strictObject({
    cursor: z.string(),
    active: z.number().int().describe('Runs that run or wait. 0: all have ended.'),
    secondsLeft: z.number().optional().describe('Until all have ended, as estimated.'),
    runs: z.array(runOutput).describe('Those that have changed, newest first.'),
  }),
  annotations: reading,
  readOnly: true,
  run: async ({ cursor, waitSeconds, project }, { places, signal }) => {
    const folder = await places.project(project, signal);
    const watched = watches.get(folder) ?? (await RunWatch.of(folder));
    watches.set(folder, watched);
    const until = Date.now() + waitSeconds * 1000;
    let found = await watched.since(cursor);
    while (found.changed.length === 0 && Date.now() < until && !signal.aborted) {
      await wait(pollMs);
      found = await watched.since(cursor);
    }
    const view = queueOf(found.records, await expectedSeconds(found.records));
    const active = view.entries.filter(({ state }) => state !== 'left').length;
    const runs = found.changed.map(shownRun);
    const stand = [placeWords(view), leftWords(view)].filter((part) => part !== undefined).join(', ');
    return {
      result: {
        ...{ cursor: found.cursor, active, runs },
        ...(view.secondsLeft !== undefined && { secondsLeft: view.secondsLeft }),
      },
      text: [
        active === 0 ? 'Nothing runs or waits.' : `Run ${stand}.`,
        ...runs.map(({ run, variant, status }) => `${run} (${variant}): ${status}`),
      ].join('\n'),
    };
  },
});
