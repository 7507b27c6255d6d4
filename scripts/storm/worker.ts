/** Runs the tries of one target in a process that may be ended: `worker.ts TARGET FIRST COUNT SEED`. */
import '../test/isolate';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { explainFailure } from '../../runner/run/failures';
import { Random } from '../../runner/random';
import { UserError } from '../../schemas/userError';
import { targets } from './targets';

/** A line of the worker's output. */
export type Report =
  | { readonly begin: number }
  | {
      readonly end: number;
      readonly ms: number;
      readonly outcome: 'read' | 'passed over' | 'refused' | 'failed';
      readonly message?: string;
    };

const control = /[\p{Cc}\u202a-\u202e]/u;

/** The message for the user, or why the message is not acceptable. */
function refusal(error: unknown): { readonly outcome: 'refused' | 'failed'; readonly message: string } {
  if (!(error instanceof UserError)) {
    const { message } = explainFailure(error);
    // Only running out of memory or disk space has a message; anything else was not foreseen.
    const stack = error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 4).join(' ') : '';
    return { outcome: 'failed', message: `${message} ${stack}` };
  }
  const all = `${error.message} ${error.remedy ?? ''}`;
  if (control.test(all)) return { outcome: 'failed', message: `control characters: ${JSON.stringify(all)}` };
  if (/\bundefined\b|\[object|\bNaN\b/.test(all)) return { outcome: 'failed', message: `no words: ${all}` };
  return { outcome: 'refused', message: error.message };
}

async function main(): Promise<void> {
  const [name, first, count, seed] = process.argv.slice(2) as [string, string, string, string];
  const target = targets.find((each) => each.name === name)!;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-storm-'));
  const send = (report: Report) => void process.stdout.write(`${JSON.stringify(report)}\n`);
  // Silence the warnings of libraries.
  console.log = console.warn = console.error = () => undefined;
  try {
    const trial = await target.prepare(folder);
    for (let index = Number(first); index < Number(first) + Number(count); index++) {
      send({ begin: index });
      const started = performance.now();
      const done = (report: object) => send({ end: index, ms: performance.now() - started, ...report } as Report);
      try {
        done({ outcome: await trial(new Random(Number(seed), name, 0, index)) });
      } catch (error) {
        done(refusal(error));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
