/** Sharpness-aware minimisation (Foret et al., 2021): the gradient is taken where the loss near the weights is highest. */
import { own } from '../../schemas/own';
import type { ComputedStep } from '../engine/contract';
import { globalNorm } from '../engine/globalNorm';
import type { GradientPass, GradientTechnique } from './technique';

export const sam: GradientTechnique = {
  name: 'sam',
  actsOn: 'gradients',
  create({ sam: settings }) {
    if (!settings) return undefined;
    return (pass) => sharpnessAware(pass, settings.rho);
  },
};

/**
 * Computes the gradient g at the weights w, then the gradient at w + ρ g / ‖g‖, which the optimizer gets. Loss and right
 * answers are those at w. The moving averages of batch normalisation take in the batch once, in the second pass.
 */
function sharpnessAware(pass: GradientPass, rho: number): ComputedStep {
  const { tf, variables } = pass;
  const averages = pass.readAverages();
  const first = pass.compute();
  pass.writeAverages(averages);
  const kept = variables.map((variable) => tf.clone(variable));
  tf.tidy(() => {
    const scale = tf.div(rho, tf.add(globalNorm(tf, first.gradients), 1e-12));
    variables.forEach((variable, i) => {
      variable.assign(tf.add(kept[i]!, tf.mul(own(first.gradients, variable.name)!, scale)));
    });
  });
  const second = pass.compute();
  variables.forEach((variable, i) => variable.assign(kept[i]!));
  tf.dispose([averages, kept, first.gradients, second.loss, second.correct]);
  return { ...first, gradients: second.gradients };
}
