/** Sets the first weights of a run. */
import type { LayersModel } from '@tensorflow/tfjs';
import { hasBase } from '../../experiment/defaults';
import type { Dataset } from '../data/dataset';
import type { Engine, Replicas } from '../engine/contract';
import { locateModel } from '../models';
import { readWeights } from '../train/tensorStore';
import { loadBaseWeights } from '../weights';
import { PhaseProgress } from '../progress';
import { warmStart } from './warmStart';
import type { RunSession } from './session';

export interface NewModel {
  readonly engine: Engine;
  /** With random weights from the seed. */
  readonly model: LayersModel;
  /** Replicas of it, with the same weights. */
  readonly replicas?: Replicas | undefined;
  readonly dataset: Dataset;
}

/**
 * Gives a new model and its replicas the weights that the settings ask for: those of `initFrom` (for all layers, sometimes
 * except the classifier), otherwise those of the base. Not for a run that resumes from a checkpoint.
 */
export async function initialiseWeights(session: RunSession, made: NewModel): Promise<void> {
  const { resolved, emit } = session;
  const { engine, model, replicas } = made;
  if (resolved.initFrom) await warmStart(session, made);
  else {
    const progress = new PhaseProgress(emit, 'building-model');
    await loadBaseWeights(engine.tf, model, locateModel(resolved.model, resolved.baseDirectory), {
      onProgress: ({ detail, done, total }) => {
        progress.report(detail, done, total);
      },
    });
  }
  if (hasBase(resolved.model) || resolved.initFrom) replicas?.restore({ weights: await readWeights(model) });
}
