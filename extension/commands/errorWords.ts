/** Turns errors of file operations into sentences for the user. */
import { fileError } from '../../storage/files/fileError';
import { UserError } from '../../schemas/userError';
import { own } from '../../schemas/own';

/** Words for system calls. */
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

/** Error codes of VS Code's file system API, with the system codes that mean the same. */
const systemCodes: Readonly<Record<string, string>> = {
  NoPermissions: 'EACCES',
  FileNotFound: 'ENOENT',
  FileNotADirectory: 'ENOTDIR',
  FileIsADirectory: 'EISDIR',
};

/** Describes a failed file operation in a sentence that names the file; returns other errors unchanged. */
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
