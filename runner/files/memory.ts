/** How much memory there is. */
import os from 'node:os';

/** Bytes of memory that this process may use: the machine's, or its container's (cgroup, version 1 or 2) if that is less. */
export function usableMemory(): number {
  return Math.min(os.totalmem(), process.constrainedMemory() || Infinity);
}
