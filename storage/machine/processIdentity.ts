import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { ProcessIdentity } from '../../schemas/generated/lock';
import { errorCode } from '../files/fileError';

export type { ProcessIdentity };

/**
 * How long a process that we cannot ask about (on another host that shares the folder) counts as alive after its last
 * sign of life. A lock is touched every half a minute; clocks of two hosts may differ by some minutes.
 */
export const silenceMs = 10 * 60_000;

/** Two boot times less apart than this are one boot: on systems without a boot id it is computed from the clock. */
const bootToleranceSeconds = 120;

function output(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000 }).trim();
  } catch {
    return undefined;
  }
}

/**
 * When a process started, as text that is equal for the same process only. Undefined: there is no such process. Empty:
 * the system does not tell (Windows has no cheap way), so that the pid alone must do.
 */
function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field is the command in brackets, which may itself hold blanks and brackets. Start time is field 22.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie runs no more: it waits for its parent to notice.
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  if (!pidExists(pid)) return undefined;
  if (process.platform === 'darwin') return output('/bin/ps', ['-o', 'lstart=', '-p', String(pid)]) || undefined;
  return '';
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

let boot: string | undefined;
function bootId(): string {
  if (boot === undefined) {
    if (process.platform === 'linux') boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    else boot = String(Math.round(Date.now() / 1000 - os.uptime()));
  }
  return boot;
}

function sameBoot(first: string, second: string): boolean {
  if (first === second) return true;
  const isTime = /^\d+$/;
  return isTime.test(first) && isTime.test(second) && Math.abs(Number(first) - Number(second)) <= bootToleranceSeconds;
}

let own: ProcessIdentity | undefined;

/** Who this process is, so that others can tell later whether it still lives. */
export function currentProcess(): ProcessIdentity {
  own ??= { pid: process.pid, processStart: processStart(process.pid) ?? '', host: os.hostname(), bootId: bootId() };
  return own;
}

/**
 * `unknown`: the process belongs to another host, which cannot be asked from here. A pid that was reused, and any pid
 * from before the host's last start, is `dead`.
 */
export function processState(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (identity.host !== os.hostname()) return 'unknown';
  if (!sameBoot(identity.bootId, bootId())) return 'dead';
  const start = processStart(identity.pid);
  if (start === undefined) return 'dead';
  return start === '' || identity.processStart === '' || start === identity.processStart ? 'alive' : 'dead';
}

/**
 * Does this process still run? One of another host counts as alive for ten minutes after its last sign of life, and for
 * ever when none is given: whoever is about to start a second process must rather be told to wait.
 * @param lastSign milliseconds since 1970: the latest time that a file the process keeps writing was touched
 */
export function isAlive(identity: ProcessIdentity, lastSign?: number): boolean {
  const state = processState(identity);
  if (state !== 'unknown') return state === 'alive';
  return lastSign === undefined || Date.now() - lastSign < silenceMs;
}

export function sameProcess(first: ProcessIdentity, second: ProcessIdentity): boolean {
  return (
    first.pid === second.pid &&
    first.processStart === second.processStart &&
    first.host === second.host &&
    first.bootId === second.bootId
  );
}
