/** Reads a file of predictions, whatever its form. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { UserError } from '../../schemas/userError';
import { readRegularFile } from '../../storage/files/regularFile';
import { printable } from '../../words/printable';
import { classOfName } from '../data/import/place';
import { fileKindOf, kindHeadBytes } from '../files/fileKind';
import type { RawAnswers } from './answers';
import { npyAnswers, npzAnswers } from './arrayAnswers';
import { csvAnswers } from './csvAnswers';

/** The most faces that data may have, with twenty digits for each of ten classes. */
const mostBytes = 100e6;

/** A file of predictions. */
export interface PredictionsFile {
  readonly raw: RawAnswers;
  /** Of its content, hex. */
  readonly sha256: string;
}

/**
 * @param file `.csv`, `.npy` or `.npz`: its content tells which
 * @param classNames of the data
 * @param given as `classOrder` takes it
 * @throws UserError when it cannot be read, naming the line or row
 */
export async function readPredictionsFile(
  file: string,
  classNames: readonly string[],
  given: Readonly<Record<string, string>> | undefined,
): Promise<PredictionsFile> {
  const name = printable(file);
  const bytes = await readRegularFile(path.resolve(file), 'the predictions', mostBytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const kind = fileKindOf(bytes.subarray(0, kindHeadBytes));
  if (kind?.id === 'numpy') return { raw: npyAnswers(bytes, name), sha256 };
  if (kind?.id === 'zip') return { raw: await npzAnswers(path.resolve(file), name), sha256 };
  if (kind !== undefined) {
    throw new UserError(`${name} is ${kind.name}: expected a CSV, .npy or .npz file of predictions.`, kind.wayOut);
  }
  const named = new Set(Object.keys(given ?? {}).map((text) => text.toLowerCase()));
  const isClass = (text: string): boolean =>
    named.has(text) || /^\d{1,3}$/.test(text) || classOfName(text) !== undefined || classNames.includes(text);
  const expected = `The columns are ${classNames.join(', ')} (or 0 to ${classNames.length - 1}), or class; and perhaps label, and one of face, hash, file and row.`;
  return { raw: csvAnswers(bytes, name, isClass, expected), sha256 };
}
