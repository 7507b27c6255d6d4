import assert from 'node:assert/strict';
import os from 'node:os';
import { cpuThreads } from '../../../../runner/engine/tensorflow/device';

describe('threads of TensorFlow', () => {
  it('are as many as its variable asks for, else one a core', () => {
    assert.equal(cpuThreads({ TF_NUM_INTRAOP_THREADS: '3' }), 3);
    for (const text of [undefined, '', '0', 'two']) {
      assert.equal(cpuThreads({ TF_NUM_INTRAOP_THREADS: text }), os.availableParallelism());
    }
  });
});
