/** The techniques of a step, made from a plan: on each thread from the same one. */
import type { Engine, ReplicaPlan } from '../engine/contract';
import { createGradientStage, createLoss } from '../techniques';
import type { StepTechniques } from './step';

export function stepTechniques(
  { tf, crossEntropy }: Pick<Engine, 'tf' | 'crossEntropy'>,
  plan: Pick<ReplicaPlan, 'techniques' | 'classCounts'>,
): StepTechniques {
  return {
    loss: createLoss(plan, crossEntropy, { tf, classCounts: plan.classCounts }),
    gradients: createGradientStage(plan),
  };
}
