/** States of a run as an icon and a word. The word always stands beside the icon. */
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
