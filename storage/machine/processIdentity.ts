/** Identifies processes, so that another process can find out later whether they are still running. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { ProcessIdentity } from '../../schemas/generated/lock';
import { errorCode } from '../files/fileError';

export type { ProcessIdentity };

/**
 * How long a process on another host that shares the folder counts as alive after its last sign of life, milliseconds. A
 * lock is touched every half minute; the clocks of two hosts may differ by some minutes.
 */
export const silenceMs = 10 * 60_000;

/** Boot times that differ by less are the same boot: without a boot id, the boot time is computed from the clock. */
const bootToleranceSeconds = 120;

function output(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000 }).trim();
  } catch {
    return undefined;
  }
}

/**
 * When a process started, as a text that differs between processes. Undefined: there is no such process. Empty: the system
 * does not say (Windows has no cheap way), so that only the pid counts.
 */
function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field is the command in brackets, which may itself contain spaces and brackets. Start time is field 22.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie has ended and only waits for its parent to notice.
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

/** The identity of this process. */
export function currentProcess(): ProcessIdentity {
  own ??= { pid: process.pid, processStart: processStart(process.pid) ?? '', host: os.hostname(), bootId: bootId() };
  return own;
}

/**
 * `unknown` means that the process belongs to another host, which cannot be asked from here. A process is `dead` also when
 * its pid was reused or the host has restarted.
 */
export function processState(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (identity.host !== os.hostname()) return 'unknown';
  if (!sameBoot(identity.bootId, bootId())) return 'dead';
  const start = processStart(identity.pid);
  if (start === undefined) return 'dead';
  return start === '' || identity.processStart === '' || start === identity.processStart ? 'alive' : 'dead';
}

/**
 * Whether a process is still running. A process of another host counts as alive for ten minutes after its last sign of life,
 * and always when none is given: waiting is safer than starting a second process.
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
