/** Tells runs that were trained here from those that were imported. */
import { UserError } from '../schemas/userError';
import type { RecordedExperiment, ResolvedExperiment } from './types';

/**
 * The settings of a run that was trained here.
 * @param why what an imported run has not, as a clause: `there is no network here to explain`
 * @throws UserError for an imported run
 */
export function trainedHere(resolved: RecordedExperiment, runId: string, why: string): ResolvedExperiment {
  if (!resolved.imported) return resolved;
  if (resolved.imported.ensemble) {
    throw new UserError(
      `The run ${runId} is an ensemble: ${why}.`,
      'Its members have networks of their own: take one of them.',
    );
  }
  throw new UserError(
    `The run ${runId} was imported from ${resolved.imported.file}: ${why}.`,
    'Its network is where it was trained; here are its predictions alone.',
  );
}
