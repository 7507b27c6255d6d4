/**
 * Entry point of the runner process: `node runner.js <run directory>`, with `--element <JSON>` for a run of a submission, or
 * `node runner.js --task <JSON>` to measure.
 */
import path from 'node:path';
import { endWithParent, measureProcess } from './measure/process';
import { taskFlag } from './measure/tasks';
import { elementFlag, type SubmittedElement } from './run/element';
import { runProcess } from './run/process';
import type { StopSignal } from './run/stop';

/** Signals within these milliseconds count as one: a terminal sends Ctrl-C to all processes, which may pass it on. */
const sameRequestMs = 1000;

function stopOnSignals(stop: StopSignal): void {
  let first: number | undefined;
  const onSignal = () => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      stop.request();
    } else if (now - first > sameRequestMs) {
      process.exit(1);
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

async function main(): Promise<void> {
  const [directory, second, third] = process.argv.slice(2);
  if (directory === taskFlag && second !== undefined) {
    endWithParent();
    process.exit(await measureProcess(second));
  }
  if (directory === undefined) {
    console.error('A run directory was expected: node runner.js <run directory>');
    process.exitCode = 2;
    return;
  }
  let element: SubmittedElement | undefined;
  if (second === elementFlag && third !== undefined) {
    endWithParent();
    element = JSON.parse(third) as SubmittedElement;
  }
  const exitCode = await runProcess(path.resolve(directory), stopOnSignals, element);
  // Engines have threads and timers that would keep the process alive.
  process.exit(exitCode);
}

void main();
