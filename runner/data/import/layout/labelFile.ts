/** Reads the class of one picture from a file of its own. */
import { UserError } from '../../../../schemas/userError';
import { printable } from '../../../../words/printable';
import { fileKindOf, kindHeadBytes } from '../../../files/fileKind';
import { parseNpy } from '../../../files/npy';

/** One number or word, with what surrounds it. */
export const mostLabelBytes = 4096;

/**
 * @param name of the file, for messages
 * @returns the class as it stands there
 * @throws UserError when it holds anything but one number or word
 */
export function labelIn(bytes: Buffer, name: string): string {
  const kind = fileKindOf(bytes.subarray(0, kindHeadBytes));
  if (kind?.id === 'numpy') {
    const { values } = parseNpy(bytes, name);
    if (values.length === 1) return String(values[0]).trim();
    throw wrong(`${name} holds ${values.length} values`);
  }
  const text = bytes.toString('utf8').trim();
  if (kind !== undefined) throw wrong(`${name} is ${kind.name}`);
  if (/^\S{1,60}$/.test(text) && !text.includes('\0')) return text;
  throw wrong(`${name} says "${printable(text, 40)}"`);
}

function wrong(what: string): UserError {
  return new UserError(
    `${what}: expected one class, as text or as NumPy’s .npy.`,
    'Get the file again, or correct data.layout.labelFile.',
  );
}
