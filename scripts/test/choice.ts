/** Parses the arguments of `npm test -- …`: steps by name, files or folders of test/, mocha's `-g`. */
import { parseArgs } from 'node:util';
import { suites, testsOf, type Suite } from './suites';

export interface Choice {
  /** Names of steps; empty: all that run by default. */
  readonly steps: readonly string[];
  /** Files or folders of test/; empty: all. */
  readonly places: readonly string[];
  /** Mocha's pattern of titles. */
  readonly grep?: string;
}

/** A step that can be chosen. */
interface Choosable {
  readonly name: string;
  /** The suite whose tests it runs; absent for a check. */
  readonly suite?: Suite;
}

/**
 * Without the name of a step, places choose their suites.
 * @throws Error in words, for a name that is neither a step nor a place of tests
 */
export function parseChoice(args: readonly string[], known: readonly Choosable[]): Choice {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { grep: { type: 'string', short: 'g' } },
    allowPositionals: true,
  });
  const named = known.filter(({ name }) => positionals.includes(name));
  const places = positionals.filter((place) => !known.some(({ name }) => name === place));
  const { grep } = values;
  if (grep !== undefined) checkPattern(grep);
  const steps =
    named.length > 0 ? named : suites.filter((suite) => holds(suite, places)).map((suite) => ({ name: suite, suite }));
  checkPlaces(places, named, known);
  if (places.length === 0 && grep === undefined) return { steps: named.map(({ name }) => name), places };
  checkSuites(named, places.length > 0 ? 'Places' : '-g', places.length > 0);
  return { steps: steps.map(({ name }) => name), places, ...(grep === undefined ? {} : { grep }) };
}

const holds = (suite: Suite, places: readonly string[]): boolean =>
  places.length > 0 && testsOf(suite, places).length > 0;

function checkPlaces(places: readonly string[], named: readonly Choosable[], known: readonly Choosable[]): void {
  const within = named.length === 0 ? suites : named.flatMap(({ suite }) => suite ?? []);
  for (const place of places) {
    if (within.some((suite) => holds(suite, [place]))) continue;
    const where = named.length === 0 ? '' : ` of ${list(named)}`;
    throw new Error(
      `“${place}” is no step, and no test${where} is there. Steps: ${list(known)}. ` +
        'Places are files or folders of test/, such as runner/data or test/words/numbers.test.ts.',
    );
  }
}

function checkSuites(named: readonly Choosable[], what: string, havePlaces: boolean): void {
  const checks = named.filter(({ suite }) => suite === undefined);
  const rule = `${what} choose among the tests of a suite (${suites.join(', ')}).`;
  if (checks.length > 0) throw new Error(`${rule} These steps have none: ${list(checks)}.`);
  if (named.length === 0 && !havePlaces) throw new Error(`${rule} Name one, such as: npm test -- unit -g "words".`);
}

const list = (steps: readonly Choosable[]): string => steps.map(({ name }) => name).join(', ');

function checkPattern(grep: string): void {
  try {
    new RegExp(grep);
  } catch (error) {
    throw new Error(`-g ${grep}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
