/** Provides Keras on the same TensorFlow as the engine, about 1.5 GB. */
import { tensorFlowVersion } from '../../runner/engine/tensorflow/versions';
import { PythonEnvironment } from './python';
import { provisionNotebooks } from './notebooks';
import { provisionWeights } from './weights';

const environment = new PythonEnvironment(`keras-tensorflow-${tensorFlowVersion}`, [
  `tensorflow-cpu==${tensorFlowVersion}`,
  'keras==3.15.1',
]);

/** The interpreter, if the environment already exists. */
export const kerasPython = (): string | undefined => environment.interpreter;

/** Creates the environment once. @returns the interpreter */
export const provisionKeras = (): Promise<string> => environment.provision();

if (process.argv[1] === __filename) {
  provisionKeras()
    .then(provisionWeights)
    .then(provisionNotebooks)
    .catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    });
}
