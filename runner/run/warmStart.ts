/** Sets the first weights of a run that starts from a trained model. */
import type { LayersModel } from '@tensorflow/tfjs';
import { fields, readModelJson } from '../models/modelJson';
import { takeOver } from '../weights/takeOver';
import { readLayersFile } from '../weights/layersFile';
import type { Dataset } from '../data/dataset';
import type { Engine } from '../engine/contract';
import { originModel } from './origin';
import type { RunSession } from './session';

export interface WarmModel {
  readonly engine: Engine;
  /** With random weights from the seed. */
  readonly model: LayersModel;
  readonly dataset: Pick<Dataset, 'classNames'>;
}

/**
 * Gives a new model the weights of the one that `initFrom` names, and reports it. Does nothing without `initFrom`.
 * @throws UserError if that model is missing or has other layers
 */
export async function warmStart(
  { resolved, runDirectory, emit }: Pick<RunSession, 'resolved' | 'runDirectory' | 'emit'>,
  { engine, model, dataset }: WarmModel,
): Promise<void> {
  const origin = originModel(resolved, runDirectory);
  if (origin === undefined) return;
  const { file, words } = origin;
  emit({ type: 'phase', phase: 'building-model', detail: `Taking over the weights of ${words}` });
  const classes = classesOf(file);
  const sameClasses = classes === undefined || classes.join('\n') === dataset.classNames.join('\n');
  const stored = await readLayersFile(engine.tf, file);
  const whole = takeOver(engine.tf, model, stored, { file, sameClasses });
  if (whole) return;
  const why = sameClasses
    ? 'which is on top of other layers there'
    : `since the classes differ: ${classes?.length ?? 'others'} there, ${dataset.classNames.length} here`;
  emit({
    type: 'warning',
    message: `Started from ${words}: all layers except the classifier "logits" were taken over, ${why}. A new classifier started with random weights.`,
  });
}

/** The class names in a model of a run; undefined if the model does not have them. */
export function classesOf(file: string): readonly string[] | undefined {
  const names = fields(readModelJson(file).root['userDefinedMetadata'])['classNames'];
  return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
}
