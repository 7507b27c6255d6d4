/** Reads the parts of a model that Keras 3 saved, `network.keras`: a zip archive with its layers and their weights. */
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { fileError } from '../../storage/files/fileError';
import { statRegularFileSync } from '../../storage/files/regularFile';
import { UserError } from '../../schemas/userError';
import { sizeWords } from '../../words/numbers';
import { printable } from '../../words/printable';
import { usableMemory } from '../files/memory';

const parts = { layers: 'config.json', weights: 'model.weights.h5' } as const;

/** Keras does not compress; a part that promises more than this times its archive was made to fill the memory. */
const mostUnpacked = 8;

/**
 * The bytes of one part.
 * @throws UserError when the archive cannot be read, is damaged or of another program, or does not fit into memory
 */
export function readKerasPart(file: string, part: keyof typeof parts): Uint8Array {
  const { size } = statRegularFileSync(file, 'the base model');
  if (size > usableMemory() / 4) {
    throw new UserError(
      `The base ${printable(file)} has ${sizeWords(size)}: more than a quarter of the memory is not read.`,
      'Take a smaller base, or more memory.',
    );
  }
  let archive: Buffer;
  try {
    archive = readFileSync(file);
  } catch (error) {
    throw fileError(error, `read the base model ${file}`, 2);
  }
  const wanted = parts[part];
  let found: Uint8Array | undefined;
  try {
    found = unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        if (name !== wanted) return false;
        if (originalSize > mostUnpacked * size) throw new RangeError(`${wanted} promises ${sizeWords(originalSize)}`);
        return true;
      },
    })[wanted];
  } catch (error) {
    throw damaged(file, printable((error as Error).message));
  }
  if (!found) throw damaged(file, `it has no ${wanted}`);
  return found;
}

function damaged(file: string, why: string): UserError {
  return new UserError(
    `${printable(file)} is a zip archive, but no model that Keras 3 saved: ${why}.`,
    'Give a file that `model.save("network.keras")` of Keras 3 wrote. Copy it again if it was one.',
  );
}
