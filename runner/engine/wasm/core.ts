/** Starts the embedded engine on one thread. */
import { cpus } from 'node:os';
import type { Engine } from '../contract';
import { loadBackend } from './backend';
import type { Context } from './context';
import { GeometryBlock } from './geometry';
import { Heap } from './heap';
import { type KernelFeature, loadKernels } from './kernelModule';
import { patchBatchNorm } from './layers/batchNorm';
import { patchConv2D } from './layers/conv2d';
import { DropoutSeeds, patchDropout } from './layers/dropout';
import { patchRegularizer } from './layers/regularizer';
import { patchRelu6 } from './layers/relu6';
import { registerActivation } from './ops/activation';
import { registerBatchNorm } from './ops/batchNorm';
import { registerCast } from './ops/cast';
import { registerChannels } from './ops/channels';
import { registerConvBiasActivation } from './ops/convBiasActivation';
import { registerConvolution } from './ops/convolution';
import { fusedCrossEntropy, registerCrossEntropy } from './ops/crossEntropy';
import { registerDepthwise } from './ops/depthwise';
import { registerDropout } from './ops/dropout';
import { registerIdentity } from './ops/identity';
import { registerL2 } from './ops/l2';
import { registerMatMul } from './ops/matMul';
import { registerOneHot } from './ops/oneHot';
import { fusedUpdates, registerOptimizer } from './ops/optimizer';
import { registerPooling } from './ops/pooling';
import { dropOtherKernels } from './stockKernels';

const kernelFamilies = [
  registerConvolution,
  registerDepthwise,
  registerActivation,
  registerConvBiasActivation,
  registerBatchNorm,
  registerPooling,
  registerChannels,
  registerDropout,
  registerL2,
  registerCrossEntropy,
  registerMatMul,
  registerIdentity,
  registerOneHot,
  registerCast,
  registerOptimizer,
];

/** The engine on one thread, with what only this folder knows. */
export interface Core {
  readonly engine: Engine;
  readonly context: Context;
}

async function start(feature?: KernelFeature): Promise<Core> {
  const { tf, backend, version } = await loadBackend();
  const heap = new Heap(backend);
  const loaded = loadKernels(heap.memory, feature);
  const context: Context = { tf, heap, kernels: loaded.kernels, geometry: new GeometryBlock(heap) };
  const seeds = new DropoutSeeds();
  dropOtherKernels(tf);
  for (const register of kernelFamilies) register(context);
  patchConv2D(context);
  patchBatchNorm(context);
  patchDropout(context, seeds);
  patchRegularizer(context);
  patchRelu6(context);
  const engine: Engine = {
    tf,
    description: {
      id: 'wasm',
      backend: `${tf.getBackend()} (TensorFlow.js ${tf.version.tfjs} with kernels of this project)`,
      backendVersion: version,
      device: deviceName(1),
      features: [loaded.feature],
      threads: 1,
    },
    updates: fusedUpdates(context),
    crossEntropy: fusedCrossEntropy(context),
    beginStep: (seed) => seeds.beginStep(seed),
    dispose: () => {
      heap.releaseScratch();
      return Promise.resolve();
    },
  };
  return { engine, context };
}

let running: Promise<Core> | undefined;

/**
 * Registrations are global to TensorFlow.js, so there is one engine per thread: a second call returns the same one.
 * @param feature forces one variant of the kernels
 */
export function startCore(feature?: KernelFeature): Promise<Core> {
  running ??= start(feature);
  return running;
}

export function deviceName(threads: number): string {
  return `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'} (${cpus()[0]?.model.trim() ?? 'unknown'})`;
}
