import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runProcess } from '../../../runner/run/process';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { readSummary, Workplace } from './harness';

const source = path.join(process.env['FER2013_DIR'] ?? '', 'fer2013.csv');
const there = process.env['FER2013_DIR'] !== undefined && existsSync(source);

describe('the small CNN on a tenth of FER2013', () => {
  const place = new Workplace();
  before(async function () {
    this.timeout(buildTimeout);
    // One a process: other tests may have left it on another backend.
    await embeddedEngine();
  });
  after(() => {
    place.dispose();
  });

  // Five passes over 2,300 faces.
  const title = 'beats the most frequent class by five standard errors';
  const check = async () => {
    const directory = await place.create({
      'data.source': source,
      'data.fraction': 0.1,
      'training.epochs': 5,
      'training.batchSize': 32,
      'techniques.testTimeAugmentation': null,
    });
    assert.equal(await runProcess(directory, () => undefined), 0);
    const { accuracy, examples, classes } = readSummary(directory).splits['test']!;
    // Whoever always names the most frequent class reaches its share; chance alone moves that by its standard error.
    const share = Math.max(...classes.map(({ support }) => support)) / examples;
    const margin = 5 * Math.sqrt((share * (1 - share)) / examples);
    assert.ok(accuracy > share + margin, `${accuracy} of ${examples}, where ${share} + ${margin} was to be beaten`);
  };
  if (there) it(title, check).timeout(300_000);
  else it.skip(`${title} (FER2013_DIR names no folder with fer2013.csv)`);
});
