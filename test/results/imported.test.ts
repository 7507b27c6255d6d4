/** Networks that were trained elsewhere, in a comparison: compared with runs here, and no more said of them than is known. */
import assert from 'node:assert/strict';
import { resultInWords } from '../../results/variantResult';
import { runSpeeds } from '../../results/speeds';
import { sizedRuns } from '../../results/knownSizes';
import { RunFollower } from '../../results/runFollower';
import { rowOf, useComparison } from './comparing';

const accuracies = [0.78, 0.785, 0.772];
const better = [0.798, 0.8, 0.791];

describe('an imported row', () => {
  const { writeVariant, records, compare } = useComparison();
  const torch = { framework: 'PyTorch' };

  it('is paired with imported networks of the same framework and seed', async () => {
    writeVariant('base', 1, accuracies, { imported: torch });
    writeVariant('flip', 2, better, { imported: torch });
    const { difference } = rowOf(await compare(), 'flip');
    assert.equal(difference?.test, 'paired');
    // As networks here with these seeds: test/fixtures/statistics/statistics.py, crossed(flip − base).
    assert.ok(Math.abs(difference.low - 0.010432301389598215) < 1e-6, String(difference.low));
  });

  it('is not paired by seed with networks here, of another framework, or of none that was stated', async () => {
    writeVariant('base', 1, accuracies);
    writeVariant('torch', 2, better, { imported: torch });
    writeVariant('keras', 3, better, { imported: { framework: 'Keras' } });
    writeVariant('nameless', 4, better, { imported: {} });
    writeVariant('seedless', 5, better, { imported: { ...torch, seedless: true } });
    const view = await compare();
    for (const variant of ['torch', 'keras', 'nameless', 'seedless']) {
      const { difference } = rowOf(view, variant);
      assert.equal(difference?.test, 'unpaired', variant);
      assert.deepEqual(difference.networks, [3, 3]);
      assert.match(difference.words, /3 against 3 networks, not paired by seed/);
    }
    const { difference } = rowOf(await compare(rowOf(view, 'torch').id), 'keras');
    assert.equal(difference?.test, 'unpaired');
  });

  it('that differs says on what condition', async () => {
    writeVariant('base', 1, accuracies);
    writeVariant('torch', 2, [0.83, 0.835, 0.84], { imported: torch });
    const { difference } = rowOf(await compare(), 'torch');
    assert.match(difference!.words, /^Real: .*; provided that no imported network was trained on these faces$/);
  });

  it('of a single network is not told to use the seeds of the other row', async () => {
    writeVariant('base', 1, accuracies);
    writeVariant('torch', 2, [0.8], { imported: torch });
    const { difference } = rowOf(await compare(), 'torch');
    assert.equal(difference?.test, 'oneAgainstSeveral');
    assert.match(difference.words, /repeat both, each with 3 seeds or more/);
  });

  it('counts every network without a seed, and the newest of each seed', async () => {
    writeVariant('torch', 1, accuracies, { imported: { ...torch, seedless: true } });
    assert.equal(rowOf(await compare(), 'torch').metrics.testAccuracy?.count, 3);
    writeVariant('once', 2, accuracies, { imported: torch, seed: 4 });
    const once = rowOf(await compare(), 'once');
    assert.equal(once.metrics.testAccuracy?.count, 1);
    assert.match(once.notes.join(' '), /2 older runs with the same seed left out/);
  });

  it('shows nothing of a training that nobody stated, and teaches no speed and no size', async () => {
    const [directory] = writeVariant('torch', 1, [0.8], { imported: { epochs: 12 } });
    const all = await records();
    const { header } = all[0]!;
    assert.deepEqual(
      [header.epochs, header.epoch, header.engine, header.parameters, header.repeats],
      [12, ...Array(4)],
    );
    assert.equal(header.resumable, false);
    assert.deepEqual(await runSpeeds(all, { cpu: 'Fake CPU', processors: 2 }), []);
    assert.deepEqual([...sizedRuns(all)], []);
    assert.equal(resultInWords(all), '80.0 %, 1 run');
    const follower = new RunFollower(directory!);
    await follower.read();
    const view = follower.view();
    assert.deepEqual([view.epochs, view.batches, view.header.warnings], [[], [], []]);
    const { settings } = rowOf(await compare(), 'torch');
    assert.equal(settings['training.epochs'], 12);
    assert.deepEqual(
      Object.keys(settings).filter((path) => /^(model|techniques|initFrom)/.test(path)),
      [],
    );
  });

  it('makes no column of what is unknown', async () => {
    writeVariant('base', 1, accuracies);
    writeVariant('torch', 2, better, { imported: torch });
    assert.deepEqual((await compare()).differing, []);
    writeVariant('dropout', 3, better, { model: { dropout: 0.5 } });
    assert.deepEqual((await compare()).differing, ['model.dropout']);
  });
});
