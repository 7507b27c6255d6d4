/** Reads and validates the JSON files of a run directory. */
import { readFileSync } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import type { ValidateFunction } from 'ajv';
import { UserError } from '../../schemas/userError';
import { printable } from '../../words/printable';
import { readRegularFile } from './regularFile';
import { ruleWords } from './ruleWords';

/** Most bytes of a file. The largest, a summary with its confusion matrices, has a few thousand. */
const longest = 64 * 2 ** 20;

const remedy = 'The file was damaged or written by another program. Delete the run, or restore the file from a backup.';

/**
 * Reads a JSON file of a run directory. Properties that this version does not know are allowed, so that a run of a
 * newer version can still be read.
 * @param validate one of schemas/generated/validators
 * @throws UserError that names the file: missing, unreadable, not JSON or not of the expected shape
 */
export async function readJson<T>(file: string, validate?: ValidateFunction): Promise<T> {
  return parseJson<T>(await readText(file), file, validate);
}

/** As `readJson`; undefined when there is no such file. */
export async function readJsonIfThere<T>(file: string, validate?: ValidateFunction): Promise<T | undefined> {
  return (await isThere(file)) ? readJson<T>(file, validate) : undefined;
}

/**
 * As `readJson`, but synchronous: with thousands of small files, asynchronous reads spend most of the time waiting. The file
 * must be a regular file.
 */
export function readJsonNow<T>(file: string, validate: ValidateFunction): T {
  return parseJson<T>(readFileSync(file, 'utf8'), file, validate);
}

/** Whether there is anything at a path, also a broken link: reading it then reports what is wrong. */
export async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

async function readText(file: string): Promise<string> {
  return (await readRegularFile(file, 'the file', longest)).toString('utf8');
}

/** An error about a damaged file, with what to do about it. */
export function damagedFile(message: string): UserError {
  return new UserError(message, remedy, 1);
}

function parseJson<T>(text: string, file: string, validate: ValidateFunction | undefined): T {
  if (text.trim() === '') throw damagedFile(`${file} is empty; a JSON object was expected.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damagedFile(`${file} is not valid JSON: ${printable((error as Error).message)}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw damagedFile(`${file} holds no JSON object.`);
  }
  if (validate && !validate(value)) {
    const wrong = validate.errors?.find((problem) => problem.keyword !== 'additionalProperties');
    if (wrong) throw damagedFile(`${file} does not have the expected form: ${ruleWords(wrong, value)}.`);
  }
  return value as T;
}

/** When a file was last written, in milliseconds since 1970; 0 when it is not there. */
export async function modifiedAt(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return 0;
  }
}
