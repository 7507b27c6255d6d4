/** Trains all stages, one after another: each with its own layers, learning rate and optimizer. */
import { trainingStages } from '../../experiment/trainingStages';
import type { Checkpoint } from './checkpoint';
import {
  isOver,
  type Stage,
  type StageInputs,
  Trainer,
  type TrainingPlan,
  type TrainingProgress,
  type TrainingResult,
} from './trainer';
import { writeWeights } from './tensorStore';
import { type TrainingState, emptyPartial } from './state';

export interface StagesPlan extends Omit<TrainingPlan, 'stage' | keyof StageInputs> {
  readonly stepsPerEpoch: number;
  /**
   * Called before a stage begins or resumes, when the model has the weights for it. Makes its layers trainable and
   * prepares what it needs.
   * @returns undefined if the run was stopped meanwhile
   */
  readonly open: (stage: Stage) => Promise<StageInputs | undefined>;
}

export class StagedTraining {
  private progress: TrainingProgress;
  private checkpoint: Checkpoint | undefined;

  constructor(private readonly plan: StagesPlan) {
    const { stepsPerEpoch, dataFingerprint } = plan;
    this.progress = { state: freshState(stepsPerEpoch, dataFingerprint) };
  }

  /** Resumes from a checkpoint of a run with the same settings and data. */
  restore(checkpoint: Checkpoint): void {
    const { state, weights, best } = checkpoint;
    this.checkpoint = checkpoint;
    this.plan.relabelling?.restore(checkpoint);
    this.progress = { state, bestWeights: best ?? (state.best ? weights : undefined) };
    this.put(weights);
  }

  async run(): Promise<TrainingResult> {
    for (const [index, settings] of trainingStages(this.plan.training).entries()) {
      const stage = { ...settings, number: index + 1 };
      if (stage.number < this.progress.state.stage) continue;
      if (stage.number > this.progress.state.stage) this.enter(stage);
      if (isOver(stage, this.progress.state)) continue;
      const inputs = await this.plan.open(stage);
      if (!inputs) return { outcome: 'stopped', state: this.progress.state };
      const { outcome } = await this.train(stage, inputs);
      if (outcome === 'stopped') return { outcome, state: this.progress.state };
    }
    return { outcome: 'finished', state: this.progress.state };
  }

  /** Puts the weights of the best epoch into the model. */
  takeBest(): void {
    if (this.progress.bestWeights) this.put(this.progress.bestWeights);
  }

  /** A stage starts with the weights of the best epoch so far, as if it were a new run that starts from them. */
  private enter({ number }: Stage): void {
    this.takeBest();
    const { state } = this.progress;
    this.checkpoint = undefined;
    this.progress = {
      ...this.progress,
      state: { ...state, stage: number, stageStart: state.finishedEpochs, optimizerStep: 0, stoppedEarly: false },
    };
  }

  private async train(stage: Stage, inputs: StageInputs): Promise<TrainingResult> {
    const trainer = new Trainer({ ...this.plan, ...inputs, stage }, this.progress);
    try {
      if (this.checkpoint) trainer.restore(this.checkpoint);
      return await trainer.run();
    } finally {
      this.progress = trainer.progress;
      trainer.dispose();
    }
  }

  private put(weights: Checkpoint['weights']): void {
    writeWeights(this.plan.engine.tf, this.plan.model, weights);
    this.plan.replicas?.restore({ weights });
  }
}

function freshState(stepsPerEpoch: number, dataFingerprint: string): TrainingState {
  return {
    stage: 1,
    stageStart: 0,
    finishedEpochs: 0,
    stepsDone: 0,
    stepsPerEpoch,
    partial: emptyPartial,
    optimizerStep: 0,
    schedule: {},
    stoppedEarly: false,
    trainingSeconds: 0,
    dataFingerprint,
  };
}
