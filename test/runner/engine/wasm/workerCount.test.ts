import assert from 'node:assert/strict';
import { requestedWorkers, workerCount } from '../../../../runner/engine/wasm/workerCount';

const asked = (text: string) => ({ FEREXP_WASM_WORKERS: text });

describe('embedded engine: number of threads', () => {
  it('is one a core, unless a share of the batch would be smaller than 8', () => {
    assert.equal(workerCount({ batchSize: 128 }, {}, 4), 4);
    assert.equal(workerCount({ batchSize: 32 }, {}, 64), 4);
    assert.equal(workerCount({ batchSize: 15 }, {}, 4), 1);
    assert.equal(workerCount({ batchSize: 1 }, {}, 4), 1);
    assert.equal(workerCount({}, {}, 4), 1);
  });

  it('is what the run began with, whatever the cores', () => {
    assert.equal(workerCount({ batchSize: 128, threads: 6 }, {}, 2), 6);
    assert.equal(workerCount({ batchSize: 128, threads: 1 }, {}, 8), 1);
  });

  it('is what the environment says before all else', () => {
    assert.equal(workerCount({ batchSize: 128, threads: 6 }, asked('3'), 2), 3);
    assert.equal(workerCount({ batchSize: 128 }, asked('1'), 8), 1);
    assert.equal(workerCount({ batchSize: 16 }, asked('9'), 8), 2);
    assert.equal(workerCount({ batchSize: 128 }, asked(''), 8), 8);
  });

  for (const text of ['0', '-1', '1.5', 'two', '1000']) {
    it(`is not "${text}"`, () => {
      assert.throws(() => requestedWorkers(asked(text)), {
        name: 'UserError',
        message: `The environment variable FEREXP_WASM_WORKERS is "${text}"; a number of threads from 1 to 999 was expected.`,
      });
    });
  }
});
