import type { ResolvedExperiment } from '../../experiment/types';
import type { RunRecord } from '../../results/runIndex';
import { baseVariant } from '../../schemas/runDirectory';
import { ended } from './engines';
import { startAttached } from './ferexp';
import { configuredRuntime, variantArguments } from './launcher';

/** What `ferexp run --dry-run --json` tells. */
export interface RunPlan {
  readonly runs: readonly { readonly variant: string; readonly needed: boolean }[];
  readonly done: readonly { readonly variant: string }[];
}

/** May any of the runs be done before? Cheap, and true too often rather than too seldom. */
export function mayBeDone(runs: readonly ResolvedExperiment[], records: readonly RunRecord[]): boolean {
  const keyOf = ({ name, variant, seed }: ResolvedExperiment): string => JSON.stringify([name, variant, seed]);
  const wanted = new Set(runs.map(keyOf));
  return records.some(({ header, resolved }) => header.state === 'completed' && wanted.has(keyOf(resolved)));
}

/** What would run and what is done, by the command that runs it; undefined where it cannot tell, as the run then says. */
export async function planOf(
  script: string,
  file: string,
  variants: readonly string[] | undefined,
): Promise<RunPlan | undefined> {
  const args = ['run', file, ...variantArguments(variants), '--dry-run', '--json'];
  const { code, output } = await ended(startAttached(await configuredRuntime(), script, args));
  return code === 0 ? (JSON.parse(output) as RunPlan) : undefined;
}

export interface AgainQuestion {
  readonly message: string;
  readonly detail: string;
  /** Labels of what can be chosen; `missing` is absent where nothing is. */
  readonly again: string;
  readonly missing?: string;
}

const plural = (count: number, one: string): string => (count === 1 ? `1 ${one}` : `${count} ${one}s`);

/** Variants that a sentence names; a dialog is no list. */
const mostNames = 5;

/** `base, flip and 3 more`: each variant once, however many seeds it has. */
function variantsOf(runs: readonly { readonly variant: string }[]): string {
  const names = [...new Set(runs.map(({ variant }) => variant))];
  const shown = names.slice(0, mostNames).join(', ');
  return names.length > mostNames ? `${shown} and ${names.length - mostNames} more` : shown;
}

/** What to ask before something is run that is done; undefined when nothing is. */
export function againQuestion(name: string, { runs, done }: RunPlan): AgainQuestion | undefined {
  if (done.length === 0) return undefined;
  const missing = runs.filter(({ needed }) => !needed);
  const same = 'With the same settings, seed and data, training gives the same result again.';
  if (missing.length === 0) {
    const [{ variant }] = done as [RunPlan['done'][number]];
    const detail = done.length === 1 ? same : `Done: ${variantsOf(done)}.\n\n${same}`;
    const one = variant === baseVariant ? name : `${name} / ${variant}`;
    const what = done.length === 1 ? `${one} is done already.` : `All ${done.length} runs of ${name} are done already.`;
    return { message: what, detail, again: 'Run Again' };
  }
  return {
    message: `${plural(done.length, 'run')} of ${name} ${done.length === 1 ? 'is' : 'are'} done already, ${missing.length} missing.`,
    detail: `Done: ${variantsOf(done)}. Missing: ${variantsOf(missing)}.\n\n${same}`,
    ...{ again: 'Run All Again', missing: 'Run Only What Is Missing' },
  };
}
