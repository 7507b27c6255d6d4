/** The available engines, and the choice of one for a run. */
import { version } from '../../package.json';
import type { ResolvedExperiment } from '../../experiment/types';
import type { Measurement } from '../../schemas/measurements';
import { type FastestEngine, fastestEngine, type TimedRun } from '../../storage/machine/automaticEngine';
import { engineDirectory, engineVariable, namedEngine } from '../../storage/machine/engineDirectory';
import { readMeasurements, thisMachine } from '../../storage/machine/measurements';
import { UserError } from '../../schemas/userError';
import type { Availability, EngineProvider } from './contract';
import { tensorFlowProvider } from './tensorflow/provider';
import { wasmProvider } from './wasm/provider';
import { decimal } from '../../words/numbers';

export const engineProviders: readonly EngineProvider[] = [tensorFlowProvider, wasmProvider];

export interface ChosenEngine {
  readonly provider: EngineProvider;
  /** Why this one, in words that users can act on. */
  readonly reason: string;
}

export interface EngineChoices {
  readonly providers?: readonly EngineProvider[];
  readonly environment?: NodeJS.ProcessEnv;
  /** Valid measurements of this machine. */
  readonly measured?: () => Promise<readonly Measurement[]>;
}

/** The stored measurements that can be used here. */
export const measuredHere = (): Promise<Measurement[]> =>
  readMeasurements(engineDirectory(), { machine: thisMachine(), ferexp: version });

/**
 * The engine of a run. `auto` takes the one that the environment names, otherwise of those that work here the one that was
 * measured faster for the network of the run, otherwise the one with the highest rank.
 * @param run whose network matters; without it, ranks decide
 * @throws UserError when the requested engine, or with `auto` every engine, does not work here
 */
export async function chooseEngine(
  requested: ResolvedExperiment['engine'],
  run?: TimedRun,
  { providers = engineProviders, environment = process.env, measured = measuredHere }: EngineChoices = {},
): Promise<ChosenEngine> {
  if (requested !== 'auto') return chooseNamed(requested, providers, 'the experiment asks for it');
  const named = namedEngine(environment);
  if (named !== undefined) return chooseNamed(named, providers, `${engineVariable} asks for it`);
  return chooseBest(providers, async (engines) => run && fastestEngine(await measured(), run, engines));
}

async function chooseNamed(
  requested: string,
  providers: readonly EngineProvider[],
  why: string,
): Promise<ChosenEngine> {
  const provider = providers.find(({ id }) => id === requested);
  if (!provider) {
    const known = providers.map(({ id }) => id).join(', ');
    throw new UserError(`The engine "${requested}" does not exist in this version.`, `Choose one of: auto, ${known}.`);
  }
  const found = await provider.probe();
  if (!found.available) {
    throw new UserError(`The engine "${requested}" does not work here. ${found.reason}`, found.remedy);
  }
  return { provider, reason: `${withoutStop(found.detail)}; ${why}` };
}

/** @param fastest of some engines, as far as that was measured */
async function chooseBest(
  providers: readonly EngineProvider[],
  fastest: (engines: readonly string[]) => Promise<FastestEngine | undefined>,
): Promise<ChosenEngine> {
  const ranked = [...providers].sort((first, second) => second.rank - first.rank);
  const working: { provider: EngineProvider; found: Availability & { available: true } }[] = [];
  const passed: { provider: EngineProvider; found: Availability & { available: false } }[] = [];
  for (const provider of ranked) {
    const found = await provider.probe();
    if (found.available) working.push({ provider, found });
    else passed.push({ provider, found });
  }
  const [best] = working;
  if (!best) {
    throw new UserError(
      `No engine works here. ${passed.map(({ found }) => found.reason).join(' ')}`,
      passed.map(({ found }) => found.remedy).join(' '),
    );
  }
  const measured = await fastest(working.map(({ provider }) => provider.id));
  if (measured) {
    const { provider, found } = working.find((one) => one.provider.id === measured.engine)!;
    return { provider, reason: `${withoutStop(found.detail)}; ${fastestWords(measured)}` };
  }
  const { provider, found } = best;
  const missing = passed.filter((one) => one.provider.rank > provider.rank);
  if (missing.length === 0)
    return { provider, reason: `${withoutStop(found.detail)}; “ferexp bench” shows which engine is faster here` };
  const reasons = missing.map((one) => withoutStop(one.found.reason)).join('; ');
  const remedies = missing.map((one) => one.found.remedy).join(' ');
  return { provider, reason: `${provider.title}, since ${reasons}. ${remedies}` };
}

function fastestWords({ engine, next, model, batchSize, ratio }: FastestEngine): string {
  return `“ferexp bench” measured ${engine} at ${decimal(ratio, 2)} times the speed of ${next} with ${model} in batches of ${batchSize}`;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
