/** Pictures that were dropped on a page, as files that a program can read. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { writeFileAtomic } from '../../storage/files/atomic';

/** Copies are kept for windows that are loaded again, and for no longer than this. */
const keptMs = 7 * 24 * 3600 * 1000;

/** A picture with its content as base64. */
interface Picture {
  readonly name: string;
  readonly data: string;
}

/** Copies the pictures into the folder, and deletes old copies from it. @returns absolute paths */
export async function keepPictures(folder: string, pictures: readonly Picture[]): Promise<string[]> {
  await deleteOld(folder);
  const files = [];
  for (const { name, data } of pictures) {
    const content = Buffer.from(data, 'base64');
    // Two pictures of one name stay two.
    const own = path.join(folder, createHash('sha256').update(content).digest('hex').slice(0, 16));
    const file = path.join(own, name);
    await mkdir(own, { recursive: true });
    await writeFileAtomic(file, content);
    files.push(file);
  }
  return files;
}

async function deleteOld(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const copy = path.join(folder, name);
    const { mtimeMs } = await stat(copy);
    if (mtimeMs < Date.now() - keptMs) await rm(copy, { recursive: true, force: true });
  }
}

/**
 * The files that VS Code's addresses name. A window may show files of another computer: there, this extension runs on that
 * computer, and the addresses name its files.
 */
export function filesOf(addresses: readonly string[]): string[] {
  return addresses.map((address) => vscode.Uri.parse(address).fsPath);
}
