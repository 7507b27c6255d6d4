/** The techniques of a step, made from a plan: on each thread from the same one. */
import type { Engine, ReplicaPlan } from '../engine/contract';
import { createGradientStage, createImportanceStage, createLoss, createTeacherStage } from '../techniques';
import type { StepTechniques, Teaching } from './step';

/** @param teacher whose answers the plan asks for, if it does */
export function stepTechniques(
  { tf, crossEntropy }: Pick<Engine, 'tf' | 'crossEntropy'>,
  plan: Pick<ReplicaPlan, 'techniques' | 'classCounts'>,
  teacher?: Pick<Teaching, 'answer'>,
): StepTechniques {
  const combine = createTeacherStage(plan, tf);
  return {
    loss: createLoss(plan, crossEntropy, { tf, classCounts: plan.classCounts }),
    gradients: createGradientStage(plan),
    weighing: createImportanceStage(plan, tf),
    ...(combine && teacher && { teaching: { answer: (batch) => teacher.answer(batch), combine } }),
  };
}
