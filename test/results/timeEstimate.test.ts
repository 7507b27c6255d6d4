import assert from 'node:assert/strict';
import { resolveRuns } from '../../experiment/resolve';
import { parseExperiment } from '../../experiment/parse';
import type { ResolvedExperiment } from '../../experiment/types';
import { runSeconds } from '../../results/timeEstimate';
import { roughDuration } from '../../words/numbers';

function resolved(changes: Record<string, unknown> = {}): ResolvedExperiment {
  const file = {
    version: 1,
    name: 'x',
    data: { source: 'synthetic', validation: { fraction: 0.2 }, test: ['publicTest', 'privateTest'] },
    model: { type: 'smallCnn' },
    training: { epochs: 10 },
    ...changes,
  };
  return resolveRuns(parseExperiment(JSON.stringify(file)).file!, { path: '/x.ferexp.json' })[0]!;
}

describe('time of a run', () => {
  it('is training and validation of every epoch and one evaluation at the end, by a measurement', () => {
    // 800 images to train on are 200 to validate on; 10 epochs of 800 / 100 s and 200 / 1000 s.
    const training = 10 * 8 + 10 * 0.2;
    // Then all 1000 once, and two test parts, each FER2013's share of 3589 / 28709 of them.
    const evaluation = 1 + 2 * (3589 / 28_709);
    const seconds = runSeconds(resolved(), 800, { training: 100, inference: 1000 });
    assert.ok(Math.abs(seconds - training - evaluation) < 1e-9, String(seconds));
  });

  it('is the time of the epochs by a run, whose epochs validated too', () => {
    assert.equal(runSeconds(resolved(), 800, { training: 100 }), 80);
    assert.equal(runSeconds(resolved(), 800, { training: 100, overheadSeconds: 2.5 }), 82.5);
  });

  it('counts the copies of test-time augmentation', () => {
    const speed = { training: 100, inference: 1000 };
    const techniques = { testTimeAugmentation: { samples: 8, augmentation: { horizontalFlip: true } } };
    const more = runSeconds(resolved({ techniques }), 800, speed) - runSeconds(resolved(), 800, speed);
    assert.ok(Math.abs(more - 8 * 2 * (3589 / 28_709)) < 1e-9, String(more));
  });

  it('counts both passes of a sharpness-aware step, and what averages and statistics predict after an epoch', () => {
    const speed = { training: 100, inference: 1000 };
    const more = (techniques: object) =>
      runSeconds(resolved({ techniques }), 800, speed) - runSeconds(resolved(), 800, speed);
    const close = (seconds: number, expected: number) =>
      assert.ok(Math.abs(seconds - expected) < 1e-9, String(seconds));
    close(more({ sam: {} }), 10 * 8);
    // A teacher predicts each training face once, and in each pass of a sharpness-aware step.
    const taught = { distillation: { from: { run: 'r' } } };
    close(more(taught), 10 * 0.8);
    close(more({ ...taught, sam: {} }), 10 * (8 + 2 * 0.8));
    // By its own speed, where that is known, and never twice.
    const timed = (speed: Parameters<typeof runSeconds>[2]) => runSeconds(resolved({ techniques: taught }), 800, speed);
    close(timed({ ...speed, answering: 50 }) - timed(speed), (10 * 800) / 50 - 10 * 0.8);
    close(timed({ training: 100, answering: 400 }), 80 + 20);
    close(timed({ training: 100, taught: true }), 80);
    close(more({ ema: {} }), 10 * 0.2);
    // The last quarter of the epochs has an average, and takes statistics over all 800 faces, since 4,096 are not there.
    close(more({ swa: {} }), 10 * 0.25 * (0.2 + 0.8));
    close(more({ preciseBatchNorm: { images: 500 } }), 10 * 0.5);
    assert.equal(runSeconds(resolved({ techniques: { sam: {} } }), 800, { training: 100 }), 160);
  });

  it('counts fine tuning, and what is below a head once where it is kept', () => {
    const speed = { training: 10, inference: 100 };
    const model = { type: 'resnet50', weights: 'random', inputSize: 48 };
    const time = (training: object) =>
      runSeconds(resolved({ model, training: { epochs: 30, ...training } }), 800, speed);
    const base = time({ epochs: 0 });
    const close = (seconds: number, expected: number) => assert.ok(Math.abs(seconds - base - expected) < 1e-9);
    close(time({}), (800 + 200) / 100);
    close(time({ features: 3 }), (3 * 800 + 200) / 100);
    close(time({ features: 'live' }), (30 * 1000) / 100);
    close(time({ fineTuning: { epochs: 5 } }), (800 + 200) / 100 + 5 * (80 + 2));
    // By a run that trained all: a forward pass is a third of a step.
    const byRun = runSeconds(resolved({ model, training: { epochs: 30 } }), 800, { training: 10 });
    assert.ok(Math.abs(byRun - 1000 / 30) < 1e-9, String(byRun));
  });

  it('grows with the epochs and falls with the speed', () => {
    const twice = runSeconds(resolved({ training: { epochs: 20 } }), 800, { training: 100 });
    assert.equal(twice, 160);
    assert.equal(runSeconds(resolved(), 800, { training: 200 }), 40);
  });
});

describe('rough duration', () => {
  it('has as many digits as an estimate is worth', () => {
    const cases: [number, string][] = [
      [0, '5 s'],
      [43, '45 s'],
      [58, '1 min'],
      [89, '1 min'],
      [1511, '25 min'],
      [3590, '1 h'],
      [9000, '2 h 30 min'],
      [9200, '2 h 30 min'],
      [40_000, '11 h'],
      [100_000, '1 d 4 h'],
    ];
    for (const [seconds, words] of cases) assert.equal(roughDuration(seconds), words, String(seconds));
  });
});
