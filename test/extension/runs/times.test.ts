import '../vscodeStub';
import assert from 'node:assert/strict';
import { measuredWords, timeHint } from '../../../extension/runs/timeKnowledge';
import type { Speed } from '../../../results/speeds';
import { fakeResolved } from '../../fixtures/runs';

const measured = (engine: string, model: string, training: number, date = '2026-01-01T00:00:00.000Z'): Speed => ({
  ...{ engine, model, training, date },
  batchSize: 128,
  source: 'run',
});

describe('the hint of time', () => {
  const runs = [0, 1, 2].map((repeat) => fakeResolved({ repeat, epochs: 30, model: { type: 'customCnn' } }));
  const sizes = [22_967, 22_967, 22_967];
  const auto = { engines: ['wasm'], measured: [] };

  it('is of one run on its engine, with all runs beside it', () => {
    // 30 · 22967 / 459 s are 25 min.
    const hint = timeHint(runs, sizes, [measured('wasm', 'customCnn', 459)], auto);
    assert.equal(hint?.text, '≈ 25 min on wasm');
    assert.equal(
      hint?.tooltip,
      'One run, by the last run like it: 459 images/s in batches of 128; all 3 runs about 1 h 20 min',
    );
  });

  it('is an upper limit where a run may stop early', () => {
    const earlyStopping = { monitor: 'validationLoss', patience: 5, minDelta: 0 } as const;
    const early = runs.map((run) => ({ ...run, training: { ...run.training, earlyStopping } }));
    const hint = timeHint(early, sizes, [measured('wasm', 'customCnn', 459)], auto);
    assert.equal(hint?.text, 'at most ≈ 25 min on wasm');
  });

  it('is none without a speed of its model and engine, or without a size', () => {
    assert.equal(timeHint(runs, sizes, [], auto), undefined);
    assert.equal(timeHint(runs, sizes, [measured('wasm', 'smallCnn', 459)], auto), undefined);
    assert.equal(timeHint(runs, [undefined, 1, 1], [measured('wasm', 'customCnn', 459)], auto), undefined);
    const onTensorFlow = runs.map((run) => ({ ...run, engine: 'tensorflow' as const }));
    assert.equal(timeHint(onTensorFlow, sizes, [measured('wasm', 'customCnn', 459)], auto), undefined);
  });
});

describe('what the engines view says of a measurement', () => {
  it('is the newest figure of each model, of that engine, measured and not of a run', () => {
    const speeds: Speed[] = [
      { ...measured('wasm', 'customCnn', 100), source: 'measurement' },
      { ...measured('wasm', 'customCnn', 430.4, '2026-02-01T00:00:00.000Z'), source: 'measurement', batchSize: 32 },
      { ...measured('wasm', 'smallCnn', 2000), source: 'measurement' },
      measured('wasm', 'customCnn', 999, '2026-03-01T00:00:00.000Z'),
      { ...measured('tensorflow', 'customCnn', 800), source: 'measurement' },
    ];
    assert.equal(measuredWords(speeds, 'wasm'), '430 images/s customCnn, 2000 images/s smallCnn');
    assert.equal(measuredWords([], 'wasm'), '');
  });
});
