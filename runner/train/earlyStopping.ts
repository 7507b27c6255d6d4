/** Stop when validation no longer improves: Keras's EarlyStopping. */
import type { ResolvedTraining } from '../../experiment/types';

type EarlyStoppingSettings = NonNullable<ResolvedTraining['earlyStopping']>;

export interface ValidationMetrics {
  readonly validationLoss: number;
  /** From 0 to 1. */
  readonly validationAccuracy: number;
}

/** What early stopping must remember to go on, for JSON. */
export interface EarlyStoppingState {
  /** The best value so far; absent before the first epoch. */
  readonly best?: number;
  /** Epochs since then. */
  readonly wait: number;
}

export interface EarlyStopping {
  /** Call after every epoch. @returns whether training should stop now */
  epochEnded(metrics: ValidationMetrics): boolean;
  state(): EarlyStoppingState;
  restore(state: EarlyStoppingState): void;
}

export function createEarlyStopping({ monitor, patience, minDelta }: EarlyStoppingSettings): EarlyStopping {
  let state: EarlyStoppingState = { wait: 0 };
  const improves = (value: number, best: number) =>
    monitor === 'validationLoss' ? value + minDelta < best : value - minDelta > best;
  return {
    epochEnded(metrics) {
      const value = metrics[monitor];
      if (state.best === undefined || improves(value, state.best)) {
        state = { best: value, wait: 0 };
        return false;
      }
      state = { best: state.best, wait: state.wait + 1 };
      return state.wait >= patience;
    },
    state: () => state,
    restore: (saved) => {
      state = saved;
    },
  };
}
