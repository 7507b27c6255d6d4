/** Explains failed file operations: what was wrong and what to do about it. */
import { UserError } from '../../schemas/userError';
import { own } from '../../schemas/own';

interface Words {
  readonly reason: string;
  readonly remedy: string;
}

const words: Readonly<Record<string, Words>> = {
  ENOSPC: {
    reason: 'the disk is full',
    remedy: 'Free some space, then try again; a run that is resumed goes on from its last checkpoint.',
  },
  EDQUOT: {
    reason: 'your disk quota is used up',
    remedy: 'Free some space, then try again; a run that is resumed goes on from its last checkpoint.',
  },
  EACCES: {
    reason: 'permission denied',
    remedy: 'Give yourself the right to this file or folder, or choose another folder.',
  },
  EPERM: {
    reason: 'permission denied',
    remedy: 'Give yourself the right to this file or folder, or choose another folder.',
  },
  EROFS: { reason: 'the file system is read-only', remedy: 'Choose a folder that can be written.' },
  ENOENT: { reason: 'there is no such file or folder', remedy: 'Check the path; it may have been moved or deleted.' },
  ENOTDIR: {
    reason: 'part of the path is a file, not a folder',
    remedy: 'Rename or remove that file, or choose another folder.',
  },
  EISDIR: { reason: 'it is a folder, not a file', remedy: 'Rename or remove that folder, or choose another path.' },
  ELOOP: { reason: 'its links lead in a circle', remedy: 'Correct or remove the link.' },
  EMFILE: {
    reason: 'too many files are open',
    remedy: 'Close other programs or raise the limit (ulimit -n), then try again.',
  },
  EBUSY: { reason: 'another program is using it', remedy: 'Close the program that uses it, then try again.' },
};

/** The system's code of a failed file operation (`ENOSPC`), if it is one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : undefined;
}

/**
 * Explains a failed file operation. Errors that do not come from the operating system are returned as they are, because
 * they are our own bugs.
 * @param action what was tried, with the path: `write /x/summary.json`
 * @param exitCode 2 when the user gave the path
 */
export function fileError(error: unknown, action: string, exitCode: 1 | 2 = 1): Error {
  if (error instanceof UserError) return error;
  const code = errorCode(error);
  if (!(error instanceof Error) || code === undefined || !/^E[A-Z0-9]+$/.test(code)) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const known = own(words, code);
  return known
    ? new UserError(`Cannot ${action}: ${known.reason}.`, known.remedy, exitCode)
    : new UserError(`Cannot ${action}: ${error.message}.`, undefined, exitCode);
}
