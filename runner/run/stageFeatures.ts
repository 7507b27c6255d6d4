/** What lies below the layers of a stage: computed once and kept, or with every batch. */
import { cacheFolderOf } from '../../experiment/project';
import type { Dataset } from '../data/dataset';
import { splitMetrics } from '../evaluate/metrics';
import { PredictionStopped } from '../evaluate/predict';
import { FrozenFeatures } from '../features/frozenFeatures';
import { SplitModel } from '../train/splitModel';
import { batchSource } from './batches';
import type { RunSession } from './session';
import type { Computing } from './computing';
import type { Stage, StageInputs } from '../train/trainer';

/** Of all stages of a training. */
export class StageFeatures {
  private kept: FrozenFeatures | undefined;

  constructor(
    private readonly session: RunSession,
    private readonly computing: Computing,
    private readonly dataset: Dataset,
  ) {}

  /**
   * What the stage is trained on in place of images, when the model's layers are trainable as in the stage.
   * @returns undefined where it reads images
   * @throws UserError when the cache cannot be written
   */
  async inputs(stage: Stage): Promise<Omit<StageInputs, 'step'> | 'stopped' | undefined> {
    const { session, computing, dataset } = this;
    const { resolved, emit, stop } = session;
    if (!this.isKept(stage)) return undefined;
    try {
      const features = await FrozenFeatures.open({
        ...computing,
        resolved,
        dataset,
        cacheDirectory: cacheFolderOf(resolved.file),
        emit,
        stopping: stop.requested,
      });
      this.kept = features;
      const labels = Uint8Array.from(dataset.splits.validation, (id) => dataset.labels[id]!);
      return {
        batches: batchSource(resolved, dataset, features.input()),
        validate: () => Promise.resolve(splitMetrics(features.predictValidation(), labels, dataset.classNames)),
      };
    } catch (error) {
      if (error instanceof PredictionStopped) return 'stopped';
      throw error;
    }
  }

  /** For the phase: `, on kept features of the frozen layers`; empty where nothing is frozen. */
  words(stage: Stage): string {
    if (this.isKept(stage)) {
      const { passes } = this.kept!;
      return `, on kept features of the frozen layers${passes > 1 ? `, ${passes} augmented passes` : ''}`;
    }
    return this.isFrozenBelow() ? ', frozen layers computed with every batch' : '';
  }

  /** Probabilities of a split by the model as it is now; undefined where they must be computed from the images. */
  async predict(split: string, ids: Uint32Array): Promise<Float32Array | undefined> {
    return this.kept?.predict(split, ids);
  }

  close(): void {
    this.kept?.close();
    this.kept = undefined;
  }

  private isKept({ trainable }: Stage): boolean {
    const { features } = this.session.resolved.training;
    return trainable === 'head' && features !== 'live' && this.isFrozenBelow();
  }

  private isFrozenBelow(): boolean {
    const { engine, model } = this.computing;
    return new SplitModel(engine, model).frozen !== undefined;
  }
}
