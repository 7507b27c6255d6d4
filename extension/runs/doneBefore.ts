/** Finds out which runs are done, running or waiting before an experiment is run, and writes the question about them. */
import type { RecordedExperiment, ResolvedExperiment } from '../../experiment/types';
import type { RunRecord } from '../../results/runIndex';
import { baseVariant } from '../../schemas/runDirectory';
import { resultOf } from './completed';
import { startAttached } from './ferexp';
import { variantArguments } from './launcher';
import { configuredRuntime } from './settings';
import { isActive } from './runTracker';
import { counted, isOrAre } from '../../words/numbers';

/** The output of `ferexp run --dry-run --json`. */
export interface RunPlan {
  readonly runs: readonly { readonly variant: string; readonly needed: boolean }[];
  readonly done: readonly { readonly variant: string }[];
  /** Runs that are already running or waiting. */
  readonly queued: readonly { readonly variant: string; readonly directory: string; readonly state: string }[];
}

/** Whether any of the runs may be done, running or waiting. A quick check: may be wrongly true, but never wrongly false. */
export function mayBeKnown(runs: readonly ResolvedExperiment[], records: readonly RunRecord[]): boolean {
  const keyOf = ({ name, variant, seed }: RecordedExperiment): string => JSON.stringify([name, variant, seed]);
  const wanted = new Set(runs.map(keyOf));
  return records.some(
    (record) => (record.header.state === 'completed' || isActive(record)) && wanted.has(keyOf(record.resolved)),
  );
}

/** Asks `ferexp` what would run, what is done and what waits. Undefined if it fails: the run itself then reports why. */
export async function planOf(
  script: string,
  file: string,
  variants: readonly string[] | undefined,
): Promise<RunPlan | undefined> {
  const args = ['run', file, ...variantArguments(variants), '--dry-run', '--json'];
  const { code, output } = await resultOf(startAttached(await configuredRuntime(), script, args));
  return code === 0 ? (JSON.parse(output) as RunPlan) : undefined;
}

export interface AgainQuestion {
  readonly message: string;
  readonly detail: string;
  /** Labels of the buttons. `missing` is absent if no run is missing, `show` if none is running or waiting. */
  readonly again: string;
  readonly missing?: string;
  readonly show?: string;
}

/** This many variants are named; a dialog has no room for more. */
const mostNames = 5;

/** `base, flip and 3 more`: each variant once, however many seeds it has. */
function variantsOf(runs: readonly { readonly variant: string }[]): string {
  const names = [...new Set(runs.map(({ variant }) => variant))];
  const shown = names.slice(0, mostNames).join(', ');
  return names.length > mostNames ? `${shown} and ${names.length - mostNames} more` : shown;
}

const same = 'With the same settings, seed and data, training gives the same result again.';

/** The question to ask if some runs are done, running or waiting; undefined if none is. */
export function againQuestion(name: string, plan: RunPlan): AgainQuestion | undefined {
  const { done, queued } = plan;
  const missing = plan.runs.filter(({ needed }) => !needed);
  const known = [...done, ...queued];
  if (known.length === 0) return undefined;
  const [first] = known as [RunPlan['done'][number]];
  const one = first.variant === baseVariant ? name : `${name} / ${first.variant}`;
  const lists = [
    known.length === 1 && missing.length === 0 ? '' : listed('Done', done),
    known.length === 1 && missing.length === 0 ? '' : listed('Running or waiting', queued),
    listed('Missing', missing),
  ];
  const state = stateWords(plan);
  const message =
    missing.length > 0
      ? `${counted(known.length, 'run')} of ${name} ${isOrAre(known.length)} ${state} already, ${missing.length} missing.`
      : known.length === 1
        ? `${one} is ${state} already.`
        : `All ${known.length} runs of ${name} are ${state} already.`;
  const verb = queued.length > 0 ? 'Add' : 'Run';
  return {
    message,
    detail: [lists.filter(Boolean).join(' '), same].filter(Boolean).join('\n\n'),
    again:
      missing.length === 0
        ? queued.length > 0
          ? 'Add Anyway'
          : 'Run Again'
        : `${verb} All ${queued.length > 0 ? 'Anyway' : 'Again'}`,
    ...(missing.length > 0 && { missing: `${verb} Only What Is Missing` }),
    ...(queued.length > 0 && { show: 'Show It' }),
  };
}

function stateWords({ done, queued }: RunPlan): string {
  if (queued.length === 0) return 'done';
  const running = queued.every(({ state }) => state === 'running');
  const words = running ? 'running' : queued.some(({ state }) => state === 'running') ? 'running or queued' : 'queued';
  return done.length > 0 ? `done, ${words}` : words;
}

function listed(word: string, runs: readonly { readonly variant: string }[]): string {
  return runs.length === 0 ? '' : `${word}: ${variantsOf(runs)}.`;
}
