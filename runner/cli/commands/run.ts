/** `ferexp run`: trains what a file describes, in the foreground. */
import path from 'node:path';
import { equalJson } from '../../../experiment/json';
import { parseOverride } from '../../../experiment/overrides';
import { resolveRuns } from '../../../experiment/resolve';
import type { ResolvedExperiment } from '../../../experiment/types';
import { RunIndex, type RunRecord } from '../../../results/runIndex';
import { UserError } from '../../../schemas/userError';
import { createRun } from '../../run/create';
import { readExperiment, runsRootOf } from '../experimentFile';
import { finish } from '../finish';
import { Interruption } from '../interruption';
import { engineEnvironment } from '../launch';
import { countProblems, printProblems, problemObject } from '../problems';
import { runQueue } from '../queue';
import { tellRaised } from '../raisedConcerns';
import { chooseReporter } from '../chooseReporter';
import type { QueuedRun } from '../reporter';
import { runnerEntry } from '../runnerEntry';
import { counted, processTerminal, type Terminal } from '../terminal';
import { timeSentence } from '../totalTime';

export interface RunOptions {
  readonly variant?: readonly string[];
  /** From 1. */
  readonly repeat?: readonly number[];
  readonly engine?: string;
  /** `path=value`. */
  readonly set?: readonly string[];
  readonly skipDone?: boolean;
  readonly json?: boolean;
}

export async function run(files: readonly string[], options: RunOptions): Promise<number> {
  const terminal = processTerminal(options);
  const wanted = [];
  for (const file of files) {
    const runs = await plan(file, options, terminal);
    if (runs === undefined) return 2;
    wanted.push(...runs);
  }
  const runner = runnerEntry();
  // An engine that does not work is told before anything is written.
  for (const engine of new Set(wanted.map((resolved) => resolved.engine))) await engineEnvironment(engine);
  const { open, done } = options.skipDone ? await splitDone(wanted) : { open: wanted, done: [] };
  if (done.length > 0) terminal.say(`${counted(done.length, 'run')} done before, skipped.`);
  const time = await timeSentence(open, await runsOf(open));
  if (time !== undefined) terminal.say(time);
  const interruption = new Interruption();
  try {
    const queue: QueuedRun[] = [];
    for (const resolved of open) {
      queue.push({ directory: await createRun(runsRootOf(resolved.file), resolved), resolved });
    }
    const outcomes = await runQueue(queue, {
      runner,
      environment: engineEnvironment,
      reporter: chooseReporter(terminal),
      stop: interruption,
    });
    const directories = [...queue.map(({ directory }) => directory), ...done.map(({ directory }) => directory)];
    return await finish(queue, outcomes, directories, terminal);
  } finally {
    interruption.dispose();
  }
}

/** The runs of a file; undefined when the file is wrong, which has then been told. */
async function plan(given: string, options: RunOptions, terminal: Terminal): Promise<ResolvedExperiment[] | undefined> {
  const set = Object.fromEntries((options.set ?? []).map(parseOverride));
  if (options.engine !== undefined) set['engine'] = options.engine;
  const choice = { set, ...(options.variant === undefined ? {} : { variants: options.variant }) };
  const { path: file, file: experiment, problems, raised, lines } = await readExperiment(given, choice);
  printProblems(file, problems, lines, terminal);
  if (experiment === undefined) {
    if (terminal.json)
      terminal.result(JSON.stringify({ type: 'invalid', file, problems: problems.map(problemObject) }));
    terminal.say(`${path.basename(file)} cannot run: ${countProblems(problems)}.`);
    return undefined;
  }
  tellRaised(raised, set, terminal);
  return resolveRuns(experiment, {
    path: file,
    ...choice,
    ...(options.repeat === undefined ? {} : { repeats: options.repeat.map((repeat) => repeat - 1) }),
  });
}

/** All runs of the projects that these belong to. */
async function runsOf(wanted: readonly ResolvedExperiment[]): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const root of new Set(wanted.map(({ file }) => runsRootOf(file)))) {
    const index = new RunIndex(root);
    await index.refresh();
    records.push(...index.runs());
  }
  return records;
}

/** Runs of which a completed one with the same settings and seed exists. */
async function splitDone(wanted: readonly ResolvedExperiment[]) {
  const completed = (await runsOf(wanted)).filter(({ header }) => header.state === 'completed');
  const open: ResolvedExperiment[] = [];
  const done: RunRecord[] = [];
  for (const resolved of wanted) {
    const twin = completed.find((record) => sameRun(record.resolved, resolved));
    if (twin) done.push(twin);
    else open.push(resolved);
  }
  return { open, done };
}

function sameRun(first: ResolvedExperiment, second: ResolvedExperiment): boolean {
  const essence = ({ name, variant, seed, baseDirectory, data, model, training, techniques }: ResolvedExperiment) => ({
    ...{ name, variant, seed, baseDirectory, data, model, training, techniques },
  });
  return equalJson(essence(first), essence(second));
}

/** Reads a repeat as people count, from 1. */
export function parseRepeat(text: string, earlier: readonly number[] = []): number[] {
  const repeat = Number(text);
  if (!Number.isInteger(repeat) || repeat < 1) {
    throw new UserError(`--repeat ${text}: expected a whole number from 1.`);
  }
  return [...earlier, repeat];
}
