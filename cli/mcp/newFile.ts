/** Writes files for agents: only new ones. */
import { writeFile } from 'node:fs/promises';
import { UserError } from '../../schemas/userError';
import { errorCode, fileError } from '../../storage/files/fileError';

/** @throws UserError if there is a file of that name, which stays as it is */
export async function writeNewFile(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content, { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw fileError(error, `write ${file}`);
    throw new UserError(`${file} exists already. It was not changed.`, 'Give another name.');
  }
}
