/** The runs that files and options of `ferexp run` and `ferexp submit` ask for. */
import path from 'node:path';
import { parseOverride } from '../../experiment/overrides';
import { countProblems, problemObject } from '../../experiment/problemText';
import { resolveRuns } from '../../experiment/resolve';
import type { ResolvedExperiment } from '../../experiment/types';
import { counted } from '../../words/numbers';
import { readExperiment } from '../find/experimentFile';
import { printProblems } from '../report/problems';
import { reportRaised } from '../report/raisedConcerns';
import type { Terminal } from '../report/terminal';
import { neededSentence, type RunPlan } from './plan';

export interface RunChoice {
  readonly variant?: readonly string[];
  /** Counted from 1. */
  readonly repeat?: readonly number[];
  readonly engine?: string;
  /** `path=value`. */
  readonly set?: readonly string[];
}

/** Settings from outside the files. @throws UserError for one that is not `path=value` */
export function overridesOf({ set = [], engine }: RunChoice): Record<string, unknown> {
  const given = Object.fromEntries(set.map(parseOverride));
  return engine === undefined ? given : { ...given, engine };
}

/** The runs of the files; undefined when a file has errors, which are then already printed. */
export async function wantedRuns(
  files: readonly string[],
  choice: RunChoice,
  terminal: Terminal,
): Promise<ResolvedExperiment[] | undefined> {
  const wanted: ResolvedExperiment[] = [];
  for (const file of files) {
    const runs = await runsOf(file, choice, terminal);
    if (runs === undefined) return undefined;
    wanted.push(...runs);
  }
  return wanted;
}

async function runsOf(name: string, options: RunChoice, terminal: Terminal): Promise<ResolvedExperiment[] | undefined> {
  const set = overridesOf(options);
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

/** Says which runs are needed first, and which are left out because they are done, running or waiting. */
export function sayKnown(plan: RunPlan, terminal: Terminal): void {
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
}
