import assert from 'node:assert/strict';
import { estimateWords, statusWords } from '../../results/words';

describe('words', () => {
  it('say where a run stands', () => {
    const header = { state: 'running', stopping: false, epochs: 30 } as const;
    const splits = { test: { accuracy: 0.841 } } as never;
    assert.equal(statusWords(header), 'starting');
    assert.equal(statusWords({ ...header, epoch: 12 }), 'running 12/30');
    assert.equal(statusWords({ ...header, epoch: 12, stopping: true }), 'stopping 12/30');
    assert.equal(statusWords({ ...header, epoch: 30, phase: { phase: 'evaluating' } }), 'evaluating');
    assert.equal(statusWords({ ...header, state: 'queued' }), 'queued');
    assert.equal(statusWords({ ...header, state: 'completed' }, { splits }), 'done 84.1 %');
    assert.equal(statusWords({ ...header, state: 'completed' }, { splits: {} }), 'done');
    assert.equal(statusWords({ ...header, state: 'cancelled' }), 'stopped');
    assert.equal(statusWords({ ...header, state: 'interrupted' }), 'interrupted');
    assert.equal(statusWords({ ...header, state: 'failed' }), 'failed');
  });

  it('say how many runs an estimate is of', () => {
    assert.equal(
      estimateWords({ mean: 0.841, low: 0.837, high: 0.845, count: 3, minimum: 0.83, maximum: 0.85 }),
      '84.1 %, 3 runs: 83.0 to 85.0 %',
    );
    assert.equal(estimateWords({ mean: 0.841, count: 1, minimum: 0.841, maximum: 0.841 }), '84.1 %, 1 run');
  });
});
