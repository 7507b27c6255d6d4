/**
 * Seals what this user's programs write into a project for themselves. A project may come from anyone: what bears another
 * seal, or none, is not believed, and need not be checked field by field.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { engineDirectory } from './engineDirectory';

const keyBytes = 32;
/** Hex digits of a seal (HMAC with SHA-256), and the end of its line. */
const sealLength = 65;

const keyFile = (): string => path.join(engineDirectory(), 'seal.key');

/** Undefined where there is none, or none that is whole. */
async function readKey(): Promise<Buffer | undefined> {
  const key = await readFile(keyFile()).catch(() => undefined);
  return key?.length === keyBytes ? key : undefined;
}

/** The key of this user on this machine, made where there is none. @throws Error where it can be neither read nor written */
async function ownKey(): Promise<Buffer> {
  const known = await readKey();
  if (known) return known;
  const key = randomBytes(keyBytes);
  await mkdir(path.dirname(keyFile()), { recursive: true });
  // Nobody else may seal as this user. Where two processes make a key, what one of them sealed is not believed: it is written again.
  await writeFile(keyFile(), key, { mode: 0o600 });
  return key;
}

const sealOf = (content: string | Uint8Array, key: Buffer): string =>
  createHmac('sha256', key).update(content).digest('hex');

/** @throws Error where the key can be neither read nor written */
export async function sealed(text: string): Promise<string> {
  return `${sealOf(text, await ownKey())}\n${text}`;
}

/** The text that `sealed` was given; undefined where this user did not seal it on this machine. */
export async function unsealed(content: Buffer): Promise<string | undefined> {
  const key = await readKey();
  if (!key || content.length < sealLength) return undefined;
  const text = content.subarray(sealLength);
  const expected = Buffer.from(`${sealOf(text, key)}\n`);
  return timingSafeEqual(content.subarray(0, sealLength), expected) ? text.toString('utf8') : undefined;
}
