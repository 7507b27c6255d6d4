/**
 * Fences: a process that no longer holds a folder writes nothing there any more. It may have been taken for dead while its
 * computer was cut off, and another process may have gone on since.
 */
import path from 'node:path';

/** Throws when this process no longer holds the folder. */
type Check = () => void;

/** By folder. A process holds at most a few at a time. */
const held = new Map<string, Check>();

/**
 * From now on, `refuseFenced` checks writes into a folder.
 * @returns a function that ends this
 */
export function fenceFolder(folder: string, check: Check): () => void {
  const key = path.resolve(folder);
  held.set(key, check);
  return () => {
    if (held.get(key) === check) held.delete(key);
  };
}

/** Whether this process no longer holds the folder around a file. */
export function isFenced(file: string): boolean {
  try {
    refuseFenced(file);
    return false;
  } catch {
    return true;
  }
}

/**
 * Call it right before a file is appended to or replaced.
 * @throws what the check of a folder around the file throws
 */
export function refuseFenced(file: string): void {
  for (const [folder, check] of held) if (file.startsWith(folder + path.sep)) check();
}
