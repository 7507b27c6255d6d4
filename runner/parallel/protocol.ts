/** What this thread asks of the threads with the copies. Every request has one answer, in the order of the requests. */
import type { ReplicaPlan, StoredTraining, Batch, StepSettings } from '../engine/contract';

/** What a thread starts with. */
export interface ReplicaStart {
  readonly plan: ReplicaPlan;
  /** From 1; the first copy is on the thread that asks. */
  readonly copy: number;
  readonly copies: number;
}

export interface ShareResult {
  readonly loss: number;
  readonly correct: number;
}

export interface Questions {
  /** Steps to come: the layers that they change, a new optimizer, and the memory of `SharedMean`. */
  share: { readonly trained: readonly string[]; readonly settings: StepSettings; readonly buffer: SharedArrayBuffer };
  /** Forward and backward over the share, if there is one, into the copy's slot. */
  compute: { readonly batch: Batch | undefined; readonly seed: number };
  /** This copy's part of the mean. Comes after all copies have computed. */
  average: { readonly shares: readonly number[] };
  /** The update by the mean. Comes after all parts of it are there. */
  apply: { readonly learningRate: number };
  restore: StoredTraining;
  predict: { readonly images: Float32Array; readonly shape: readonly number[] };
  /** What the part below the trained layers gives. */
  features: { readonly trained: readonly string[]; readonly images: Float32Array; readonly shape: readonly number[] };
  /** Over all weights. */
  checksum: object;
}

export interface Answers {
  share: undefined;
  compute: ShareResult | undefined;
  average: undefined;
  apply: undefined;
  restore: undefined;
  predict: Float32Array;
  features: Float32Array;
  checksum: string;
}

export type Kind = keyof Questions;

export interface Request<K extends Kind = Kind> {
  readonly kind: K;
  readonly question: Questions[K];
}

/** `started` is the first message of a thread and answers nothing. */
export type Reply =
  | { readonly type: 'started' }
  | { readonly type: 'answer'; readonly answer: Answers[Kind] }
  | { readonly type: 'failure'; readonly message: string; readonly remedy: string | undefined };
