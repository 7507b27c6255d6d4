/** Provides PyTorch, to measure the engines against: about 5 GB on Linux, where its package brings the libraries of GPUs too. */
import { PythonEnvironment } from './python';

export const torchVersion = '2.5.1';

const environment = new PythonEnvironment(`torch-${torchVersion}`, [`torch==${torchVersion}`, 'numpy==2.2.6']);

/** Creates the environment once. @returns the interpreter */
export const provisionTorch = (): Promise<string> => environment.provision();
