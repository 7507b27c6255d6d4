/** Computes the output of a model's frozen part for training and validation images once, and stores it in the project's cache. */
import { changesImages } from '../../experiment/techniques';
import type { ResolvedExperiment } from '../../experiment/types';
import type { NewEvent } from '../../storage/run/events';
import type { Dataset } from '../data/dataset';
import type { Engine, Replicas } from '../engine/contract';
import { passThrough } from '../evaluate/predict';
import { PhaseProgress } from '../progress';
import { createPixelPipeline, scalePixels } from '../techniques';
import type { ExampleInput } from '../train/batches';
import { SplitModel } from '../train/splitModel';
import type { LayersModel } from '@tensorflow/tfjs';
import { FeatureCache, featuresLimit } from './featureCache';
import { FeatureFile, type FeatureShape, FeatureWriter } from './featureFile';
import { faceSettings, featureKey, identify, pixelSettings } from './featureKey';

/** Images per call: enough to be fast, few enough for the memory of a base at full size. */
const batchSize = 32;

export interface FeaturePlan {
  readonly resolved: ResolvedExperiment;
  readonly engine: Engine;
  /** Its trainable layers are those of the stage that the features are for. */
  readonly model: LayersModel;
  readonly replicas?: Replicas | undefined;
  readonly dataset: Dataset;
  /** Cache of the project. */
  readonly cacheDirectory: string;
  readonly emit: (event: NewEvent) => void;
  readonly stopping: () => boolean;
}

type KeptSplit = 'train' | 'validation';

/** One pass over the images of a split. */
interface Pass {
  readonly split: KeptSplit;
  /** The epoch whose augmentation it has, from 0; undefined for images without augmentation. */
  readonly epoch: number | undefined;
  readonly title: string;
}

/** A pass, and where its output is stored. */
interface KeptPass {
  readonly pass: Pass;
  readonly file: string;
  readonly shape: FeatureShape;
}

export class FrozenFeatures {
  private constructor(
    private readonly plan: FeaturePlan,
    private readonly split: SplitModel,
    private readonly modelId: string,
    private readonly train: readonly FeatureFile[],
    private readonly validation: FeatureFile,
  ) {}

  /**
   * Computes what the cache does not have. Features of other runs that no longer fit are deleted, which the run reports.
   * @throws UserError when the cache cannot be written, or its limit is not a size; PredictionStopped
   */
  static async open(plan: FeaturePlan): Promise<FrozenFeatures> {
    const cache = new FeatureCache(plan.cacheDirectory, featuresLimit());
    const split = new SplitModel(plan.engine, plan.model);
    const files: FeatureFile[] = [];
    try {
      const modelId = await identify(split.frozen!);
      const passes = passesOf(plan.resolved);
      const progress = new Work(plan, passes);
      // All files are claimed before the first is written, so that none is deleted to make room for another.
      const kept = passes.map((pass) => keep(plan, widthOf(split), modelId, pass, cache));
      for (const one of kept) files.push(await openPass(plan, split, one, cache, progress));
      return new FrozenFeatures(plan, split, modelId, files.slice(0, -1), files.at(-1)!);
    } catch (error) {
      for (const file of files) file.close();
      throw error;
    } finally {
      split.dispose();
      if (cache.removed !== undefined) plan.emit({ type: 'warning', message: cache.removed });
    }
  }

  /** Augmented passes that are taken in turn; 1 without augmentation. */
  get passes(): number {
    return this.train.length;
  }

  /** For the training split. */
  input(): ExampleInput {
    const rows = new Map(Array.from(this.plan.dataset.splits.train, (id, row) => [id, row]));
    return {
      size: this.width,
      write: (example, out, { epoch }) => this.train[epoch % this.passes]!.read(rows.get(example)!, out),
    };
  }

  /**
   * Class probabilities with the model's current weights.
   * @param ids of examples of the split, ascending
   * @returns undefined when no features of images without augmentation are stored, or the frozen part has changed
   */
  async predict(split: string, ids: Uint32Array): Promise<Float32Array | undefined> {
    const file = split === 'validation' ? this.validation : split === 'train' ? this.trainAsIs() : undefined;
    if (!file || (await identify(this.split.frozen!)) !== this.modelId) return undefined;
    return this.predictRows(file, ids, this.plan.dataset.splits[split as KeptSplit]);
  }

  /** As `predict`, for the whole validation split, while the frozen part is known to be the same. */
  predictValidation(): Float32Array {
    for (const file of [...this.train, this.validation]) file.markUsed();
    const ids = this.plan.dataset.splits.validation;
    return this.predictRows(this.validation, ids, ids);
  }

  close(): void {
    for (const file of [...this.train, this.validation]) file.close();
  }

  private trainAsIs(): FeatureFile | undefined {
    return changesImages(this.plan.resolved.techniques) ? undefined : this.train[0];
  }

  private predictRows(file: FeatureFile, ids: Uint32Array, all: Uint32Array): Float32Array {
    const { tf } = this.plan.engine;
    const classes = this.plan.dataset.classNames.length;
    const probabilities = new Float32Array(ids.length * classes);
    const rows = new Map(Array.from(all, (id, row) => [id, row]));
    const most = 256;
    for (let start = 0; start < ids.length; start += most) {
      const part = ids.subarray(start, start + most);
      const values = new Float32Array(part.length * this.width);
      part.forEach((id, i) => file.read(rows.get(id)!, values.subarray(i * this.width, (i + 1) * this.width)));
      const output = tf.tidy(() => this.split.predict(tf.tensor(values, [part.length, ...this.split.inputShape])));
      probabilities.set(output.dataSync(), start * classes);
      output.dispose();
    }
    return probabilities;
  }

  private get width(): number {
    return widthOf(this.split);
  }
}

function widthOf({ inputShape }: SplitModel): number {
  return inputShape.reduce((product, side) => product * side, 1);
}

/** The passes of training, then the one of validation. */
function passesOf({ training, techniques }: ResolvedExperiment): Pass[] {
  const asked = typeof training.features === 'number' ? Math.min(training.features, training.epochs) : 1;
  const changes = changesImages(techniques);
  const count = changes ? asked : 1;
  const train = Array.from({ length: count }, (_, epoch) => ({
    split: 'train' as const,
    epoch: changes ? epoch : undefined,
    title: count === 1 ? 'training images' : `training images, pass ${epoch + 1} of ${count}`,
  }));
  return [...train, { split: 'validation', epoch: undefined, title: 'validation images' }];
}

/** Reports how far all passes are. */
class Work {
  private readonly progress: PhaseProgress;
  private readonly total: number;
  private finished = 0;
  private begun: number | undefined;
  private computed = 0;

  constructor(plan: FeaturePlan, passes: readonly Pass[]) {
    this.progress = new PhaseProgress(plan.emit, 'computing-features');
    this.total = passes.reduce((sum, { split }) => sum + plan.dataset.splits[split].length, 0);
  }

  found(images: number): void {
    this.finished += images;
  }

  begin(): void {
    this.begun ??= performance.now();
  }

  /** @param done images of the pass */
  report(title: string, done: number, images: number): void {
    const seconds = (performance.now() - this.begun!) / 1000;
    const left = (seconds / (this.computed + done)) * (this.total - this.finished - done);
    this.progress.report(`${title}, ${roughly(left)} left`, this.finished + done, this.total);
    if (done < images) return;
    this.finished += images;
    this.computed += images;
  }
}

function roughly(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

function keep(
  { resolved, engine, dataset }: FeaturePlan,
  width: number,
  model: string,
  pass: Pass,
  cache: FeatureCache,
): KeptPass {
  const examples = dataset.splits[pass.split];
  const key = featureKey({
    engine: engine.description.id,
    fingerprint: dataset.fingerprint,
    model,
    examples,
    faces: faceSettings(resolved.techniques),
    augmentation:
      pass.epoch === undefined
        ? undefined
        : { ...pixelSettings(resolved.techniques), seed: resolved.seed, epoch: pass.epoch },
  });
  return { pass, file: cache.claim(key), shape: { key, rows: examples.length, width } };
}

async function openPass(
  plan: FeaturePlan,
  split: SplitModel,
  kept: KeptPass,
  cache: FeatureCache,
  work: Work,
): Promise<FeatureFile> {
  const { emit } = plan;
  const { pass, file, shape } = kept;
  try {
    const found = FeatureFile.open(file, shape);
    if (found) {
      work.found(shape.rows);
      return found;
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    emit({ type: 'warning', message: `The features kept in ${file} cannot be used: ${why} They are computed again.` });
  }
  work.begin();
  split.prepare();
  emit({ type: 'phase', phase: 'computing-features', detail: pass.title });
  await computePass(plan, split, kept, work);
  await cache.trim();
  return FeatureFile.open(file, shape)!;
}

async function computePass(
  { resolved, engine, replicas, dataset, stopping }: FeaturePlan,
  split: SplitModel,
  { file, shape, pass }: KeptPass,
  work: Work,
): Promise<void> {
  const { seed } = resolved;
  const { epoch } = pass;
  const pipeline = epoch === undefined ? undefined : createPixelPipeline(resolved, dataset);
  const writer = await FeatureWriter.create(file, shape);
  try {
    await passThrough(engine, dataset, dataset.splits[pass.split], {
      batchSize,
      replicas,
      shouldStop: stopping,
      transform: pipeline
        ? (pixels, out, example) => pipeline(pixels, out, { seed, epoch: epoch!, example })
        : scalePixels,
      network: {
        here: (images) => split.features(images),
        there: (copy, images, imageShape) => replicas!.features(copy, images, imageShape),
      },
      take: (_, values) => writer.append(values),
      onProgress: (done, total) => work.report(pass.title, done, total),
    });
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
