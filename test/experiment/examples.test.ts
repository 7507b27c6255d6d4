import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkExperiment } from '../../experiment/checks';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';

const folder = path.join(__dirname, '..', '..', 'examples');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ferexp.json'),
);

/** What examples do on purpose: the paired study measures what hurts, too. */
const onPurpose: Readonly<Record<string, readonly string[]>> = { 'paired-fer': ['vertical-flip', 'brightness-dark'] };

describe('examples', () => {
  it('are there', () => assert.ok(files.length >= 3));

  for (const relative of files) {
    const name = path.basename(relative, '.ferexp.json');
    it(`${relative} is valid and raises no concern where its data is`, () => {
      const file = path.join(folder, relative);
      const parsed = parseExperiment(readFileSync(file, 'utf8'));
      assert.deepEqual(parsed.problems, []);
      const problems = checkExperiment(parsed, { path: file, exists: () => true, folder });
      assert.deepEqual(
        problems.map(({ code }) => code),
        onPurpose[name] ?? [],
        problems.map(({ message }) => message).join('\n'),
      );
      assert.equal(parsed.file?.name, name);
    });
  }
});

describe('the study, row by row', () => {
  /** Published test accuracy in percent of every row, from the study's table. */
  const table: Readonly<Record<string, readonly number[]>> = {
    'fer-1-transfer': [54.68],
    'fer-2-fine-tuning': [42.1],
    'fer-3-custom-cnn': [51.78],
    'fer-4-augmentation': [57.47, 59.6, 60.67, 58.89],
    'fer-5-label-smoothing': [57.15, 58.94, 56.91],
    'fer-6-test-time-augmentation': [59.71],
    'ferplus-1-transfer': [72.93],
    'ferplus-2-fine-tuning': [82.02],
    'ferplus-3-custom-cnn': [78.1],
    'ferplus-4-augmentation': [82.83, 82.69, 36.39, 81.35],
    'ferplus-5-label-smoothing': [82.02, 83.41, 82.74, 84.07],
    'ferplus-6-test-time-augmentation': [85.32],
  };

  for (const [name, published] of Object.entries(table)) {
    it(`${name} carries the published figures`, () => {
      const file = path.join(folder, 'thesis', `${name}.ferexp.json`);
      const runs = resolveRuns(parseExperiment(readFileSync(file, 'utf8')).file!, { path: file });
      const figures = runs.flatMap((run) => (run.published ? [run.published.testAccuracy] : []));
      assert.deepEqual(
        figures.map((share) => Number((100 * share).toFixed(2))),
        published,
      );
    });
  }
});
