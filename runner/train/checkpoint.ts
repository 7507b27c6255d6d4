/**
 * Writes and reads checkpoints, `checkpoint/<epoch>-<step>/`: all that training needs to resume exactly. A checkpoint is
 * written under a temporary name, flushed to disk and renamed, so that one is always complete. The last two are kept.
 */
import { createHash } from 'node:crypto';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { refuseFenced } from '../../storage/files/fence';
import { fileError } from '../../storage/files/fileError';
import { makeFolderWithin } from '../../storage/files/folder';
import { runFiles } from '../../schemas/runDirectory';
import type { TrainingState } from './state';
import { decodeTensors, encodeTensors, type TensorEntry } from './tensorStore';
import { own } from '../../schemas/own';
import type { StoredTensor } from '../engine/contract';

const stateFile = 'state.json';
const tensorsFile = 'tensors.bin';
const kept = 2;
/** Tensors that only some trainings have. */
const optional = ['best', 'average', 'importance', 'relabelled'] as const;

export interface Checkpoint {
  readonly state: TrainingState;
  readonly weights: readonly StoredTensor[];
  readonly optimizer: readonly StoredTensor[];
  /** The weights of the best epoch. Absent if there is none yet, or if they are the current weights. */
  readonly best?: readonly StoredTensor[];
  /** The average of the weights that training changes; absent where nothing is averaged. */
  readonly average?: readonly StoredTensor[];
  /** The unit that weighs faces; absent where all count alike. */
  readonly importance?: readonly StoredTensor[];
  /** The labels that training corrected; absent where it corrects none. */
  readonly relabelled?: readonly StoredTensor[];
}

/** All of a checkpoint except the values of the tensors. */
interface Content {
  readonly state: TrainingState;
  readonly groups: Readonly<Record<string, readonly TensorEntry[]>>;
}

interface StoredCheckpoint {
  readonly version: 2;
  /** Covers the whole checkpoint: the content as JSON, then the tensors. */
  readonly sha256: string;
  readonly content: Content;
}

/** Written by versions before 0.2: the checksum covers only the tensors. */
interface EarlierCheckpoint extends Content {
  readonly version: 1;
  readonly sha256: string;
}

/** Epoch and step for the names of folders and for events: the last epoch that began, from 1, and its finished steps. */
export function checkpointPosition(state: TrainingState): { epoch: number; step: number } {
  return state.stepsDone === 0 && state.finishedEpochs > 0
    ? { epoch: state.finishedEpochs, step: state.stepsPerEpoch }
    : { epoch: state.finishedEpochs + 1, step: state.stepsDone };
}

/**
 * @throws UserError if the disk is full or similar, or if another process has taken over the run; earlier checkpoints are then
 *   still complete
 */
export async function saveCheckpoint(runDirectory: string, checkpoint: Checkpoint): Promise<void> {
  const folder = path.join(runDirectory, runFiles.checkpoint);
  const { epoch, step } = checkpointPosition(checkpoint.state);
  const target = path.join(folder, `${epoch}-${step}`);
  const temporary = path.join(folder, `.${epoch}-${step}.tmp`);
  const replaced = path.join(folder, `.${epoch}-${step}.old`);
  try {
    await rm(temporary, { recursive: true, force: true });
    await makeFolderWithin(folder);
    await makeFolderWithin(temporary);
    await writeContents(temporary, checkpoint);
    refuseFenced(target);
    await rm(replaced, { recursive: true, force: true });
    await rename(target, replaced).catch(ignoreMissing);
    await rename(temporary, target);
    await rm(replaced, { recursive: true, force: true });
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw fileError(error, `write the checkpoint ${target}`);
  }
  for (const name of (await checkpointNames(runDirectory)).slice(kept)) {
    await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

async function writeContents(folder: string, { state, ...tensorGroups }: Checkpoint): Promise<void> {
  const groups = Object.entries(tensorGroups).map(([name, tensors]) => ({
    name,
    ...encodeTensors(tensors),
  }));
  const parts = groups.map(({ bytes }) => bytes);
  const content: Content = { state, groups: Object.fromEntries(groups.map(({ name, entries }) => [name, entries])) };
  const stored: StoredCheckpoint = { version: 2, sha256: digest(JSON.stringify(content), ...parts), content };
  await writeDurably(path.join(folder, tensorsFile), parts);
  await writeDurably(path.join(folder, stateFile), [Buffer.from(JSON.stringify(stored))]);
}

async function writeDurably(file: string, parts: readonly Uint8Array[]): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (const part of parts) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Loads the newest checkpoint that is complete.
 * @returns `damaged`: the names of newer ones, which were skipped
 */
export async function loadCheckpoint(runDirectory: string): Promise<{ checkpoint?: Checkpoint; damaged: string[] }> {
  const damaged: string[] = [];
  for (const name of await checkpointNames(runDirectory)) {
    try {
      return { checkpoint: await readCheckpoint(path.join(runDirectory, runFiles.checkpoint, name)), damaged };
    } catch {
      damaged.push(name);
    }
  }
  return { damaged };
}

async function readCheckpoint(folder: string): Promise<Checkpoint> {
  const stored = JSON.parse(await readFile(path.join(folder, stateFile), 'utf8')) as
    StoredCheckpoint | EarlierCheckpoint;
  const bytes = await readFile(path.join(folder, tensorsFile));
  const { state, groups } = wholeContent(folder, stored, bytes);
  const names = Object.keys(groups);
  const tensors = decodeTensors(Object.values(groups).flat(), bytes);
  const byGroup = new Map<string, StoredTensor[]>();
  for (const name of names) byGroup.set(name, tensors.splice(0, own(groups, name)!.length));
  return {
    state,
    weights: byGroup.get('weights') ?? [],
    optimizer: byGroup.get('optimizer') ?? [],
    ...Object.fromEntries(optional.flatMap((name) => (byGroup.has(name) ? [[name, byGroup.get(name)]] : []))),
  };
}

/** @throws Error if any part of it differs from what was written */
function wholeContent(folder: string, stored: StoredCheckpoint | EarlierCheckpoint, bytes: Uint8Array): Content {
  if (stored.version === 1 && digest(bytes) === stored.sha256) return stored;
  if (stored.version === 2 && digest(JSON.stringify(stored.content), bytes) === stored.sha256) return stored.content;
  throw new Error(`${folder} is damaged.`);
}

function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Newest first. */
async function checkpointNames(runDirectory: string): Promise<string[]> {
  const names = await readdir(path.join(runDirectory, runFiles.checkpoint)).catch(ignoreMissing);
  return (names ?? [])
    .filter((name) => /^\d+-\d+$/.test(name))
    .sort((first, second) => {
      const [epoch1, step1] = first.split('-').map(Number);
      const [epoch2, step2] = second.split('-').map(Number);
      return epoch2! - epoch1! || step2! - step1!;
    });
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
