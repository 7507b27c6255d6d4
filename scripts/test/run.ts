/** Runs steps: their processes share the cores, their outputs appear whole and in the order of the steps. */
import { linesAlone } from './alone';
import type { Choice } from './choice';
import type { Outcome } from './outcome';
import { places } from './places';
import { Pool } from './pool';
import { type Print, RunningStep, type Taken } from './running';
import type { Step } from './steps';

export interface Result {
  readonly step: Step;
  readonly outcome: Outcome;
}

/** @param steps in an order in which none comes after a later one */
export async function runSteps(steps: readonly Step[], choice: Choice, print: Print): Promise<Result[]> {
  const pool = new Pool(places());
  const running: RunningStep[] = [];
  const isSingle = steps.length === 1 && steps[0]!.jobs(choice).length === 1;
  for (const step of steps) {
    const before = running.filter(({ step: { name } }) => step.after?.includes(name));
    running.push(new RunningStep(step, choice, pool, before, isSingle));
  }
  const results: Result[] = [];
  for (const one of running) results.push({ step: one.step, outcome: await follow(one, print) });
  return results;
}

/** What to look at first where a step takes long. */
const longestWords = (taken: readonly Taken[]): string =>
  taken
    .slice(0, 8)
    .map(({ name, seconds }) => `${name} ${seconds} s`)
    .join(', ');

async function follow(running: RunningStep, print: Print): Promise<Outcome> {
  const { name, what } = running.step;
  print(`\n── ${what} (${name})\n`);
  running.show(print);
  const outcome = await running.outcome;
  const { passed, failed, skipped, alone } = outcome;
  for (const line of linesAlone(alone)) print(`${line}\n`);
  if (running.longest.length > 1) print(`   longest: ${longestWords(running.longest)}\n`);
  const counts = running.step.suite === undefined ? '' : ` (${passed} passed, ${failed} failed, ${skipped} skipped)`;
  print(`── ${name}: ${failed === 0 ? 'passed' : 'FAILED'} in ${running.seconds} s${counts}\n`);
  return outcome;
}
