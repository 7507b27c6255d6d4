/** How many processes of tests run at a time. */
import os from 'node:os';

/** One a core, up to four, with 4 GiB of memory each. */
export const places = (): number =>
  Math.max(1, Math.min(4, os.availableParallelism(), Math.floor(os.totalmem() / 2 ** 32)));
