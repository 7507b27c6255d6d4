/** `ferexp run`: trains the runs of experiment files, in the foreground. */
import type { RecordedExperiment } from '../../experiment/types';
import { createPlanned, type RunPlan } from '../plan/plan';
import { planWanted, recordsOf } from '../plan/wanted';
import { overridesOf, type RunChoice, sayKnown, wantedRuns } from '../plan/wantedRuns';
import { processProgress } from '../report/processProgress';
import { titleOf } from '../report/reporter';
import { chooseEngine } from '../../runner/engine';
import { runnerEntry } from '../tasks/entries';
import { type QueueChoice, startQueue } from '../queue/startQueue';
import { json, processTerminal, type Terminal } from '../report/terminal';
import { timeSentence } from '../plan/totalTime';
import { counted } from '../../words/numbers';

export interface RunOptions extends QueueChoice, RunChoice {
  /** Also runs what is done, running or waiting. */
  readonly again?: boolean;
  /** Only shows what would run. */
  readonly dryRun?: boolean;
  /** See `finish`. */
  readonly openWith?: string;
  readonly json?: boolean;
}

export async function run(files: readonly string[], options: RunOptions): Promise<number> {
  const terminal = processTerminal(options);
  const set = overridesOf(options);
  const wanted = await wantedRuns(files, options, terminal);
  if (wanted === undefined) return 2;
  const progress = processProgress(terminal);
  const { again = false } = options;
  const plan = await planWanted(wanted, { again, set }, progress.onProgress).finally(() => progress.end());
  const open = plan.runs.map(({ resolved }) => resolved);
  sayKnown(plan, terminal);
  // Report an engine that does not work before anything is written.
  const runner = runnerEntry();
  for (const engine of new Set(open.map((resolved) => resolved.engine))) await chooseEngine(engine);
  const time = await timeSentence(open, await recordsOf(open));
  if (options.dryRun) return showPlan(plan, time, terminal);
  if (time !== undefined) terminal.say(time);
  if (open.length === 0 && plan.queued.length > 0 && plan.done.length === 0) {
    if (terminal.json) terminal.result(json({ type: 'queued', runs: plan.queued.map(({ directory }) => directory) }));
    return 0;
  }
  return startQueue({
    ...{ runner, terminal },
    ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    ...(options.beside === undefined ? {} : { beside: options.beside }),
    queue: () => createPlanned(plan.runs),
    done: plan.done.map(({ directory }) => directory),
    ...(options.openWith !== undefined && { openWith: options.openWith }),
  });
}

function showPlan(plan: RunPlan, time: string | undefined, terminal: Terminal): 0 {
  const { runs, done, queued } = plan;
  if (terminal.json) {
    const object = ({ name, variant, repeat, seed, file }: RecordedExperiment) => ({
      ...{ experiment: name, variant, repeat: repeat + 1, seed, file },
    });
    terminal.result(
      json({
        runs: runs.map(({ resolved, needed }) => ({ ...object(resolved), needed })),
        done: done.map(({ resolved, directory, header }) => ({ ...object(resolved), run: header.runId, directory })),
        queued: queued.map(({ resolved, directory, header }) => ({
          ...{ ...object(resolved), run: header.runId, directory, state: header.state },
        })),
      }),
    );
    return 0;
  }
  for (const { header, resolved } of done) {
    terminal.result(`done    ${resolved.name}, ${titleOf(resolved)} (${header.runId})`);
  }
  for (const { header, resolved } of queued) {
    const state = header.state === 'running' ? 'running' : 'queued ';
    terminal.result(`${state} ${resolved.name}, ${titleOf(resolved)} (${header.runId})`);
  }
  for (const { resolved, needed } of runs) {
    terminal.result(`${needed ? 'needed ' : 'run    '} ${resolved.name}, ${titleOf(resolved)}`);
  }
  terminal.say(`${counted(runs.length, 'run')} would run.${time === undefined ? '' : ` ${time}`}`);
  return 0;
}
