/** The real engine, where it is set up. The suite's runner sets it up before it starts the tests. */
import type { Engine } from '../../../../runner/engine/contract';
import { engineDirectory } from '../../../../runner/engine/tensorflow/directory';
import { inspectInstallation } from '../../../../runner/engine/tensorflow/installation';
import { tensorFlowProvider } from '../../../../runner/engine/tensorflow/provider';

const state = inspectInstallation(engineDirectory());

/** It is set up here. */
export const isReal = state.ready;

/** A suite on the real engine; skipped as a whole, with the reason in its title, where there is none. */
export function describeReal(title: string, suite: () => void): void {
  if (state.ready)
    describe(title, () => {
      suite();
      // The binding brings its own copy of TensorFlow.js, which counts names of variables anew in the registry that all
      // copies share: those left here would be in the way of other engines' tests.
      after(async () => {
        (await realEngine()).tf.disposeVariables();
      });
    });
  else describe.skip(`${title}: skipped. ${state.reason} Run \`ferexp engine setup\`.`, suite);
}

/** One a process: the second call gives the same, in force again where another test took another backend meanwhile. */
export async function realEngine(): Promise<Engine> {
  const engine = await tensorFlowProvider.create();
  await engine.tf.setBackend('tensorflow');
  return engine;
}
