/** What every part of a run is given. */
import path from 'node:path';
import { projectFolder } from '../../experiment/projectFolder';
import type { ResolvedExperiment } from '../../experiment/types';
import type { NewEvent } from '../../rundir/events';
import type { RunFacts } from './record';
import type { StopSignal } from './stop';

export interface RunSession {
  readonly runDirectory: string;
  readonly resolved: ResolvedExperiment;
  readonly stop: StopSignal;
  readonly facts: RunFacts;
  readonly emit: (event: NewEvent) => void;
}

/** Of the project. */
export function cacheDirectory({ file }: RunSession['resolved']): string {
  return path.join(projectFolder(file), '.ferexp', 'cache');
}
