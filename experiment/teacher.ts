/** The network whose answers a run learns from, as its experiment names it. */
import type { ResolvedExperiment, ResolvedFromExperiment } from './types';

/** The run that was chosen or is queued for a teacher that is named by its experiment. */
type Known = Pick<ResolvedFromExperiment, 'run' | 'ancestry'>;

/** The same experiment with what is known of its teacher; as it is where the teacher is named as a run, or there is none. */
export function withTeacherRun(
  resolved: ResolvedExperiment,
  known: { readonly [Key in keyof Known]?: Known[Key] | undefined },
): ResolvedExperiment {
  const { distillation } = resolved.techniques;
  if (!distillation || !('experiment' in distillation.from)) return resolved;
  const { run = distillation.from.run, ancestry = distillation.from.ancestry } = known;
  const from = { ...distillation.from, ...(run !== undefined && { run }), ...(ancestry !== undefined && { ancestry }) };
  return { ...resolved, techniques: { ...resolved.techniques, distillation: { ...distillation, from } } };
}
