/** What a run starts from: the trained model, and what that descends from. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { modelFile } from '../../experiment/graph';
import type { ResolvedExperiment } from '../../experiment/types';
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
  /** Of the run that it is of. */
  readonly directory?: string;
  /** `flip (base), run 20260314-101500-base-1-3f2a`. */
  readonly words: string;
}

/**
 * The model that a run starts from; undefined when it starts from none.
 * @throws UserError when it is not there
 */
export function originModel(resolved: ResolvedExperiment, runDirectory: string): OriginModel | undefined {
  const { initFrom, baseDirectory } = resolved;
  if (initFrom === undefined) return undefined;
  if ('model' in initFrom) {
    const given = path.resolve(baseDirectory, initFrom.model);
    const file = isFolder(given) ? path.join(given, 'model.json') : given;
    if (existsSync(file)) return { file, words: file };
    throw new UserError(
      `The model ${file} that this run starts from is not there.`,
      'Put it back or correct initFrom.',
    );
  }
  if (initFrom.run === undefined) {
    throw new UserError(
      'This run does not hold which run it starts from.',
      `Start it with: ferexp run ${resolved.file}`,
    );
  }
  const directory = originDirectory(path.resolve(baseDirectory, initFrom.run), runDirectory);
  const id = path.basename(directory);
  const words = `${path.basename(path.dirname(directory))}, run ${id}`;
  const file = modelFile(directory);
  if (existsSync(file)) return { file, directory, words };
  const chosen = 'experiment' in initFrom;
  throw existsSync(directory)
    ? new UserError(
        `The run ${directory} that this one starts from holds no trained model.`,
        existsSync(path.join(directory, runFiles.summary))
          ? `It has ended, so that its model was deleted since: put its folder "${runFiles.model}" back, or start anew with what it starts from: ferexp run ${resolved.file}`
          : `Complete it with: ferexp resume ${id}`,
        1,
      )
    : new UserError(
        `The run ${directory} that this one starts from is no longer there.`,
        chosen
          ? `Put it back, or run the experiment again, which trains what it starts from first: ferexp run ${resolved.file}`
          : 'Put it back, or give another run in initFrom.',
        1,
      );
}

/**
 * From what the run starts from itself back to what began at random, or as far as is known. What a process of the run
 * found before stays, since runs may be deleted afterwards.
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
    ...(from && { experiment: from.name, variant: from.variant, repeat: from.repeat, seed: from.seed }),
    weights,
  };
  return [own, ...((await ancestryIn(directory)) ?? [])];
}

/** An environment that cannot be read tells nothing. */
async function ancestryIn(runDirectory: string): Promise<Ancestor[] | undefined> {
  return (await readEnvironmentIfWhole(runDirectory))?.ancestry;
}

/** SHA-256 of the weights of a model.json, in its order. */
async function weightsHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  for (const part of readModelJson(file).groups.flatMap(({ files }) => files)) {
    const { handle } = await openRegularFile(part, `the weights of ${file}:`);
    for await (const bytes of handle.createReadStream()) hash.update(bytes as Buffer);
  }
  return hash.digest('hex');
}
