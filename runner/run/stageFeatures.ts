/** Features of the frozen layers below those of a stage: computed once and stored, or with every batch. */
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

/** The features for all stages of a training. */
export class StageFeatures {
  private kept: FrozenFeatures | undefined;

  constructor(
    private readonly session: RunSession,
    private readonly computing: Computing,
    private readonly dataset: Dataset,
  ) {}

  /**
   * The features that the stage is trained on instead of images. The stage's layers must already be trainable.
   * @returns undefined if the stage reads images
   * @throws UserError if the cache cannot be written
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
        batches: batchSource(resolved, dataset, { ...computing, input: features.input() }),
        validate: () => Promise.resolve(splitMetrics(features.predictValidation(), labels, dataset.classNames)),
      };
    } catch (error) {
      if (error instanceof PredictionStopped) return 'stopped';
      throw error;
    }
  }

  /** For the phase, such as `, on kept features of the frozen layers`; empty if nothing is frozen. */
  words(stage: Stage): string {
    if (this.isKept(stage)) {
      const { passes } = this.kept!;
      return `, on kept features of the frozen layers${passes > 1 ? `, ${passes} augmented passes` : ''}`;
    }
    return this.isFrozenBelow() ? ', frozen layers computed with every batch' : '';
  }

  /** The current model's probabilities for a split; undefined if they must be computed from the images. */
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
