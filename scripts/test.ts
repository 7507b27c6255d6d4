/**
 * `npm test`: every check and every suite. `npm test -- unit host` runs the named steps only, `npm test -- unit runner/data`
 * the tests in a folder, `npm test -- unit -g "words"` those with words in their title. A whole run ends with one line that
 * adds up the tests of all suites: `N passed, N failed, N skipped`.
 */
import { mkdir, rm } from 'node:fs/promises';
import { testResults } from './paths';
import { parseChoice, type Choice } from './test/choice';
import { runSteps } from './test/run';
import { isBuildStale } from './test/staleBuild';
import { steps, type Step } from './test/steps';
import { orphans } from './test/suites';
import { lastLine } from './test/words';

function choiceOf(args: readonly string[]): Choice {
  try {
    return parseChoice(args, steps);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

function chosenSteps(choice: Choice): Step[] {
  const isChosen = ({ name, onRequest = false }: Step): boolean =>
    choice.steps.length === 0 ? !onRequest : choice.steps.includes(name);
  // A suite that is named tests what was built: that is then built from the sources as they are.
  const needsBuild = steps.some((step) => isChosen(step) && step.suite !== undefined) && isBuildStale();
  return steps.filter((step) => isChosen(step) || (step.name === 'build' && needsBuild));
}

async function main(): Promise<void> {
  const choice = choiceOf(process.argv.slice(2));
  const unrun = orphans();
  if (unrun.length > 0) {
    console.error(`No suite runs ${unrun.join(', ')}. Move it below test/; see scripts/test/suites.ts.`);
    process.exit(1);
  }
  const chosen = chosenSteps(choice);
  await rm(testResults, { recursive: true, force: true });
  await mkdir(testResults, { recursive: true });
  const results = await runSteps(chosen, choice, (text) => process.stdout.write(text));
  console.log(`\n${lastLine(results)}`);
  process.exitCode = results.some(({ outcome }) => outcome.failed > 0) ? 1 : 0;
}

void main();
