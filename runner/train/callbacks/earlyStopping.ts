/** Ends a stage when validation no longer improves, like Keras's EarlyStopping. */
import type { ResolvedTraining } from '../../../experiment/types';
import type { EarlyStoppingState, TrainingState } from '../state';
import type { Callback, EndedEpoch } from './callback';

type EarlyStoppingSettings = NonNullable<ResolvedTraining['earlyStopping']>;

export class EarlyStopping implements Callback {
  private past: EarlyStoppingState = { wait: 0 };

  constructor(private readonly settings: EarlyStoppingSettings) {}

  epochEnded({ metrics }: Pick<EndedEpoch, 'metrics'>): 'stop' | undefined {
    const value = metrics[this.settings.monitor];
    const { best, wait } = this.past;
    const improved = best === undefined || this.improves(value, best);
    this.past = improved ? { best: value, wait: 0 } : { best, wait: wait + 1 };
    return this.past.wait >= this.settings.patience && !improved ? 'stop' : undefined;
  }

  private improves(value: number, best: number): boolean {
    const { monitor, minDelta } = this.settings;
    return monitor === 'validationLoss' ? value + minDelta < best : value - minDelta > best;
  }

  state(): Partial<TrainingState> {
    return { earlyStopping: this.past };
  }

  restore({ earlyStopping }: Pick<TrainingState, 'earlyStopping'>): void {
    if (earlyStopping) this.past = earlyStopping;
  }
}
