/** The stored measurements of `ferexp bench`: reads those that are still valid, and replaces them. */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  type StoredMeasurements,
  type MeasuredMachine,
  type Measurement,
  measurementsFile,
} from '../../schemas/measurements';
import { writeFileAtomic } from '../files/atomic';
import { fileError } from '../files/fileError';
import { own } from '../../schemas/own';

export function thisMachine(): MeasuredMachine {
  const processors = os.cpus();
  return { cpu: processors[0]?.model.trim() ?? 'unknown', processors: processors.length };
}

/** SHA-256 in hex; undefined when the file cannot be read. */
export async function fileHash(file: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch {
    return undefined;
  }
}

/** What a measurement must match to be used. */
export interface MeasurementContext {
  readonly machine: MeasuredMachine;
  /** Version of this program. */
  readonly ferexp: string;
}

/**
 * The measurements that are still valid: of this processor, this version of the program and an engine that has not been
 * replaced since. A missing or damaged file counts as empty, because everything can be measured again.
 * @param directory folder of the engines
 */
export async function readMeasurements(
  directory: string,
  { machine, ferexp }: MeasurementContext,
): Promise<Measurement[]> {
  const kept = await readKept(directory);
  const own = kept.filter(
    (entry) =>
      entry.machine.cpu === machine.cpu && entry.machine.processors === machine.processors && entry.ferexp === ferexp,
  );
  const hashes = await Promise.all(own.map(({ engineFile }) => fileHash(engineFile.path)));
  return own.filter(({ engineFile }, index) => hashes[index] === engineFile.sha256);
}

/**
 * Stores new measurements in place of older ones of the same engine, model and batch size; drops those no longer valid.
 * @throws UserError when the folder cannot be written
 */
export async function keepMeasurements(
  directory: string,
  added: readonly Measurement[],
  context: MeasurementContext,
): Promise<void> {
  const replaced = new Set(added.map(keyOf));
  const others = (await readMeasurements(directory, context)).filter((entry) => !replaced.has(keyOf(entry)));
  const kept: StoredMeasurements = { version: 1, measurements: [...others, ...added] };
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw fileError(error, `make ${directory}`);
  }
  await writeFileAtomic(path.join(directory, measurementsFile), `${JSON.stringify(kept, null, 2)}\n`);
}

function keyOf({ engine, model, batchSize }: Measurement): string {
  return `${engine} ${model} ${batchSize}`;
}

async function readKept(directory: string): Promise<Measurement[]> {
  try {
    const kept = JSON.parse(
      await readFile(path.join(directory, measurementsFile), 'utf8'),
    ) as Partial<StoredMeasurements>;
    return kept.version === 1 && Array.isArray(kept.measurements) ? kept.measurements.filter(isMeasurement) : [];
  } catch {
    return [];
  }
}

function isMeasurement(value: unknown): value is Measurement {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as { readonly [Name in keyof Measurement]?: Record<string, unknown> | string | number };
  const texts = [entry.ferexp, entry.engine, entry.engineVersion, entry.device, entry.model, entry.date];
  const numbers = [entry.batchSize, entry.training, entry.inference];
  return (
    texts.every((text) => typeof text === 'string') &&
    numbers.every((number) => typeof number === 'number' && number > 0) &&
    hasText(entry.machine, 'cpu') &&
    hasText(entry.engineFile, 'path') &&
    hasText(entry.engineFile, 'sha256')
  );
}

function hasText(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof own(value as Record<string, unknown>, name) === 'string';
}
