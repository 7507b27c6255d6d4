/** Creates the TensorFlow engine. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { Engine } from '../contract';
import { cpuThreads, gpuName } from './device';
import type { Installation } from './installation';
import { loadTensorFlow } from './load';
import { NativeBackend } from './native/backend';
import { accelerateBatchNormalization } from './native/batchNormalization';
import { registerBias } from './native/bias';
import { accelerateConvolution } from './native/convolution';
import { accelerateConvolutionGradients } from './native/convolutionGradients';
import { nativeCrossEntropy } from './native/crossEntropy';
import { DropoutState, replaceDropout } from './native/dropout';
import { prepareModel } from './native/inference';
import { registerMaxPool } from './native/maxPool';
import { accelerateRegularizer } from './native/regularizer';
import { refuseUnequalStrides } from './native/strides';
import { safeStridedPoints } from './native/stridedPoints';
import { registerRelu } from './native/relu';
import { optimizerUpdates } from './updates';

// The package and the gradients below its layers can be registered only once per process.
let loaded: Promise<Engine> | undefined;

/** Loads TensorFlow and puts its own operations below the stock layers. One per process: a second call returns the same one. */
export function createTensorFlowEngine(installation: Installation): Promise<Engine> {
  loaded ??= create(installation);
  return loaded;
}

async function create(installation: Installation): Promise<Engine> {
  const tf = loadTensorFlow(installation);
  await tf.ready();
  const native = new NativeBackend(tf);
  const dropout = new DropoutState();
  registerRelu(native);
  registerBias(native);
  const fusedConvolution = accelerateConvolution(native);
  const faster = [
    fusedConvolution,
    accelerateConvolutionGradients(native),
    registerMaxPool(native),
    accelerateBatchNormalization(native),
  ];
  safeStridedPoints(native);
  refuseUnequalStrides(native);
  accelerateRegularizer(native);
  replaceDropout(native, dropout);
  const threads = cpuThreads();
  return {
    tf,
    description: {
      id: 'tensorflow',
      backend: 'tensorflow',
      backendVersion: `TensorFlow.js ${installation.marker.bindingVersion}, TensorFlow ${native.version}`,
      device: native.usesGpu ? gpuName() : `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
      features: faster.every(Boolean) ? ['oneDNN'] : [],
      threads,
    },
    updates: optimizerUpdates(native),
    crossEntropy: nativeCrossEntropy(native),
    beginStep(seed) {
      dropout.beginStep(seed);
    },
    ...(fusedConvolution && { prepareModel: (model: LayersModel) => prepareModel(native, model) }),
    dispose() {
      // TensorFlow's memory is freed with the process; tensors and variables belong to their creators.
      return Promise.resolve();
    },
  };
}
