/** What a submission to a cluster says of a run, passed to its process. */
import type { ClusterJob } from '../../storage/run/lock';

/** Precedes an element, as JSON, on the command line of the runner. */
export const elementFlag = '--element';

export interface SubmittedElement {
  /** Fingerprint that the data had when the run was submitted. */
  readonly data: string;
  /** The job that the process is; absent where the cluster does not say. */
  readonly job?: ClusterJob;
}
