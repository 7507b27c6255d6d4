/** Finds the network whose answers a run learns from. */
import { ExperimentFiles, type ReadText, teacherOf } from '../experiment/graph';
import type { ResolvedExperiment, ResolvedModel } from '../experiment/types';

/** @param read text of experiment files and of runs; each is read once */
export function teacherNetworks(read: ReadText): (run: ResolvedExperiment) => ResolvedModel | undefined {
  const files = new ExperimentFiles(read);
  return (run) => {
    const found = teacherOf(run, files)?.origin?.resolved;
    return found?.imported ? undefined : found?.model;
  };
}
