/** What follows from the results of a run, for its page. */
import type { RunSummary } from '../schemas/generated/summary';
import type { RunMeasures } from '../schemas/messages/run';
import { readCalibration } from './calibration';
import { agreementOf } from './judge/agreement';
import { problemOf } from './readRun';
import { votesView } from './votes';

/** @returns undefined if the run was not tested */
export async function measuresOf(runDirectory: string, { splits }: RunSummary): Promise<RunMeasures | undefined> {
  if (!splits['test'] || splits['test'].examples === 0) return undefined;
  const agreement = Object.entries(splits).flatMap(([name, { examples, confusion }]) =>
    examples === 0 ? [] : [[name, agreementOf(confusion)] as const],
  );
  const { votes } = splits['test'];
  return {
    agreement: Object.fromEntries(agreement),
    calibration: await calibration(runDirectory),
    ...(votes && { votes: votesView('test', votes) }),
  };
}

const calibration = (runDirectory: string): Promise<RunMeasures['calibration']> =>
  readCalibration(runDirectory, 'test').catch(
    (error: unknown) => `There is no calibration. ${problemOf(error).message}`,
  );
