/** The icon and the word for each state of a run. The word is always shown beside the icon. */
import type { RunState } from '../../schemas/runDirectory';

export const stateIcons: Readonly<Record<RunState, string>> = {
  queued: 'clock',
  running: 'sync',
  completed: 'pass',
  cancelled: 'circle-slash',
  interrupted: 'debug-disconnect',
  failed: 'error',
};

export const stateWords: Readonly<Record<RunState, string>> = {
  queued: 'Queued',
  running: 'Running',
  completed: 'Done',
  cancelled: 'Stopped',
  interrupted: 'Interrupted',
  failed: 'Failed',
};
