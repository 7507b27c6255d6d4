import assert from 'node:assert/strict';
import { threadShare } from '../../cli/queue/threadShare';

describe('threadShare', () => {
  it('leaves all threads to a run that goes on alone', () => {
    assert.deepEqual(threadShare(1, {}, 8), {});
  });

  it('divides the cores, rounded down, and gives each run one at least', () => {
    const all = (share: string) => ({
      FEREXP_WASM_WORKERS: share,
      TF_NUM_INTRAOP_THREADS: share,
      TF_NUM_INTEROP_THREADS: share,
    });
    assert.deepEqual(threadShare(3, {}, 8), all('2'));
    assert.deepEqual(threadShare(4, {}, 2), all('1'));
  });

  it('keeps what the person has set', () => {
    assert.deepEqual(threadShare(2, { FEREXP_WASM_WORKERS: '7', TF_NUM_INTEROP_THREADS: '' }, 8), {
      TF_NUM_INTRAOP_THREADS: '4',
      TF_NUM_INTEROP_THREADS: '4',
    });
  });
});
