import assert from 'node:assert/strict';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { Heap } from '../../../../runner/engine/wasm/heap';
import { UserError } from '../../../../schemas/userError';

/** A backend of one page whose allocator gives what the test says; a real one near 4 GB is no good to anyone after. */
function backendThatGives(address: number) {
  const tensors = new Map<object, { memoryOffset: number }>();
  const memory = new WebAssembly.Memory({ initial: 1 });
  const backend = {
    wasm: { asm: { memory }, _malloc: () => address, _free: () => undefined },
    dataIdMap: tensors,
    makeOutput(shape: number[], dtype: string) {
      const dataId = {};
      tensors.set(dataId, { memoryOffset: address });
      return { dataId, shape, dtype };
    },
  };
  return { heap: new Heap(backend as unknown as BackendWasm), tensors };
}

const page = 65536;
const toldWhatToDo = (error: unknown) =>
  error instanceof UserError && /out of memory/.test(error.message) && /batchSize/.test(error.remedy!);

describe('embedded engine: heap', () => {
  for (const [what, address] of [
    ['nothing', 0],
    ['a block that ends beyond the memory', page - 12],
    ['a block above 2 GB beyond the memory', -4096],
  ] as const) {
    it(`says what to do when the allocator gives ${what}`, () => {
      const { heap, tensors } = backendThatGives(address);
      assert.throws(() => heap.output([4]), toldWhatToDo);
      assert.throws(() => heap.scratch(4), toldWhatToDo);
      assert.equal(tensors.size, 0);
    });
  }

  it('refuses more bytes than 32 bits count, of which the allocator sees only the rest', () => {
    const { heap } = backendThatGives(1024);
    assert.throws(() => heap.output([1024, 1024, 1024]), toldWhatToDo);
    assert.throws(() => heap.allocate(2 ** 32), toldWhatToDo);
  });

  it('takes a block that ends with the memory, and empty tensors', () => {
    const { heap } = backendThatGives(page - 16);
    assert.equal(heap.address(heap.output([4])), page - 16);
    assert.deepEqual(backendThatGives(0).heap.output([0, 3]).shape, [0, 3]);
  });
});
