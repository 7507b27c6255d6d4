/** A step under way: its processes wait for a place, its output for its turn. */
import path from 'node:path';
import { testResults } from '../paths';
import type { Choice } from './choice';
import type { Job } from './jobs';
import { add, nothing, outcomeOf, type Outcome } from './outcome';
import type { Pool } from './pool';
import { runProcess } from './process';
import type { Step } from './steps';

/** Prints a text as it is. */
export type Print = (text: string) => void;

/** How long a process took, the wait for its place not counted. */
export interface Taken {
  /** That of its job. */
  readonly name: string;
  readonly seconds: number;
}

export class RunningStep {
  /** Ends when all its processes have ended; never rejected. */
  readonly outcome: Promise<Outcome>;
  readonly #taken: Taken[] = [];
  #begun: number | undefined;
  #ended = 0;
  #show: Print | undefined;
  #held = '';

  /**
   * @param before the steps that it comes after
   * @param live its process prints at once
   */
  constructor(
    readonly step: Step,
    private readonly choice: Choice,
    pool: Pool,
    before: readonly RunningStep[],
    private readonly live: boolean,
  ) {
    const jobs = step.jobs(choice);
    const ready = Promise.all(before.map(({ outcome }) => outcome));
    const run = async (job: Job): Promise<Outcome> => {
      const [built] = await Promise.all(
        before.flatMap(({ step: { name }, outcome }) => (name === 'build' ? outcome : [])),
      );
      // There is nothing to test.
      return built !== undefined && built.failed > 0 ? nothing : this.#run(job);
    };
    const all = jobs.map((job) => (step.ahead === true ? run(job) : pool.run(() => run(job), ready)));
    this.outcome = Promise.all(all).then((outcomes) => this.#end(outcomes.reduce(add, nothing)));
  }

  /** Seconds from its first process to the end of its last. */
  get seconds(): number {
    return Math.round((this.#ended - (this.#begun ?? this.#ended)) / 1000);
  }

  /** Its processes, that which took longest first. */
  get longest(): readonly Taken[] {
    return this.#taken.toSorted((a, b) => b.seconds - a.seconds);
  }

  /** Prints what its processes have printed, and from now on what each has as it ends. */
  show(print: Print): void {
    this.#show = print;
    this.#print('');
  }

  async #run(job: Job): Promise<Outcome> {
    const begun = Date.now();
    this.#begun ??= begun;
    const { output, outcome } = await this.#outcomeOf(job);
    this.#print(output + (outcome.problem === undefined ? '' : `\n  ${outcome.problem}\n`));
    this.#ended = Date.now();
    this.#taken.push({ name: job.name, seconds: Math.round((this.#ended - begun) / 1000) });
    return outcome;
  }

  async #outcomeOf(job: Job): Promise<{ output: string; outcome: Outcome }> {
    try {
      const { end, output } = await runProcess(job, path.join(testResults, 'output', `${job.name}.log`), this.live);
      return { output, outcome: outcomeOf(job, end) };
    } catch (error) {
      return { output: '', outcome: { ...nothing, failed: 1, problem: `${job.name} did not run: ${String(error)}` } };
    }
  }

  async #end(outcome: Outcome): Promise<Outcome> {
    const { step, choice } = this;
    if (this.#begun === undefined) {
      this.#print('Not run, since the build failed.\n');
      return outcome;
    }
    if (step.suite !== undefined && outcome.passed + outcome.failed === 0) {
      if (choice.grep !== undefined && outcome.skipped === 0) {
        this.#print(`No test of ${[step.name, ...choice.places].join(' ')} has a title that matches ${choice.grep}.\n`);
      }
      return { ...outcome, failed: 1 };
    }
    return step.finally === undefined ? outcome : add(outcome, await this.#run(step.finally));
  }

  #print(text: string): void {
    this.#held += text;
    if (this.#show === undefined) return;
    this.#show(this.#held);
    this.#held = '';
  }
}
