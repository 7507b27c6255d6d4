/** Writes `model/`: the best model, in the format of `tf.loadLayersModel`. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { io, LayersModel } from '@tensorflow/tfjs';
import { writeFileAtomic } from '../../storage/files/atomic';
import { fileError } from '../../storage/files/fileError';
import { makeFolderWithin } from '../../storage/files/folder';
import { runFiles } from '../../schemas/runDirectory';
import type { ResolvedExperiment } from '../../experiment/types';
import type { Dataset } from '../data/dataset';
import { contentDigits } from '../weights/layersFile';

/**
 * Writes model.json and one file of weights. The name of the weights depends on their content, and model.json is replaced
 * last and atomically, so that it always names a complete file.
 * @param notes for those who load the model elsewhere: class names, and what the inputs are
 * @throws UserError if the disk is full or similar
 */
export async function saveModel(runDirectory: string, model: LayersModel, notes: object): Promise<void> {
  const folder = path.join(runDirectory, runFiles.model);
  const { modelTopology, weightSpecs, weightData, format, generatedBy } = await artifacts(model);
  const bytes = joinBuffers(weightData);
  const weights = `weights.${contentDigits(bytes)}.bin`;
  try {
    await makeFolderWithin(folder);
    await writeFileAtomic(path.join(folder, weights), bytes);
    const description = {
      format,
      generatedBy,
      convertedBy: null,
      modelTopology,
      userDefinedMetadata: notes,
      weightsManifest: [{ paths: [weights], weights: weightSpecs }],
    };
    await writeFileAtomic(path.join(folder, 'model.json'), JSON.stringify(description));
    for (const name of await readdir(folder)) {
      if (name.endsWith('.bin') && name !== weights) await rm(path.join(folder, name), { force: true });
    }
  } catch (error) {
    throw fileError(error, `write ${folder}`);
  }
}

async function artifacts(model: LayersModel): Promise<io.ModelArtifacts> {
  let saved: io.ModelArtifacts | undefined;
  await model.save({
    save: (modelArtifacts) => {
      saved = modelArtifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    },
  });
  return saved!;
}

function joinBuffers(data: io.WeightData | undefined): Uint8Array {
  const parts = data === undefined ? [] : Array.isArray(data) ? data : [data];
  return Buffer.concat(parts.map((part) => new Uint8Array(part)));
}

/** Notes for those who load the model elsewhere. */
export function modelNotes(
  { classNames, height, width }: Pick<Dataset, 'classNames' | 'height' | 'width'>,
  { techniques: { equalization } }: Pick<ResolvedExperiment, 'techniques'>,
): object {
  const inputs = `Grey faces, ${height}×${width}×1, values from 0 to 1`;
  if (!equalization) return { classNames, inputs: `${inputs}.` };
  return { classNames, inputs: `${inputs}, ${equalizedAs(equalization)}.`, equalization };
}

/** How faces have to be equalised before the network reads them. */
export function equalizedAs(equalization: NonNullable<ResolvedExperiment['techniques']['equalization']>): string {
  return equalization.method === 'histogram'
    ? 'equalised as by OpenCV’s equalizeHist'
    : `equalised as by OpenCV’s CLAHE with clipLimit ${equalization.clipLimit} and ${equalization.tiles}×${equalization.tiles} tiles`;
}
