/** Keeps the weights of the best epoch, like Keras's ModelCheckpoint with `save_best_only`. */
import type { ResolvedTraining } from '../../../experiment/types';
import type { EpochMetrics } from '../../../schemas/generated/summary';
import type { StoredTensor } from '../../engine/contract';
import type { Checkpoint } from '../checkpoint';
import type { EvaluatedWeights } from '../evaluatedWeights';
import type { Callback, EndedEpoch } from './callback';
import type { TrainingState } from '../state';

export class BestEpoch implements Callback {
  /**
   * @param metrics of the best epoch in earlier stages and processes of the run, if any
   * @param kept the weights of that epoch
   */
  constructor(
    private readonly rule: ResolvedTraining['selectBest'],
    private readonly evaluated: Pick<EvaluatedWeights, 'read' | 'differ'>,
    private metrics: EpochMetrics | undefined,
    private kept: readonly StoredTensor[] | undefined,
  ) {}

  get weights(): readonly StoredTensor[] | undefined {
    return this.kept;
  }

  /** The first of several equal epochs stays the best. With `last`, every epoch is better than those before. */
  isBetter(candidate: EpochMetrics): boolean {
    const { metrics } = this;
    if (!metrics) return true;
    switch (this.rule) {
      case 'validationAccuracy':
        return candidate.validationAccuracy > metrics.validationAccuracy;
      case 'validationLoss':
        return candidate.validationLoss < metrics.validationLoss;
      case 'last':
        return true;
    }
  }

  async epochEnded({ metrics, best }: EndedEpoch): Promise<void> {
    if (!best) return;
    this.metrics = metrics;
    this.kept = await this.evaluated.read();
  }

  state(): Partial<TrainingState> {
    return this.metrics ? { best: this.metrics } : {};
  }

  /** Only if they are not the current weights of the model. */
  tensors({ stepsDone, finishedEpochs }: TrainingState): Partial<Checkpoint> {
    const isCurrent = !this.evaluated.differ && stepsDone === 0 && this.metrics?.epoch === finishedEpochs;
    return this.kept && !isCurrent ? { best: this.kept } : {};
  }
}
