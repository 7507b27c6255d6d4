import assert from 'node:assert/strict';
import type { TF } from '../../../runner/engine/contract';
import { ExclusiveTimes } from '../../../runner/measure/exclusiveTimes';
import { timeKernels } from '../../../runner/measure/kernels';

describe('profile of an engine that runs operations past the kernels', () => {
  it('counts such an operation under its name, and one that a kernel runs as the kernel', () => {
    let now = 0;
    const tensor = { size: 1, dtype: 'float32', dataId: {} };
    const backend = {
      executeSingleOutput(_operation: string, milliseconds: number) {
        now += milliseconds;
        return tensor;
      },
      executeMultipleOutputs(_operation: string, milliseconds: number) {
        now += milliseconds;
        return [tensor, tensor];
      },
    };
    const { executeSingleOutput } = backend;
    const runtime = { runKernel: (kernel: string) => backend.executeSingleOutput(kernel, 7) };
    const fake = { engine: () => runtime, backend: () => backend, getBackend: () => 'cpu' } as unknown as TF;
    const times = new ExclusiveTimes(() => now);
    const undo = timeKernels(fake, times);
    runtime.runKernel('FusedConv2D');
    backend.executeSingleOutput('ReluGrad', 2);
    backend.executeMultipleOutputs('FusedBatchNormV3', 3);
    undo();
    assert.equal(backend.executeSingleOutput, executeSingleOutput);
    runtime.runKernel('FusedConv2D');
    assert.deepEqual(Object.fromEntries(times.result()), {
      FusedConv2D: { calls: 1, milliseconds: 7 },
      ReluGrad: { calls: 1, milliseconds: 2 },
      FusedBatchNormV3: { calls: 1, milliseconds: 3 },
    });
  });
});
