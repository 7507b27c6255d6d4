/** Starts runs as the editor does: by a `ferexp run` that outlives whoever asked for it. */
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runsRootOf } from '../../experiment/project';
import { makeFolder } from '../../storage/files/folder';
import { readRegularFile } from '../../storage/files/regularFile';
import { newLogFile, startDetached } from '../../storage/machine/detached';
import { UserError } from '../../schemas/userError';
import { printableLines } from '../../words/printable';
import type { RunPlan } from '../plan/plan';
import { recordsOf } from '../plan/wanted';
import { ferexpEntry } from '../tasks/entries';

interface Choice {
  readonly variants?: readonly string[];
  /** From 1. */
  readonly repeats: readonly number[] | undefined;
  readonly again: boolean;
}

/** Milliseconds between two looks for the directories of the runs, and until they are no longer waited for. */
const [pollMs, patienceMs] = [200, 60_000];

/**
 * @param plan of the same runs, for their number
 * @returns ids of the runs whose directories were made, and the file with the output of their queue
 * @throws UserError with its last words if `ferexp run` ends before that
 */
export async function startRuns(
  file: string,
  { variants = [], repeats = [], again }: Choice,
  plan: RunPlan,
  signal: AbortSignal,
): Promise<{ readonly runs: string[]; readonly log: string }> {
  const open = plan.runs.map(({ resolved }) => resolved);
  const earlier = new Set((await recordsOf(open)).map(({ directory }) => directory));
  const log = newLogFile(runsRootOf(file), open[0]!.name);
  await makeFolder(path.dirname(log));
  const args = [
    ...['run', file],
    ...variants.flatMap((variant) => ['--variant', variant]),
    ...repeats.flatMap((repeat) => ['--repeat', String(repeat)]),
    ...(again ? ['--again'] : []),
  ];
  const { child } = startDetached(ownProgram(), ferexpEntry(), args, { cwd: path.dirname(file), log });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
  const until = Date.now() + patienceMs;
  for (;;) {
    const state = await Promise.race([ended, wait(pollMs, 'running' as const)]);
    const made = (await recordsOf(open)).filter(({ directory }) => !earlier.has(directory));
    const runs = made.map(({ header }) => header.runId).reverse();
    if (runs.length >= open.length || Date.now() > until || signal.aborted) return { runs, log };
    if (state === 'running') continue;
    if (runs.length > 0) return { runs, log };
    throw new UserError(`ferexp run ended without a run. Its last words:\n${await lastLines(log)}`, undefined, 1);
  }
}

/** The Node.js that this process runs on, which may be that of an editor. */
function ownProgram() {
  const ofEditor = process.env['ELECTRON_RUN_AS_NODE'];
  return {
    command: process.execPath,
    environment: ofEditor === undefined ? {} : { ELECTRON_RUN_AS_NODE: ofEditor },
  };
}

const mostBytes = 10e6;

async function lastLines(log: string): Promise<string> {
  const text = (await readRegularFile(log, 'the log', mostBytes)).toString('utf8').trim();
  return printableLines(text.split('\n').slice(-20).join('\n'));
}
