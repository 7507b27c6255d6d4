/**
 * `npm test`: every check and every suite. `npm test -- unit host` runs the named steps only, `npm test -- unit runner/data`
 * the tests in a folder, `npm test -- unit -g "words"` those with words in their title. Ends with one line that adds up
 * the runners' own reports: `N passed, N failed, N skipped`.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { testResults, root } from './paths';
import { exitCode } from './process';
import { parseChoice, type Choice } from './test/choice';
import { isBuildStale } from './test/staleBuild';
import { steps, type Step } from './test/steps';
import { orphans } from './test/suites';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

async function countsOf(step: Step): Promise<Counts> {
  if (step.report === undefined || !existsSync(step.report)) return { passed: 0, failed: 0, skipped: 0 };
  const { stats } = JSON.parse(await readFile(step.report, 'utf8')) as {
    stats: { passes: number; failures: number; pending: number };
  };
  return { passed: stats.passes, failed: stats.failures, skipped: stats.pending };
}

function start(step: Step, choice: Choice): Promise<number> {
  const [command, ...args] = step.command(choice);
  return exitCode(command!, args, { cwd: root });
}

/** @param begun the exit code to come, of a step that was started ahead */
async function runStep(step: Step, choice: Choice, begun?: Promise<number>): Promise<Counts & { code: number }> {
  console.log(`\n── ${step.what} (${step.name})`);
  const started = Date.now();
  const code = await (begun ?? start(step, choice));
  const counts = await countsOf(step);
  const ranNone = step.report !== undefined && counts.passed + counts.failed === 0;
  if (ranNone && code === 0 && choice.grep !== undefined && counts.skipped === 0) {
    console.error(`No test of ${[step.name, ...choice.places].join(' ')} has a title that matches ${choice.grep}.`);
  }
  // A suite that died before it wrote its report, one that ran nothing, or a check that failed, counts as one failure.
  if ((code !== 0 || ranNone) && counts.failed === 0) counts.failed = 1;
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`── ${step.name}: ${counts.failed === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  return { ...counts, code };
}

function choiceOf(args: readonly string[]): Choice {
  try {
    return parseChoice(args, steps);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

async function main(): Promise<void> {
  const choice = choiceOf(process.argv.slice(2));
  const unrun = orphans();
  if (unrun.length > 0) {
    console.error(`No suite runs ${unrun.join(', ')}. Move it below test/; see scripts/test/suites.ts.`);
    process.exit(1);
  }
  const isChosen = ({ name, onRequest = false }: Step): boolean =>
    choice.steps.length === 0 ? !onRequest : choice.steps.includes(name);
  // A suite that is named tests what was built: that is then built from the sources as they are.
  const needsBuild = steps.some((step) => isChosen(step) && step.suite !== undefined) && isBuildStale();
  const chosen = steps.filter((step) => isChosen(step) || (step.name === 'build' && needsBuild));
  await rm(testResults, { recursive: true, force: true });
  await mkdir(testResults, { recursive: true });
  const ahead = new Map(chosen.filter((step) => step.ahead).map((step) => [step.name, start(step, choice)]));
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const step of chosen) {
    const { passed, failed, skipped, code } = await runStep(step, choice, ahead.get(step.name));
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    if (step.name === 'build' && code !== 0) break;
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

void main();
