/** Updates of the optimizers. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { OptimizerUpdates } from '../../contract';
import type { Context } from '../context';
import { define, run, sizeOf } from '../context';

const adamKernel = 'AdamUpdate';
const rmspropKernel = 'RmspropUpdate';
const momentumKernel = 'MomentumUpdate';

type AdamSettings = Parameters<OptimizerUpdates['adam']>[3];
type RmspropSettings = Parameters<OptimizerUpdates['rmsprop']>[3];
type MomentumSettings = Parameters<OptimizerUpdates['momentum']>[3];

/** Never in place: other tensors may share the old values, and stock kernels keep packed copies of weights by tensor. */
function assign(variable: Variable, value: Tensor): void {
  variable.assign(value);
  value.dispose();
}

export function registerOptimizer(context: Context): void {
  const { heap, kernels } = context;
  define<AdamSettings>(context, adamKernel, ({ weight, first, second, gradient }, settings) => {
    const outputs = [heap.output(weight!.shape), heap.output(weight!.shape), heap.output(weight!.shape)] as const;
    kernels.adam(
      heap.address(weight!),
      heap.address(first!),
      heap.address(second!),
      heap.address(gradient!),
      sizeOf(weight!),
      settings.alpha,
      settings.beta1,
      settings.beta2,
      settings.epsilon,
      settings.decay ?? 0,
      heap.address(outputs[0]),
      heap.address(outputs[1]),
      heap.address(outputs[2]),
    );
    return [...outputs];
  });
  define<RmspropSettings>(context, rmspropKernel, ({ weight, square, velocity, gradient }, settings) => {
    const outputs = [heap.output(weight!.shape), heap.output(weight!.shape), heap.output(weight!.shape)] as const;
    kernels.rmsprop(
      heap.address(weight!),
      heap.address(square!),
      heap.address(velocity!),
      heap.address(gradient!),
      sizeOf(weight!),
      settings.learningRate,
      settings.rho,
      settings.momentum,
      settings.epsilon,
      heap.address(outputs[0]),
      heap.address(outputs[1]),
      heap.address(outputs[2]),
    );
    return [...outputs];
  });
  define<MomentumSettings>(context, momentumKernel, ({ weight, velocity, gradient }, settings) => {
    const outputs = [heap.output(weight!.shape), heap.output(weight!.shape)] as const;
    kernels.momentum(
      heap.address(weight!),
      heap.address(velocity!),
      heap.address(gradient!),
      sizeOf(weight!),
      settings.learningRate,
      settings.momentum,
      settings.nesterov ? 1 : 0,
      heap.address(outputs[0]),
      heap.address(outputs[1]),
    );
    return [...outputs];
  });
}

/** One pass over a weight and its moments. */
export function fusedUpdates(context: Context): OptimizerUpdates {
  return {
    adam(weight, moments, gradient, settings) {
      const { first, second } = moments;
      const updated = run<Tensor[]>(context, adamKernel, { weight, first, second, gradient }, settings);
      [weight, first, second].forEach((variable, i) => assign(variable, updated[i]!));
    },
    rmsprop(weight, slots, gradient, settings) {
      const { square, velocity } = slots;
      const updated = run<Tensor[]>(context, rmspropKernel, { weight, square, velocity, gradient }, settings);
      [weight, square, velocity].forEach((variable, i) => assign(variable, updated[i]!));
    },
    momentum(weight, velocity, gradient, settings) {
      const updated = run<Tensor[]>(context, momentumKernel, { weight, velocity, gradient }, settings);
      [weight, velocity].forEach((variable, i) => assign(variable, updated[i]!));
    },
  };
}
