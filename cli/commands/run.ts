/** `ferexp run`: trains the runs of experiment files, in the foreground. */
import path from 'node:path';
import { parseOverride } from '../../experiment/overrides';
import { resolveRuns } from '../../experiment/resolve';
import type { RecordedExperiment, ResolvedExperiment } from '../../experiment/types';
import { readExperiment } from '../find/experimentFile';
import { createPlanned, neededSentence, type RunPlan } from '../plan/plan';
import { planWanted, recordsOf } from '../plan/wanted';
import { printProblems } from '../report/problems';
import { countProblems, problemObject } from '../../experiment/problemText';
import { processProgress } from '../report/processProgress';
import { reportRaised } from '../report/raisedConcerns';
import { titleOf } from '../report/reporter';
import { chooseEngine } from '../../runner/engine';
import { runnerEntry } from '../tasks/entries';
import { type QueueChoice, startQueue } from '../queue/startQueue';
import { json, processTerminal, type Terminal } from '../report/terminal';
import { timeSentence } from '../plan/totalTime';
import { counted } from '../../words/numbers';

export interface RunOptions extends QueueChoice {
  readonly variant?: readonly string[];
  /** Counted from 1. */
  readonly repeat?: readonly number[];
  readonly engine?: string;
  /** `path=value`. */
  readonly set?: readonly string[];
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
  const wanted = [];
  for (const file of files) {
    const runs = await runsOf(file, options, set, terminal);
    if (runs === undefined) return 2;
    wanted.push(...runs);
  }
  const progress = processProgress(terminal);
  const { again = false } = options;
  const plan = await planWanted(wanted, { again, set }, progress.onProgress).finally(() => progress.end());
  const open = plan.runs.map(({ resolved }) => resolved);
  const needed = neededSentence(plan);
  if (needed !== undefined) terminal.say(needed);
  if (plan.done.length > 0) {
    terminal.say(
      `${counted(plan.done.length, 'run')} done before with the same settings, seed and data: not run again.`,
    );
    terminal.say('  --again runs everything again.');
  }
  if (plan.queued.length > 0) {
    const [are, them] = plan.queued.length === 1 ? ['runs or waits', 'it'] : ['run or wait', 'them'];
    terminal.say(
      `${counted(plan.queued.length, 'run')} ${are} already with the same settings and seed: not added again.`,
    );
    terminal.say(`  ferexp queue shows ${them}; --again adds everything again.`);
  }
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

function overridesOf(options: RunOptions): Record<string, unknown> {
  const set = Object.fromEntries((options.set ?? []).map(parseOverride));
  return options.engine === undefined ? set : { ...set, engine: options.engine };
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

/** The runs of a file; undefined when the file has errors, which are then already printed. */
async function runsOf(
  name: string,
  options: RunOptions,
  set: Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<ResolvedExperiment[] | undefined> {
  const choice = { set, ...(options.variant === undefined ? {} : { variants: options.variant }) };
  const { path: file, file: experiment, problems, raised, lines } = await readExperiment(name, choice);
  printProblems(file, problems, lines, terminal);
  if (experiment === undefined) {
    if (terminal.json)
      terminal.result(JSON.stringify({ type: 'invalid', file, problems: problems.map(problemObject) }));
    terminal.say(`${path.basename(file)} cannot run: ${countProblems(problems)}.`);
    return undefined;
  }
  reportRaised(raised, set, terminal);
  return resolveRuns(experiment, {
    path: file,
    ...choice,
    ...(options.repeat === undefined ? {} : { repeats: options.repeat.map((repeat) => repeat - 1) }),
  });
}
