/** Keeps the weights of the best epoch, as Keras's ModelCheckpoint with `save_best_only`. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { ResolvedTraining } from '../../../experiment/types';
import type { EpochMetrics } from '../../../schemas/generated/summary';
import type { StoredTensor } from '../../engine/contract';
import { readWeights } from '../tensorStore';
import type { Callback, EndedEpoch } from './callback';
import type { TrainingState } from '../state';

type Rule = ResolvedTraining['selectBest'];

/** The first of several equal epochs stays the best; with `last`, every epoch is. */
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
  /** @param metrics and weights of the best epoch of the stages and processes before, where there was one */
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

  /** Only where they are not the model's own. */
  tensors({ stepsDone, finishedEpochs }: TrainingState): Readonly<Record<string, readonly StoredTensor[]>> {
    const isCurrent = stepsDone === 0 && this.metrics?.epoch === finishedEpochs;
    return this.kept && !isCurrent ? { best: this.kept } : {};
  }
}
