/** Stored measurements of how fast engines are on this machine: written by `ferexp bench`, read for time estimates. */

/** Name of the file, in the folder of the engines. */
export const measurementsFile = 'measurements.json';

/** What must be the same for a measurement to be valid. */
export interface MeasuredMachine {
  /** Model of the processor, as the operating system names it. */
  readonly cpu: string;
  /** Logical processors of the machine. */
  readonly processors: number;
}

/** How fast one engine is with one model and batch size. */
export interface Measurement {
  readonly machine: MeasuredMachine;
  /** Version of this program. */
  readonly ferexp: string;
  /** Engine id, for example `wasm`. */
  readonly engine: string;
  readonly engineVersion: string;
  /** What computed, in words. */
  readonly device: string;
  /** A file that another version of the engine would not have, and its SHA-256 in hex. */
  readonly engineFile: { readonly path: string; readonly sha256: string };
  /** Type of the model, for example `customCnn`. */
  readonly model: string;
  readonly batchSize: number;
  /** Images per second: median over steps. */
  readonly training: number;
  readonly inference: number;
  /** ISO 8601, UTC. */
  readonly date: string;
}

/** The content of the file: at most one measurement for each engine, model and batch size. */
export interface StoredMeasurements {
  readonly version: 1;
  readonly measurements: readonly Measurement[];
}
