/** A thread with a replica of the model, as seen from the thread that sends requests. */
import { Worker } from 'node:worker_threads';
import { threadEntry } from '../files/threadEntry';
import type { Answers, Kind, Questions, ReplicaStart, Reply } from './protocol';
import { workersVariable } from '../engine/wasm/workerCount';
import { ReplicaFailure } from '../engine/replicaFailure';

interface Pending {
  resolve(answer: unknown): void;
  reject(error: ReplicaFailure): void;
}

const resume = 'Resume the run to continue from the last complete step.';

export class ReplicaThread {
  /** Resolves when the replica is built. */
  readonly started: Promise<void>;
  private readonly worker: Worker;
  private readonly pending: Pending[] = [];
  private readonly title: string;
  private failure: ReplicaFailure | undefined;

  constructor(start: ReplicaStart) {
    this.title = `Training thread ${start.copy + 1} of ${start.copies}`;
    const { file, options } = threadEntry(__dirname, 'replica');
    this.worker = new Worker(file, { ...options, workerData: start });
    this.started = this.expect<undefined>().then(() => undefined);
    this.worker.on('message', (reply: Reply) => this.take(reply));
    this.worker.on('error', (error) => this.fail(`${this.title} failed: ${error.message}`));
    this.worker.on('exit', (code) => this.fail(`${this.title} ended unexpectedly (exit code ${code}).`));
  }

  /**
   * @throws ReplicaFailure when the thread cannot answer or has ended
   */
  ask<K extends Kind>(kind: K, question: Questions[K]): Promise<Answers[K]> {
    const answer = this.expect<Answers[K]>();
    this.worker.postMessage({ kind, question });
    return answer;
  }

  async dispose(): Promise<void> {
    this.fail(`${this.title} was ended.`);
    await this.worker.terminate();
  }

  private expect<T>(): Promise<T> {
    const answer = new Promise<T>((resolve, reject) => {
      if (this.failure) reject(this.failure);
      else this.pending.push({ resolve: resolve as Pending['resolve'], reject });
    });
    // A caller that does not wait for this answer learns of a failure from the next one.
    answer.catch(() => undefined);
    return answer;
  }

  private take(reply: Reply): void {
    if (reply.type === 'failure') {
      this.fail(`${this.title} failed: ${reply.message}`, reply.remedy);
    } else {
      this.pending.shift()?.resolve(reply.type === 'answer' ? reply.answer : undefined);
    }
  }

  /** The first failure counts: after it, the replica no longer equals the others. */
  private fail(message: string, remedy?: string): void {
    this.failure ??= new ReplicaFailure(
      message,
      remedy ? `${remedy} ${resume}` : `${resume} If it fails again, set ${workersVariable}=1 to train on one thread.`,
      1,
    );
    for (const { reject } of this.pending.splice(0)) reject(this.failure);
  }
}
