/** Requests to the threads with the replicas. Every request has one answer, in the order of the requests. */
import type { ReplicaPlan, StoredTraining, Batch, StepSettings } from '../engine/contract';

/** The data that a thread starts with. */
export interface ReplicaStart {
  readonly plan: ReplicaPlan;
  /** From 1; replica 0 is on the thread that sends requests. */
  readonly copy: number;
  readonly copies: number;
}

export interface ShareResult {
  readonly loss: number;
  readonly correct: number;
  /** As in `StepResult`. */
  readonly labels?: Int8Array | undefined;
}

export interface Questions {
  /** Prepares steps: the layers that they train, a new optimizer, and the memory of `SharedMean`. */
  share: { readonly trained: readonly string[]; readonly settings: StepSettings; readonly buffer: SharedArrayBuffer };
  /** Forward and backward pass over the share, if there is one, into the replica's slot. */
  compute: { readonly batch: Batch | undefined; readonly seed: number };
  /** This replica's part of the mean, after all replicas have computed. */
  average: { readonly shares: readonly number[] };
  /** The update by the mean, after all its parts are there. */
  apply: { readonly learningRate: number };
  restore: StoredTraining;
  predict: { readonly images: Float32Array; readonly shape: readonly number[] };
  /** The output of the part below the trained layers. */
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
