/** What a run with test-time augmentation answers for one face: its network sees several copies of it. */
import type { CopiesOf } from '../../schemas/explanations';
import { mostProbable } from '../../storage/run/predictions';
import { createCombiner } from '../evaluate/combination';
import type { PredictPipeline } from '../techniques';
import type { Draw } from '../techniques/technique';
import type { LogitModel } from './logitModel';
import { softmax } from './softmax';

/**
 * @param grey values 0–255, `height · width`
 * @param draw of a run's test: the same seed and example give the copies that the test had
 */
export async function askCopies(
  model: LogitModel,
  grey: Uint8Array,
  { samples, combine, transform }: PredictPipeline,
  draw: Pick<Draw, 'seed' | 'example'>,
): Promise<CopiesOf> {
  const pixels = new Float32Array(samples * model.size);
  for (let epoch = 0; epoch < samples; epoch++) {
    transform(grey, pixels.subarray(epoch * model.size, (epoch + 1) * model.size), { ...draw, epoch });
  }
  const logits = await model.logits(pixels);
  const combiner = createCombiner(combine, 1, model.classes);
  const votes = new Array<number>(model.classes).fill(0);
  for (let start = 0; start < logits.length; start += model.classes) {
    const probabilities = Float32Array.from(softmax(logits.subarray(start, start + model.classes)));
    votes[mostProbable(probabilities, 0, model.classes)]!++;
    combiner.add(probabilities);
  }
  return { probabilities: [...combiner.combined()], votes };
}
