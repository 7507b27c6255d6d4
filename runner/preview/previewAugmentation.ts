/** Draws faces of an experiment before and after augmentation, as training will see them. */
import { resolveAugmentation } from '../../experiment/techniques/augmentation';
import { equalJson } from '../../experiment/json';
import { cacheFolderOf } from '../../experiment/project';
import { totalEpochs } from '../../experiment/trainingStages';
import { actingOn, mixesExamples } from '../../experiment/techniques';
import type { ResolvedExperiment, ResolvedTechniques } from '../../experiment/types';
import { UserError } from '../../schemas/userError';
import type { Dataset } from '../data/dataset';
import { loadDataset } from '../data/load';
import { encodeGrey } from '../faces/png';
import { batchSource } from '../run/batches';
import { createPixelPipeline, prepareFaces } from '../techniques';
import { own } from '../../schemas/own';
import { percent } from '../../words/numbers';
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
  const source = await loadDataset(resolved.data, {
    baseDirectory: resolved.baseDirectory,
    cacheDirectory: cacheFolderOf(resolved.file),
    onProgress: () => undefined,
  });
  const dataset = prepareFaces(resolved, source);
  const changes = changesOf(resolved.techniques);
  const shown = Math.min(versions, totalEpochs(resolved.training));
  const draw = mixesExamples(resolved.techniques) ? drawMixed(resolved, dataset) : drawAlone(resolved, dataset);
  return {
    variant: resolved.variant,
    seed: resolved.seed,
    width: dataset.width,
    height: dataset.height,
    ...(Object.keys(changes).length > 0 && { changes }),
    faces: chooseFaces(dataset, faces).map((example) => previewFace(dataset, example, shown, draw)),
  };
}

/** The settings that have an effect, by name; those of techniques other than augmentation with theirs before it. */
function changesOf(techniques: ResolvedTechniques): Record<string, SettingValue> {
  const off = resolveAugmentation({}) as Readonly<Record<string, unknown>>;
  const changes: [string, unknown][] = Object.entries(techniques.augmentation ?? {}).filter(
    ([name, value]) => !equalJson(value, own(off, name)),
  );
  const others = (['faces', 'pixels', 'batch'] as const)
    .flatMap((what) => actingOn(techniques, what))
    .filter((name) => name !== 'augmentation');
  for (const name of others) {
    changes.push(
      ...Object.entries(techniques[name]!).map(([key, value]): [string, unknown] => [`${name}.${key}`, value]),
    );
  }
  return Object.fromEntries(changes) as Record<string, SettingValue>;
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

/** What training sees of an example in an epoch, from 0. */
type DrawVersion = (example: number, epoch: number) => { readonly image: Float32Array; readonly label?: string };

/** Each face by itself. */
function drawAlone(resolved: ResolvedExperiment, { width, height, pixels }: Dataset): DrawVersion {
  const pipeline = createPixelPipeline(resolved, { width, height });
  const size = width * height;
  const image = new Float32Array(size);
  return (example, epoch) => {
    pipeline(pixels.subarray(example * size, (example + 1) * size), image, { seed: resolved.seed, epoch, example });
    return { image };
  };
}

/** Each face in the batch that it is mixed with. */
function drawMixed(resolved: ResolvedExperiment, dataset: Dataset): DrawVersion {
  const batches = batchSource(resolved, dataset);
  return (example, epoch) => {
    const steps = Array.from({ length: batches.stepsPerEpoch }, (_, index) => index + 1);
    const step = steps.find((each) => batches.examples(epoch + 1, each).includes(example))!;
    const row = batches.examples(epoch + 1, step).indexOf(example);
    const { images, targets, count } = batches.batch(epoch + 1, step);
    const [size, classes] = [images.length / count, targets.length / count];
    const target = targets.subarray(row * classes, (row + 1) * classes);
    return { image: images.subarray(row * size, (row + 1) * size), label: mixedLabel(target, dataset.classNames) };
  };
}

/** `70 % happy, 30 % sad` or `99.7 % happy, 0.3 % sad`: the classes with a share, the largest first. */
function mixedLabel(target: Float32Array, classNames: readonly string[]): string {
  return [...target]
    .map((part, c) => ({ part, name: classNames[c]! }))
    .filter(({ part }) => part >= 0.0005)
    .sort((a, b) => b.part - a.part)
    .map(({ part, name }) => `${percent(part, isNearEnd(part) ? 1 : 0)} ${name}`)
    .join(', ');
}

/** Whole per cents would call it nothing or all, though it is neither. */
const isNearEnd = (part: number): boolean => part < 0.01 || (part > 0.99 && part < 0.9995);

function previewFace(dataset: Dataset, example: number, count: number, draw: DrawVersion): PreviewedFace {
  const { width, height, pixels, sourcePixels = pixels, targets, classNames } = dataset;
  const original = sourcePixels.subarray(example * width * height, (example + 1) * width * height);
  const versions = Array.from({ length: count }, (_, epoch) => {
    const { image, label } = draw(example, epoch);
    return { png: encodeGrey(Uint8Array.from(image, toGrey), width, height), label };
  });
  const labels = versions.flatMap(({ label }) => label ?? []);
  return {
    example,
    label: classNames[classOf(targets, classNames.length, example)]!,
    original: encodeGrey(original, width, height),
    versions: versions.map(({ png }) => png),
    ...(labels.length > 0 && { labels }),
  };
}

/** Turns a value of the network, 0–1, into a grey value. */
function toGrey(value: number): number {
  return Math.round(255 * Math.min(Math.max(value, 0), 1));
}
