/** The available engines, and the choice of one for a run. */
import type { ResolvedExperiment } from '../../experiment/types';
import { engineVariable, namedEngine } from '../../storage/machine/engineDirectory';
import { UserError } from '../../schemas/userError';
import type { Availability, EngineProvider } from './contract';
import { tensorFlowProvider } from './tensorflow/provider';
import { wasmProvider } from './wasm/provider';

export const engineProviders: readonly EngineProvider[] = [tensorFlowProvider, wasmProvider];

export interface ChosenEngine {
  readonly provider: EngineProvider;
  /** Why this one, in words that users can act on. */
  readonly reason: string;
}

/**
 * The engine of a run. `auto` takes the one that the environment names, otherwise the available one with the highest rank.
 * @throws UserError when the requested engine, or with `auto` every engine, does not work here
 */
export async function chooseEngine(
  requested: ResolvedExperiment['engine'],
  providers: readonly EngineProvider[] = engineProviders,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ChosenEngine> {
  if (requested !== 'auto') return chooseNamed(requested, providers, 'the experiment asks for it');
  const named = namedEngine(environment);
  return named === undefined ? chooseBest(providers) : chooseNamed(named, providers, `${engineVariable} asks for it`);
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

async function chooseBest(providers: readonly EngineProvider[]): Promise<ChosenEngine> {
  const ranked = [...providers].sort((first, second) => second.rank - first.rank);
  const passed: { provider: EngineProvider; found: Availability & { available: false } }[] = [];
  for (const provider of ranked) {
    const found = await provider.probe();
    if (!found.available) {
      passed.push({ provider, found });
      continue;
    }
    if (passed.length === 0)
      return { provider, reason: `${withoutStop(found.detail)}; “ferexp bench” shows which engine is faster here` };
    const reasons = passed.map((entry) => withoutStop(entry.found.reason)).join('; ');
    const remedies = passed.map((entry) => entry.found.remedy).join(' ');
    return { provider, reason: `${provider.title}, since ${reasons}. ${remedies}` };
  }
  throw new UserError(
    `No engine works here. ${passed.map(({ found }) => found.reason).join(' ')}`,
    passed.map(({ found }) => found.remedy).join(' '),
  );
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
