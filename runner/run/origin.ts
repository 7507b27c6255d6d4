/** Finds the trained model that a run starts from, and the ancestry of that model. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { modelFile } from '../../experiment/graph';
import type { ResolvedExperiment, ResolvedInitFrom } from '../../experiment/types';
import { originDirectory } from '../../storage/run/origin';
import { readEnvironmentIfWhole, readResolvedIfThere } from '../../storage/run/runFile';
import { openRegularFile } from '../../storage/files/regularFile';
import type { Ancestor } from '../../schemas/generated/environment';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { isFolder, readModelJson } from '../models/modelJson';

export interface OriginModel {
  /** Absolute path of model.json. */
  readonly file: string;
  /** The directory of its run, if it has one. */
  readonly directory?: string;
  /** For messages, such as `flip, run 20260314-101500-base-1-3f2a`. */
  readonly words: string;
}

/**
 * The model that a run starts from; undefined if it starts from none.
 * @throws UserError if the model is missing
 */
export function originModel(resolved: ResolvedExperiment, runDirectory: string): OriginModel | undefined {
  return resolved.initFrom && modelOf(resolved.initFrom, resolved, runDirectory, startWords);
}

/**
 * The model whose answers a run learns from; undefined if it has no teacher.
 * @throws UserError if the model is missing
 */
export function teacherModel(resolved: ResolvedExperiment, runDirectory: string): OriginModel | undefined {
  const from = resolved.techniques.distillation?.from;
  return from && modelOf(from, resolved, runDirectory, teacherWords);
}

interface Words {
  /** What the run does with the other one. */
  readonly verb: string;
  readonly setting: string;
}
const startWords: Words = { verb: 'starts from', setting: 'initFrom' };
const teacherWords: Words = { verb: 'learns from', setting: 'techniques.distillation.from' };

function modelOf(
  initFrom: ResolvedInitFrom,
  resolved: ResolvedExperiment,
  runDirectory: string,
  { verb, setting }: Words,
): OriginModel {
  const { baseDirectory } = resolved;
  if ('model' in initFrom) {
    const target = path.resolve(baseDirectory, initFrom.model);
    const file = isFolder(target) ? path.join(target, 'model.json') : target;
    if (existsSync(file)) return { file, words: file };
    throw new UserError(`The model ${file} that this run ${verb} is missing.`, `Put it back or correct ${setting}.`);
  }
  if (initFrom.run === undefined) {
    throw new UserError(`This run does not say which run it ${verb}.`, `Start it with: ferexp run ${resolved.file}`);
  }
  const directory = originDirectory(path.resolve(baseDirectory, initFrom.run), runDirectory);
  const id = path.basename(directory);
  const words = `${path.basename(path.dirname(directory))}, run ${id}`;
  const file = modelFile(directory);
  if (existsSync(file)) return { file, directory, words };
  const chosen = 'experiment' in initFrom;
  throw existsSync(directory)
    ? new UserError(
        `The run ${directory} that this one ${verb} has no trained model.`,
        existsSync(path.join(directory, runFiles.summary))
          ? `It has ended, so its model was deleted later: put its folder "${runFiles.model}" back, or start again, including the run that it ${verb}: ferexp run ${resolved.file}`
          : `Complete it with: ferexp resume ${id}`,
        1,
      )
    : new UserError(
        `The run ${directory} that this one ${verb} no longer exists.`,
        chosen
          ? `Put it back, or run the experiment again, which first trains the run that it ${verb}: ferexp run ${resolved.file}`
          : `Put it back, or name another run in ${setting}.`,
        1,
      );
}

/**
 * The ancestors of a run: from the one that it starts from back to the one with random initial weights, or as far as
 * known. If an earlier process of the run has found them, that result is used, since runs may have been deleted.
 */
export async function describeAncestry(
  resolved: ResolvedExperiment,
  runDirectory: string,
): Promise<Ancestor[] | undefined> {
  if (resolved.initFrom === undefined) return undefined;
  const earlier = await ancestryIn(runDirectory);
  if (earlier !== undefined) return earlier;
  const origin = originModel(resolved, runDirectory)!;
  const weights = await weightsHash(origin.file);
  if (origin.directory === undefined) return [{ model: origin.file, weights }];
  const { directory } = origin;
  const from = await readResolvedIfThere(directory);
  const own: Ancestor = {
    run: directory,
    ...(from && { experiment: from.name, variant: from.variant, repeat: from.repeat }),
    ...(from?.seed !== undefined && { seed: from.seed }),
    weights,
  };
  return [own, ...((await ancestryIn(directory)) ?? [])];
}

/** An environment that cannot be read is ignored. */
async function ancestryIn(runDirectory: string): Promise<Ancestor[] | undefined> {
  return (await readEnvironmentIfWhole(runDirectory))?.ancestry;
}

/** SHA-256 of the weights of a model.json, in the order that it lists them. */
async function weightsHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  for (const part of readModelJson(file).groups.flatMap(({ files }) => files)) {
    const { handle } = await openRegularFile(part, `the weights of ${file}:`);
    for await (const bytes of handle.createReadStream()) hash.update(bytes as Buffer);
  }
  return hash.digest('hex');
}
