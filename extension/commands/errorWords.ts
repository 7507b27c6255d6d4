import { fileError } from '../../storage/files/fileError';
import { UserError } from '../../schemas/userError';
import { own } from '../../schemas/own';

/** What a person would call what the system was asked to do. */
const actions: Readonly<Record<string, string>> = {
  open: 'open',
  read: 'read',
  scandir: 'read',
  stat: 'read',
  lstat: 'read',
  mkdir: 'make the folder',
  copyfile: 'write',
  rename: 'replace',
  rm: 'delete',
  rmdir: 'delete',
  unlink: 'delete',
};

/** What the editor's own file system says, `NoPermissions` and the like, by the system's code for the same. */
const systemCodes: Readonly<Record<string, string>> = {
  NoPermissions: 'EACCES',
  FileNotFound: 'ENOENT',
  FileNotADirectory: 'ENOTDIR',
  FileIsADirectory: 'EISDIR',
};

/** A failed file operation as a sentence that names the file; anything else as it is. */
export function inWords(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const { code, syscall, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const systemCode = code === undefined ? undefined : own(systemCodes, code);
  if (systemCode !== undefined) {
    const file = /'([^']+)'/.exec(error.message)?.[1] ?? 'the file';
    return fileError(Object.assign(error, { code: systemCode }), `change ${file}`);
  }
  const file = dest ?? path;
  if (file === undefined || syscall === undefined) return error;
  return fileError(error, `${own(actions, syscall) ?? 'write'} ${file}`);
}
