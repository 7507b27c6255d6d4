import { cpus } from 'node:os';
import type { Engine } from '../engine';
import { loadBackend } from './backend';
import type { Context } from './context';
import { GeometryBlock } from './geometry';
import { Heap } from './heap';
import { loadKernels } from './kernelModule';
import { patchBatchNorm } from './layers/batchNorm';
import { patchConv2D } from './layers/conv2d';
import { DropoutSeeds, patchDropout } from './layers/dropout';
import { patchRegularizer } from './layers/regularizer';
import { registerActivation } from './ops/activation';
import { registerBatchNorm } from './ops/batchNorm';
import { registerConvBiasActivation } from './ops/convBiasActivation';
import { registerConvolution } from './ops/convolution';
import { registerDropout } from './ops/dropout';
import { registerIdentity } from './ops/identity';
import { registerL2 } from './ops/l2';
import { registerMatMul } from './ops/matMul';
import { fusedUpdates, registerOptimizer } from './ops/optimizer';
import { registerPooling } from './ops/pooling';

const kernelFamilies = [
  registerConvolution,
  registerActivation,
  registerConvBiasActivation,
  registerBatchNorm,
  registerPooling,
  registerDropout,
  registerL2,
  registerMatMul,
  registerIdentity,
  registerOptimizer,
];

async function start(): Promise<Engine> {
  const { tf, backend, version } = await loadBackend();
  const heap = new Heap(backend);
  const loaded = loadKernels(heap.memory);
  const context: Context = { tf, heap, kernels: loaded.kernels, geometry: new GeometryBlock(heap) };
  const seeds = new DropoutSeeds();
  for (const register of kernelFamilies) register(context);
  patchConv2D(context);
  patchBatchNorm(context);
  patchDropout(context, seeds);
  patchRegularizer(context);
  return {
    tf,
    description: {
      id: 'wasm',
      backend: `${tf.getBackend()} (TensorFlow.js ${tf.version.tfjs} with kernels of this project)`,
      backendVersion: version,
      device: `CPU, 1 thread (${cpus()[0]?.model.trim() ?? 'unknown'})`,
      features: [loaded.feature],
      threads: 1,
    },
    updates: fusedUpdates(context),
    beginStep: (seed) => seeds.beginStep(seed),
    dispose: () => {
      heap.releaseScratch();
      return Promise.resolve();
    },
  };
}

let running: Promise<Engine> | undefined;

/**
 * The embedded engine. Registrations are global to TensorFlow.js, so there is one a process: a second call gives the
 * same one.
 */
export function createWasmEngine(): Promise<Engine> {
  running ??= start();
  return running;
}
