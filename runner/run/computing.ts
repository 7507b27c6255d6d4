/** Makes the network for a training, on all its threads. */
import type { LayersModel } from '@tensorflow/tfjs';
import { trainingStages } from '../../experiment/trainingStages';
import type { ResolvedExperiment } from '../../experiment/types';
import type { Dataset } from '../data/dataset';
import type { Engine, ReplicaPlan, Replicas } from '../engine/contract';
import { buildModel, locateModel } from '../models';
import { createNetworkStage } from '../techniques';
import { classCounts, trainingClass } from '../train/batches';
import { Relabelling } from '../train/relabelling';
import { stepTechniques } from '../train/stepTechniques';
import { setTrained, trainedLayers } from '../train/trainable';
import { checkMemory, replicate } from '../parallel';
import { type OriginModel, teacherModel } from './origin';
import { classesOf } from './warmStart';
import { Teacher } from '../weights/teacher';
import { UserError } from '../../schemas/userError';
import { printable } from '../../words/printable';
import type { RunSession } from './session';
import type { TrainingPlan } from '../train/trainer';

export interface Computing extends Pick<TrainingPlan, 'engine' | 'model' | 'rule' | 'techniques' | 'relabelling'> {
  readonly engine: Engine;
  readonly replicas?: Replicas | undefined;
  dispose(): Promise<void>;
}

/**
 * Makes a new network with random weights. The caller disposes it.
 * @throws UserError if its teacher is missing or has other classes, if a stage trains no layer, if there is not enough memory for a batch, or if a thread does not start
 */
export async function createComputing(
  { resolved, runDirectory }: Pick<RunSession, 'resolved' | 'runDirectory'>,
  engine: Engine,
  dataset: Dataset,
): Promise<Computing> {
  const teacher = teacherModel(resolved, runDirectory);
  if (teacher) requireClasses(teacher, dataset);
  const plan: ReplicaPlan = {
    model: locateModel(resolved.model, resolved.baseDirectory),
    shape: {
      classes: dataset.classNames.length,
      seed: resolved.seed,
      inputShape: [dataset.height, dataset.width, dataset.channels],
      ...createNetworkStage(resolved),
    },
    optimizer: resolved.training.optimizer,
    rule: resolved.data.labels.rule === 'multiTarget' ? 'bestAccepted' : 'distribution',
    techniques: resolved.techniques,
    classCounts: classCounts(dataset),
    teacher: teacher?.file,
  };
  const model = buildModel(engine.tf, plan.model, plan.shape);
  try {
    const { batchSize, gradientAccumulation } = resolved.training;
    for (const trained of stageLayers(resolved, model)) {
      setTrained(model, trained);
      checkMemory(engine, model, batchSize, gradientAccumulation);
    }
    const loaded = teacher && (await Teacher.load(engine, teacher.file, plan.shape));
    const replicas = await replicate(engine, model, plan);
    const techniques = stepTechniques(engine, plan, loaded);
    const { weighing } = techniques;
    return {
      engine,
      model,
      replicas,
      rule: plan.rule,
      techniques,
      relabelling: weighing && new Relabelling(weighing.relabelFrom, (example) => trainingClass(dataset, example)),
      dispose: async () => {
        await replicas?.dispose();
        loaded?.dispose();
        model.dispose();
      },
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** A model that names no classes is compared by their number when it is loaded. */
function requireClasses({ file, words }: OriginModel, { classNames }: Dataset): void {
  const there = classesOf(file);
  if (there === undefined || there.join('\n') === classNames.join('\n')) return;
  throw new UserError(
    `The teacher ${words} was trained for the classes ${printable(there.join(', '))}; expected ${classNames.join(', ')}.`,
    'Name a teacher with the same data.labels in techniques.distillation.from.',
  );
}

/**
 * The names of the trained layers, stage by stage. Checks all stages, so that a mistake in the second one does not show
 * only after hours.
 * @throws UserError if a stage names no block or layer of the model, or if nothing is left to train
 */
export function stageLayers({ training }: Pick<ResolvedExperiment, 'training'>, model: LayersModel): string[][] {
  const { batchNormalization } = training;
  return trainingStages(training).map(({ trainable }, i) => {
    const setting = i === 0 ? 'training.trainable' : 'training.fineTuning.trainable';
    return trainedLayers(model, { trainable, batchNormalization, setting });
  });
}
