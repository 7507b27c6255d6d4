/** Reads faces of an experiment or a run through a `ferexp faces` process. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Disposable } from 'vscode';
import type { DataOverview, FacesAnswers, FacesReply, FacesRequest } from '../../schemas/faces';
import { UserError } from '../../schemas/userError';
import { startAttached } from './ferexp';
import { configuredRuntime } from './settings';

/** The owner of the faces: an experiment as it is in the editor, or a run. */
export type FacesSubject = Extract<FacesRequest, { type: 'open' | 'openRun' }>;
type FacesQuestion = Exclude<FacesRequest, FacesSubject>;
export type FacesProgress = Extract<FacesReply, { progress: unknown }>['progress'];

interface Call {
  readonly resolve: (result: FacesAnswers[keyof FacesAnswers]) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress?: ((progress: FacesProgress) => void) | undefined;
}

/** The process keeps the faces in memory. It ends after this long without a question; the next question starts another. */
const idleMs = 120_000;

/** Owns one `ferexp faces` process. */
export class Faces implements Disposable {
  readonly #calls = new Map<number, Call>();
  #child: Promise<ChildProcess> | undefined;
  #running: ChildProcess | undefined;
  #subject: FacesSubject | undefined;
  #opened: Promise<DataOverview> | undefined;
  #idle: NodeJS.Timeout | undefined;
  #last = 0;

  constructor(private readonly script: string) {}

  /** @throws UserError if the data cannot be read */
  async open(subject: FacesSubject, onProgress?: (progress: FacesProgress) => void): Promise<DataOverview> {
    this.#subject = subject;
    return (this.#opened = this.#call(subject, onProgress) as Promise<DataOverview>);
  }

  /** Asks about the subject that was opened last. @throws UserError if opening it failed */
  async ask<Q extends FacesQuestion>(
    question: Q,
    onProgress?: (progress: FacesProgress) => void,
  ): Promise<FacesAnswers[Q['type']]> {
    if (!this.#subject) throw new UserError('No data is open.');
    await (this.#opened ?? this.open(this.#subject));
    return (await this.#call(question, onProgress)) as FacesAnswers[Q['type']];
  }

  dispose(): void {
    void this.#child?.then((child) => child.kill());
    this.#end('The process that reads the faces was closed.');
  }

  #end(reason: string): void {
    clearTimeout(this.#idle);
    this.#child = this.#running = this.#opened = undefined;
    for (const { reject } of this.#calls.values()) reject(new UserError(reason));
  }

  async #call(request: FacesRequest, onProgress?: Call['onProgress']): Promise<FacesAnswers[keyof FacesAnswers]> {
    clearTimeout(this.#idle);
    const child = await (this.#child ??= this.#start());
    const id = this.#last++;
    return new Promise<FacesAnswers[keyof FacesAnswers]>((resolve, reject) => {
      this.#calls.set(id, { resolve, reject, onProgress });
      child.stdin?.write(`${JSON.stringify({ id, request })}\n`);
    }).finally(() => {
      this.#calls.delete(id);
      clearTimeout(this.#idle);
      if (this.#calls.size === 0) this.#idle = setTimeout(() => this.dispose(), idleMs);
    });
  }

  async #start(): Promise<ChildProcess> {
    const child = startAttached(await configuredRuntime(), this.script, ['faces'], undefined, null);
    this.#running = child;
    let errors = '';
    child.stderr?.on('data', (data: Buffer) => (errors += data.toString()));
    createInterface({ input: child.stdout! }).on('line', (line) => this.#settle(JSON.parse(line) as FacesReply));
    const end = (reason: string): void => {
      if (this.#running === child) this.#end(reason);
    };
    child.once('error', (error) => end(error.message));
    child.once('close', () => end(errors.trim().split('\n')[0] || 'The process that reads the faces has ended.'));
    return child;
  }

  #settle(reply: FacesReply): void {
    const call = this.#calls.get(reply.id);
    if ('progress' in reply) call?.onProgress?.(reply.progress);
    else if ('problem' in reply) call?.reject(new UserError(reply.problem.message, reply.problem.remedy));
    else call?.resolve(reply.result);
  }
}
