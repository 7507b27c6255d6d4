/** Copies the weights of a trained model into a new one with the same layers, layer by layer. */
import type { LayersModel } from '@tensorflow/tfjs';
import { UserError } from '../../schemas/userError';
import type { TF } from '../engine/contract';
import { assignWeights, type StoredWeights } from './stored';
import { baseOf } from '../models/base';

/** The layer that separates the classes. */
const classifierName = 'logits';

/**
 * Gives a model the weights of all layers of the same name, moving averages included. The classifier keeps its own weights when
 * the trained one has other classes or is on top of other layers.
 * @param file of the weights, for messages
 * @param sameClasses whether the trained model has the same classes, as far as is known
 * @returns whether the classifier was taken over too
 * @throws UserError naming the first layer that differs, before any weight has changed
 */
export function takeOver(
  tf: TF,
  model: LayersModel,
  stored: StoredWeights,
  { file, sameClasses }: { readonly file: string; readonly sameClasses: boolean },
): boolean {
  const { preparation, base, head } = baseOf(model);
  const own = new Set([...preparation, ...base, ...head].map(({ name }) => name));
  const others = [...stored.keys()].filter((name) => !own.has(name));
  const classifier = head.find(({ name }) => name === classifierName)!;
  const shape = stored.get(classifierName)?.[0]?.shape;
  const fits = shape?.join() === classifier.weights[0]!.shape.join();
  const whole = sameClasses && fits && others.length === 0;
  try {
    assignWeights(tf, whole ? [...base, classifier] : base, stored, file);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(error.message, remedy(file));
    throw error;
  }
  return whole;
}

function remedy(file: string): string {
  return (
    'A run can only start from a model of the same layers. Use the same model settings as there, or put a new classifier ' +
    `on that one: "model": { "type": "layersModel", "base": ${JSON.stringify(file)} }, without initFrom.`
  );
}
