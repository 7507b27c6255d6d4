/** Writes files for agents: only new ones. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { UserError } from '../../schemas/userError';
import { errorCode, fileError } from '../../storage/files/fileError';
import { realPlace } from '../../storage/files/realPlace';

/**
 * To be called before the user is asked whether the file may be written.
 * @throws UserError if there is a file of that name
 */
export function requireNew(file: string): void {
  if (existsSync(file)) throw existsAlready(file);
}

function existsAlready(file: string): UserError {
  return new UserError(`${file} exists already. It was not changed.`, 'Give another name.');
}

/**
 * @param file absolute, with links resolved, as the user was asked
 * @throws UserError if there is a file of that name, which stays as it is, or if a link now leads elsewhere
 */
export async function writeNewFile(file: string, content: string | Uint8Array): Promise<void> {
  if ((await realPlace(file)) !== file) {
    throw new UserError(`${file} leads elsewhere since the user was asked. Nothing was written.`, 'Ask again.', 1);
  }
  try {
    await writeFile(file, content, { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw fileError(error, `write ${file}`);
    throw existsAlready(file);
  }
}
