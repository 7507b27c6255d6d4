/** Writes files for agents: only new ones. */
import { writeFile } from 'node:fs/promises';
import { UserError } from '../../schemas/userError';
import { errorCode, fileError } from '../../storage/files/fileError';
import { realPlace } from '../../storage/files/realPlace';

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
    throw new UserError(`${file} exists already. It was not changed.`, 'Give another name.');
  }
}
