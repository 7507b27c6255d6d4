/** Puts estimates and states of runs in words. */
import type { ListedSummary } from './listedSummary';
import { counted, interval, percent } from '../words/numbers';
import type { RunHeader } from '../schemas/messages/run';
import type { Estimate } from '../schemas/messages/comparison';

/** An estimate of a fraction with the range of its runs: `84.1 %, 3 runs: 83.6 to 84.4 %`. */
export function estimateWords({ mean, minimum, maximum, count }: Estimate): string {
  const isRange = percent(minimum) !== percent(maximum);
  const range = isRange ? `: ${interval(minimum, maximum)}` : '';
  return `${percent(mean)}, ${counted(count, 'run')}${range}`;
}

/** The status of a run in a few words, for lists: `running 12/30`, `done 84.1 %`, `stopped`. */
export function statusWords(
  header: Pick<RunHeader, 'state' | 'stopping' | 'cluster' | 'phase' | 'epoch' | 'epochs'>,
  summary?: Pick<ListedSummary, 'splits'>,
): string {
  switch (header.state) {
    case 'queued':
      return header.stopping ? 'stopping' : (header.cluster?.words ?? 'queued');
    case 'running': {
      const phase = header.phase?.phase;
      if (!header.stopping && (phase === 'evaluating' || phase === 'searching')) return phase;
      const what = header.stopping ? 'stopping' : 'running';
      return header.epoch === undefined
        ? header.stopping
          ? what
          : 'starting'
        : `${what} ${header.epoch}/${header.epochs}`;
    }
    case 'completed': {
      const accuracy = summary?.splits['test']?.accuracy;
      return accuracy === undefined ? 'done' : `done ${percent(accuracy)}`;
    }
    case 'cancelled':
      return 'stopped';
    case 'interrupted':
      return 'interrupted';
    case 'failed':
      return 'failed';
  }
}
