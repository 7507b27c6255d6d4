/** What every part of a run needs. */
import type { ResolvedExperiment } from '../../experiment/types';
import type { NewEvent } from '../../storage/run/events';
import type { RunFacts } from './record';
import type { StopSignal } from './stop';

export interface RunSession {
  readonly runDirectory: string;
  readonly resolved: ResolvedExperiment;
  readonly stop: StopSignal;
  /** Fingerprint that the data must have; absent where any will do. */
  readonly expectedData?: string;
  readonly facts: RunFacts;
  readonly emit: (event: NewEvent) => void;
}
