/** Keeps the weights of the best epoch, like Keras's ModelCheckpoint with `save_best_only`. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { ResolvedTraining } from '../../../experiment/types';
import type { EpochMetrics } from '../../../schemas/generated/summary';
import type { StoredTensor } from '../../engine/contract';
import { readWeights } from '../tensorStore';
import type { Callback, EndedEpoch } from './callback';
import type { TrainingState } from '../state';

type Rule = ResolvedTraining['selectBest'];

/** The first of several equal epochs stays the best. With `last`, every epoch is better than those before. */
export function isBetter(rule: Rule, candidate: EpochMetrics, best: EpochMetrics | undefined): boolean {
  if (!best) return true;
  switch (rule) {
    case 'validationAccuracy':
      return candidate.validationAccuracy > best.validationAccuracy;
    case 'validationLoss':
      return candidate.validationLoss < best.validationLoss;
    case 'last':
      return true;
  }
}

export class BestEpoch implements Callback {
  /**
   * @param metrics of the best epoch in earlier stages and processes of the run, if any
   * @param kept the weights of that epoch
   */
  constructor(
    private readonly rule: Rule,
    private readonly model: LayersModel,
    private metrics: EpochMetrics | undefined,
    private kept: readonly StoredTensor[] | undefined,
  ) {}

  get weights(): readonly StoredTensor[] | undefined {
    return this.kept;
  }

  isBetter(candidate: EpochMetrics): boolean {
    return isBetter(this.rule, candidate, this.metrics);
  }

  async epochEnded({ metrics, best }: EndedEpoch): Promise<void> {
    if (!best) return;
    this.metrics = metrics;
    this.kept = await readWeights(this.model);
  }

  state(): Partial<TrainingState> {
    return this.metrics ? { best: this.metrics } : {};
  }

  /** Only if they are not the current weights of the model. */
  tensors({ stepsDone, finishedEpochs }: TrainingState): Readonly<Record<string, readonly StoredTensor[]>> {
    const isCurrent = stepsDone === 0 && this.metrics?.epoch === finishedEpochs;
    return this.kept && !isCurrent ? { best: this.kept } : {};
  }
}
