/** The one way to the library that computes. Nothing outside this folder imports a TensorFlow.js backend. */
import type * as TensorFlow from '@tensorflow/tfjs';
import type { ExperimentFile } from '../../experiment/types';

/** The TensorFlow.js namespace of the engine. Each engine brings its own instance: pass it on, never import one. */
export type TF = typeof TensorFlow;

export type EngineId = Exclude<NonNullable<ExperimentFile['engine']>, 'auto'>;

/** What goes into environment.json. */
export interface EngineDescription {
  readonly id: EngineId;
  readonly backend: string;
  readonly backendVersion: string;
  /** What computes, in words: "CPU, 2 threads", "NVIDIA H100". */
  readonly device: string;
  /** For example `relaxed-simd`. */
  readonly features: readonly string[];
  readonly threads: number;
}

/** A running engine. One a process. */
export interface Engine {
  readonly tf: TF;
  readonly description: EngineDescription;
  dispose(): Promise<void>;
}

/** Does an engine work on this machine? In words that a person can act on. */
export type Availability =
  | { readonly available: true; readonly detail: string }
  | { readonly available: false; readonly reason: string; readonly remedy: string };

/** One engine that can be chosen. Cheap to import: loads its library in `create` only. */
export interface EngineProvider {
  readonly id: EngineId;
  readonly title: string;
  /** `auto` takes the available provider with the highest rank. */
  readonly rank: number;
  probe(): Promise<Availability>;
  create(): Promise<Engine>;
  /** Environment variables that the process must be started with. */
  launchEnvironment(): Promise<Record<string, string>>;
}
