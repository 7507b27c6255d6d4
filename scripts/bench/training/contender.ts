/** One of the programs that the benchmark compares: a child process that runs steps on request. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import type { StepTime, Work } from './case';

/** Time limit of one request, milliseconds; the first request also starts the program, builds the network and may compile it. */
const timeLimit = 300_000;

export class Contender {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private errors = '';

  constructor(
    readonly title: string,
    program: string,
    args: readonly string[],
    { env, cores }: { env: NodeJS.ProcessEnv; cores: number },
  ) {
    // Libraries use all the cores that they may run on.
    const pinned = cores < availableParallelism();
    const command = pinned ? ['taskset', '--cpu-list', `0-${cores - 1}`, program, ...args] : [program, ...args];
    this.child = spawn(command[0]!, command.slice(1), { env: { ...process.env, ...env } });
    this.child.stderr
      .setEncoding('utf8')
      .on('data', (text: string) => (this.errors = (this.errors + text).slice(-4000)));
    // A program that cannot start ends, and one that has ended does not answer: both are noticed elsewhere.
    this.child.on('error', (error) => (this.errors += error.message));
    this.child.stdin.on('error', () => undefined);
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** @throws Error when the child ended, answered something else or took too long */
  async ask(work: Work, steps: number): Promise<StepTime[]> {
    this.child.stdin.write(`${work} ${steps}\n`);
    const overdue = setTimeout(() => this.child.kill('SIGKILL'), timeLimit);
    try {
      // Lines that a library prints are not an answer.
      for (;;) {
        const { value, done } = await this.answers.next();
        if (done) throw new Error(this.lastWords());
        if (value.startsWith('[{')) return JSON.parse(value) as StepTime[];
      }
    } finally {
      clearTimeout(overdue);
    }
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) return;
    this.child.stdin.end();
    this.child.kill('SIGKILL');
    // Not 'close', which waits for output that is no longer read.
    await once(this.child, 'exit');
  }

  private lastWords(): string {
    if (this.child.signalCode === 'SIGKILL') return `no answer within ${timeLimit / 1000} s, or killed for memory`;
    const lines = this.errors.trim().split('\n');
    return lines.findLast((line) => /error/i.test(line)) ?? (lines.at(-1) || 'it ended without a word');
  }
}
