/** Draws faces of an experiment before and after augmentation, as training will see them. */
import { resolveAugmentation } from '../../experiment/techniques/augmentation';
import { equalJson } from '../../experiment/json';
import { cacheFolderOf } from '../../experiment/project';
import { totalEpochs } from '../../experiment/trainingStages';
import type { ResolvedAugmentation, ResolvedExperiment } from '../../experiment/types';
import { UserError } from '../../schemas/userError';
import type { Dataset } from '../data/dataset';
import { loadDataset } from '../data/load';
import { encodeGrey } from '../faces/png';
import { createPixelPipeline } from '../techniques';
import { own } from '../../schemas/own';
import type { AugmentationPreview, PreviewedFace } from '../../schemas/messages/preview';
import type { SettingValue } from '../../schemas/messages/parts';

/**
 * Version `v` of a face is what epoch `v + 1` of the run trains on: the runner's own pipeline, its seed, its numbers.
 * @param faces how many training faces, at least 1; fewer when the data has fewer
 * @param versions of each face, from 0; at most the run's number of epochs
 * @throws UserError when the data cannot be read
 */
export async function previewAugmentation(
  resolved: ResolvedExperiment,
  { faces, versions }: { readonly faces: number; readonly versions: number },
): Promise<AugmentationPreview> {
  const dataset = await loadDataset(resolved.data, {
    baseDirectory: resolved.baseDirectory,
    cacheDirectory: cacheFolderOf(resolved.file),
    onProgress: () => undefined,
  });
  const { augmentation } = resolved.techniques;
  const shown = Math.min(versions, totalEpochs(resolved.training));
  return {
    variant: resolved.variant,
    seed: resolved.seed,
    width: dataset.width,
    height: dataset.height,
    ...(augmentation && { changes: changesOf(augmentation) }),
    faces: chooseFaces(dataset, faces).map((example) => previewFace(resolved, dataset, example, shown)),
  };
}

/** The settings that have an effect, by name. */
function changesOf(augmentation: ResolvedAugmentation): Record<string, SettingValue> {
  const off = resolveAugmentation({}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(augmentation).filter(([name, value]) => !equalJson(value, own(off, name))),
  ) as Record<string, SettingValue>;
}

/** One face of each class in turn, each class from its first training face on, so that every expression is seen. */
export function chooseFaces({ splits, targets, classNames }: Dataset, count: number): number[] {
  const ofClass = classNames.map((): number[] => []);
  for (const example of splits.train) ofClass[classOf(targets, classNames.length, example)]!.push(example);
  const chosen: number[] = [];
  for (let turn = 0; chosen.length < Math.min(count, splits.train.length); turn++) {
    for (const examples of ofClass) if (turn < examples.length) chosen.push(examples[turn]!);
  }
  if (chosen.length === 0) {
    throw new UserError('There is no training face to show.', 'Check data.source and data.labels.');
  }
  return chosen.slice(0, count);
}

/** The most likely class of an example. */
function classOf(targets: Float32Array, classes: number, example: number): number {
  const target = targets.subarray(example * classes, (example + 1) * classes);
  return target.indexOf(Math.max(...target));
}

function previewFace(resolved: ResolvedExperiment, dataset: Dataset, example: number, versions: number): PreviewedFace {
  const { width, height, pixels, targets, classNames } = dataset;
  const pipeline = createPixelPipeline(resolved, { width, height });
  const original = pixels.subarray(example * width * height, (example + 1) * width * height);
  const changed = new Float32Array(original.length);
  return {
    example,
    label: classNames[classOf(targets, classNames.length, example)]!,
    original: encodeGrey(original, width, height),
    versions: Array.from({ length: versions }, (_, epoch) => {
      pipeline(original, changed, { seed: resolved.seed, epoch, example });
      return encodeGrey(Uint8Array.from(changed, toGrey), width, height);
    }),
  };
}

/** Turns a value of the network, 0–1, into a grey value. */
function toGrey(value: number): number {
  return Math.round(255 * Math.min(Math.max(value, 0), 1));
}
