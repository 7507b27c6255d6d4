/** The engine `tensorflow`. */
import type { EngineProvider } from '../contract';
import { UserError } from '../../../schemas/userError';
import { createTensorFlowEngine } from './create';
import { engineDirectory } from './directory';
import { launchEnvironment } from './environment';
import { inspectInstallation } from './installation';

const remedy = 'Run `ferexp engine setup`, or the command “Set Up TensorFlow Engine” in VS Code.';

/** TensorFlow's own library below TensorFlow.js: set up on demand, for CPUs and NVIDIA GPUs. */
export const tensorFlowProvider: EngineProvider = {
  id: 'tensorflow',
  title: 'TensorFlow',
  rank: 100,

  probe() {
    const state = inspectInstallation(engineDirectory());
    if (!state.ready) return Promise.resolve({ available: false, reason: state.reason, remedy });
    const { marker } = state.installation;
    const device = marker.gpuFound ? 'GPU' : 'CPU';
    return Promise.resolve({ available: true, detail: `TensorFlow ${marker.tensorFlowVersion} (${device}) is set up` });
  },

  async create() {
    const state = inspectInstallation(engineDirectory());
    if (!state.ready) throw new UserError(state.reason, remedy);
    return createTensorFlowEngine(state.installation);
  },

  launchEnvironment() {
    const state = inspectInstallation(engineDirectory());
    return Promise.resolve(launchEnvironment(state.ready ? state.installation : undefined));
  },
};
