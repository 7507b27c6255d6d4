import { readFile, stat } from 'node:fs/promises';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { UserError } from '../schemas/userError';
import { errorCode, fileError } from './fileError';

const remedy = 'The file was damaged or written by another program. Delete the run, or restore the file from a backup.';

/**
 * Reads a JSON file of a run directory. Properties that this version does not know are let through, so that a run of a
 * newer version can still be read.
 * @param validate one of schemas/generated/validators
 * @throws UserError that names the file: missing, unreadable, not JSON or not of the expected shape
 */
export async function readJson<T>(file: string, validate?: ValidateFunction): Promise<T> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw fileError(error, `read ${file}`);
  }
  return parseJson<T>(text, file, validate);
}

/** As `readJson`; undefined when there is no such file. */
export async function readJsonIfThere<T>(file: string, validate?: ValidateFunction): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, `read ${file}`);
  }
  return parseJson<T>(text, file, validate);
}

function parseJson<T>(text: string, file: string, validate: ValidateFunction | undefined): T {
  if (text.trim() === '') throw new UserError(`${file} is empty; a JSON object was expected.`, remedy, 1);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file} is not valid JSON: ${(error as Error).message}.`, remedy, 1);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UserError(`${file} holds no JSON object.`, remedy, 1);
  }
  if (validate && !validate(value)) {
    const wrong = validate.errors?.find((problem) => problem.keyword !== 'additionalProperties');
    if (wrong) {
      const where = wrong.instancePath === '' ? '' : ` at ${wrong.instancePath}`;
      throw new UserError(`${file} does not have the expected form${where}: ${describe(wrong)}.`, remedy, 1);
    }
  }
  return value as T;
}

/** The generated validators bring no messages of their own. */
function describe({ keyword, params }: ErrorObject): string {
  if (keyword === 'required') return `“${String(params['missingProperty'])}” is missing`;
  if (keyword === 'type') return `${String(params['type'])} was expected`;
  return `it breaks the rule “${keyword}”`;
}

/** When a file was last written, in milliseconds since 1970; 0 when it is not there. */
export async function modifiedAt(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return 0;
  }
}
