import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runFiles } from '../../../schemas/runDirectory';
import { ended, readEvents, readSummary, startRunner, Workplace } from '../run/harness';
import { useThreads } from '../run/threads';

const onKeptFeatures = {
  'training.trainable': 'head',
  'training.features': 'cached',
  'training.epochs': 1,
  'techniques.augmentation': null,
  'techniques.testTimeAugmentation': null,
};

describe('limit of kept features, in a run', function () {
  // Each starts an engine anew.
  this.timeout(120_000);
  const place = new Workplace();
  useThreads(1);
  after(() => {
    place.dispose();
  });
  const features = () => path.join(place.folder, '.ferexp', 'cache', 'features');
  const run = async (limit: string) => {
    const directory = await place.create(onKeptFeatures);
    const { code } = await ended(startRunner(directory, { FEREXP_FEATURES_GB: limit }));
    return { directory, code };
  };

  it('is told when it is no size', async () => {
    const { directory, code } = await run('plenty');
    assert.equal(code, 2);
    const { message, remedy } = readSummary(directory);
    assert.match(message!, /FEREXP_FEATURES_GB is "plenty"; a number of gigabytes was expected/);
    assert.match(remedy!, /remove it for 10 GB/);
  });

  it('makes room by what others used long ago, keeps its own and says in events and log what went', async () => {
    mkdirSync(features(), { recursive: true });
    const old = path.join(features(), 'ffffffffffffffffffffffffffffffff.features');
    writeFileSync(old, Buffer.alloc(1_200_000));
    const longAgo = new Date(Date.now() - 30 * 86_400_000);
    utimesSync(old, longAgo, longAgo);
    const { directory, code } = await run('0');
    assert.equal(code, 0);
    const kept = readdirSync(features());
    assert.equal(kept.length, 2);
    assert.ok(!kept.includes(path.basename(old)));
    const warnings = readEvents(directory).flatMap((event) => (event.type === 'warning' ? [event.message] : []));
    assert.deepEqual(
      warnings.filter((message) => message.startsWith('Removed')),
      ['Removed 1 older feature file, 1.2 MB, from the cache.'],
    );
    assert.match(readFileSync(path.join(directory, runFiles.log), 'utf8'), /Removed 1 older feature file, 1\.2 MB/);
  });
});
