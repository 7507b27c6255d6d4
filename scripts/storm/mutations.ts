/** Drives the workers and limits the time and memory of each try. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Report } from './worker';
import { targets } from './targets';

/** Milliseconds and bytes. */
const longest = 20_000;
const largest = 1.5e9;
/** Milliseconds between two checks of resident memory; a limit on address space would also count what V8 only reserves. */
const watchEvery = 100;

export interface Row {
  readonly name: string;
  tried: number;
  read: number;
  passedOver: number;
  refused: number;
  readonly failures: string[];
  /** Longest time of one try. */
  longestMs: number;
  /** Largest resident memory of the process, bytes; 0 when the system does not say. */
  largestBytes: number;
}

function residentBytes(pid: number): number {
  try {
    return 1024 * Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** @param share share of the tries of each target, from 0 to 1 */
export async function mutations(share: number, seed: number, onRow: (row: Row) => void): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, tries } of targets) {
    const row: Row = {
      ...{ name, tried: 0, read: 0, passedOver: 0, refused: 0, failures: [], longestMs: 0, largestBytes: 0 },
    };
    const count = Math.max(1, Math.round(tries * share));
    // When a worker was ended, the next one does the rest.
    for (let next = 0; next < count;) next = await work(row, next, count - next, seed);
    rows.push(row);
    onRow(row);
  }
  return rows;
}

/** @returns the index of the next try */
function work(row: Row, first: number, count: number, seed: number): Promise<number> {
  const args = [path.join(__dirname, 'worker.ts'), row.name, String(first), String(count), String(seed)];
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let current = first - 1;
  let begun = Date.now();
  let why: string | undefined;
  let errors = '';
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const end = (reason: string) => {
    why ??= reason;
    child.kill('SIGKILL');
  };
  const timer = setInterval(() => {
    const bytes = residentBytes(child.pid!);
    row.largestBytes = Math.max(row.largestBytes, bytes);
    if (bytes > largest) end(`took ${(bytes / 1e9).toFixed(1)} GB`);
    if (current >= first && Date.now() - begun > longest) end(`took more than ${longest / 1000} s`);
  }, watchEvery);
  let finished = first;
  createInterface(child.stdout).on('line', (line) => {
    const report = JSON.parse(line) as Report;
    if ('begin' in report) {
      current = report.begin;
      begun = Date.now();
      return;
    }
    finished = report.end + 1;
    row.tried++;
    row.longestMs = Math.max(row.longestMs, report.ms);
    if (report.outcome === 'read') row.read++;
    else if (report.outcome === 'passed over') row.passedOver++;
    else if (report.outcome === 'refused') row.refused++;
    else row.failures.push(`try ${report.end}: ${report.message ?? ''}`);
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearInterval(timer);
      if (finished >= first + count) return resolve(finished);
      row.tried++;
      const last = errors.trim().split('\n').slice(-3).join(' ');
      row.failures.push(`try ${current}: ${why ?? `the process ended with ${code ?? 'a signal'}: ${last}`}`);
      resolve(Math.max(current, first) + 1);
    });
  });
}
