import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeSyntheticCsv } from '../../../runner/data/synthetic';
import { runProcess } from '../../../runner/run/process';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { readSummary, Workplace } from './harness';
import { useThreads } from './threads';

const header = 'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';

/** Every third training face splits the annotators five to five: no majority, and yet a soft label. */
function votesFor(csv: string): { text: string; undecided: number } {
  const rows = csv.trimEnd().split('\n').slice(1);
  let undecided = 0;
  const lines = rows.map((row, index) => {
    const usage = row.slice(row.lastIndexOf(',') + 1);
    const split = usage === 'Training' && index % 3 === 0;
    if (split) undecided++;
    const votes = new Array<number>(10).fill(0);
    votes[index % 7] = split ? 5 : 10;
    if (split) votes[(index + 1) % 7] = 5;
    return [usage, `face${index}.png`, ...votes].join(',');
  });
  return { text: `${[header, ...lines].join('\n')}\n`, undecided };
}

describe('a run on soft FER+ labels', () => {
  const place = new Workplace();
  useThreads(1);
  const source = path.join(place.folder, 'faces.csv');
  const votes = path.join(place.folder, 'votes.csv');
  let undecided = 0;
  const { log } = console;
  before(async function () {
    this.timeout(buildTimeout);
    await embeddedEngine();
    await writeSyntheticCsv(source, { training: 80, test: 24, seed: 5, labelNoise: 0 });
    const made = votesFor(readFileSync(source, 'utf8'));
    undecided = made.undecided;
    writeFileSync(votes, made.text);
    console.log = () => undefined;
  });
  after(() => {
    console.log = log;
    place.dispose();
  });

  it('trains ten classes where unknown images are kept', async () => {
    const directory = await place.create({
      'data.source': source,
      'data.labels': { scheme: 'fer+', votes, rule: 'crossEntropy', unknown: 'class' },
      'training.epochs': 1,
    });
    assert.equal(await runProcess(directory, () => undefined), 0);
    const { classNames, splits } = readSummary(directory);
    assert.deepEqual(classNames!.slice(-2), ['unknown', 'not-a-face']);
    assert.equal(splits['test']!.confusion.length, 10);
  });

  for (const rule of ['probability', 'crossEntropy', 'multiTarget'] as const) {
    it(`trains by ${rule} on faces without a majority, and evaluates on those with one`, async () => {
      const directory = await place.create({
        'data.source': source,
        'data.labels': { scheme: 'fer+', votes, rule },
        'training.epochs': 1,
        'techniques.labelSmoothing': null,
      });
      assert.equal(await runProcess(directory, () => undefined), 0);
      const { splits } = readSummary(directory);
      assert.equal(splits['train']!.examples + splits['validation']!.examples, 80 - undecided);
      assert.equal(splits['test']!.examples, 24);
    });
  }
});
