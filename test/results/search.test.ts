import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import type { ResolvedExperiment } from '../../experiment/types';
import { compareRuns } from '../../results/compare';
import { RunFollower } from '../../results/runFollower';
import { RunIndex } from '../../results/runIndex';
import { runSeconds } from '../../results/timeEstimate';
import { TimeLeft } from '../../results/timeLeft';
import { statusWords } from '../../results/words';
import type { SearchConfig } from '../../schemas/generated/experiment';
import type { RunEvent } from '../../schemas/generated/run-event';
import type { RunSummary } from '../../schemas/generated/summary';
import { validateSummary } from '../../schemas/generated/validators';
import { runFiles } from '../../schemas/runDirectory';
import { scoreOf, type SearchRecord } from '../../schemas/search';
import { writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

const learningRate = 'training.optimizer.learningRate';
const search: SearchConfig = { over: { [learningRate]: [0.001, 0.0001] }, folds: 4, epochs: 5 };

function resolved(changes: object = {}) {
  const file = {
    version: 1,
    name: 'x',
    data: { source: 'synthetic', validation: { fraction: 0.2 } },
    model: { type: 'smallCnn' },
    training: { epochs: 10 },
    ...changes,
  };
  return resolveRuns(parseExperiment(JSON.stringify(file)).file!, { path: '/x.ferexp.json' })[0]!;
}

describe('a search in the results', () => {
  const folder = temporaryFolder();

  /** Writes what a search chose, and what it was asked: experiment.json keeps the settings that were given. */
  function chosen(directory: string, value: unknown, at = learningRate, asked: SearchConfig = search): void {
    const experiment = path.join(directory, runFiles.experiment);
    const given = JSON.parse(readFileSync(experiment, 'utf8')) as ResolvedExperiment;
    writeFileSync(
      experiment,
      JSON.stringify({ ...given, search: resolved({ search: asked, training: { epochs: 3 } }).search }),
    );
    const file = path.join(directory, runFiles.summary);
    const summary = JSON.parse(readFileSync(file, 'utf8')) as RunSummary;
    const found = {
      candidates: 2,
      folds: 3,
      epochs: 5,
      monitor: 'validationAccuracy',
      mean: 0.5,
      seconds: 60,
    } as const;
    const changed = { ...summary, search: { ...found, chosen: { [at]: value } } };
    assert.ok(validateSummary(changed), JSON.stringify(validateSummary.errors));
    writeFileSync(file, JSON.stringify(changed));
  }

  async function view() {
    const index = new RunIndex(folder.path);
    await index.refresh();
    return compareRuns(index.runs());
  }

  it('is a column of what the runs were trained with, and a note on how it was chosen', async () => {
    writeFakeRun(folder.path, { variant: 'base', startedAt: '2026-01-01T00:00:00.000Z' });
    for (const repeat of [0, 1]) {
      const startedAt = `2026-01-02T0${repeat}:00:00.000Z`;
      chosen(writeFakeRun(folder.path, { variant: 'searched', repeat, startedAt }), 0.0001);
    }
    const { rows, differing } = await view();
    assert.deepEqual(differing, [learningRate, 'search']);
    assert.deepEqual(
      rows.map(({ settings }) => settings[learningRate]),
      [0.001, 0.0001],
    );
    const note = 'Chosen by cross-validation (3 folds of 5 epochs, 2 candidates): learningRate 0.0001.';
    assert.ok(rows[1]!.notes.includes(note), rows[1]!.notes.join('\n'));
  });

  it('is all that follows from a value, where that is several settings', async () => {
    const optimizer = 'training.optimizer';
    const sgd = { type: 'sgd', learningRate: 0.05 } as const;
    const asked = { ...search, over: { [optimizer]: [{ type: 'adam' }, sgd] } };
    chosen(writeFakeRun(folder.path, { variant: 'searched' }), sgd, optimizer, asked);
    const { settings } = (await view()).rows[0]!;
    assert.deepEqual(
      Object.entries(settings).filter(([name]) => name.startsWith(optimizer)),
      [
        [`${optimizer}.type`, 'sgd'],
        [learningRate, 0.05],
        [`${optimizer}.momentum`, 0],
        [`${optimizer}.nesterov`, false],
      ],
    );
  });

  it('shows all values where the seeds do not agree', async () => {
    [0.001, 0.0001].forEach((value, repeat) => {
      chosen(
        writeFakeRun(folder.path, { variant: 'searched', repeat, startedAt: `2026-01-02T0${repeat}:00:00.000Z` }),
        value,
      );
    });
    const [row] = (await view()).rows;
    assert.equal(row!.settings[learningRate], '0.001 or 0.0001');
    assert.ok(row!.notes.some((note) => note.endsWith('by seed, learningRate 0.001 and learningRate 0.0001.')));
  });

  it('is read with the run, as it grows', async () => {
    const directory = writeFakeRun(folder.path, { state: 'running', epochsRun: 0 });
    const follower = new RunFollower(directory);
    await follower.read();
    assert.equal(follower.view().search, undefined);
    const record: SearchRecord = {
      version: 1,
      dataFingerprint: 'f',
      monitor: 'validationAccuracy',
      folds: 3,
      epochs: 5,
      candidates: [{ values: { [learningRate]: 0.001 }, folds: [] }],
      seconds: 0,
    };
    const file = path.join(directory, runFiles.search);
    writeFileSync(file, JSON.stringify(record));
    assert.deepEqual((await follower.read())!.search, record);
    assert.equal(await follower.read(), undefined);
    assert.deepEqual(follower.view().search, record);
    writeFileSync(file, '{"version": 1, "candidates": "none"}');
    await follower.read();
    assert.equal(follower.view().search, undefined, 'a damaged record is shown');
  });

  it('says that the run searches, and when it will be done', async () => {
    const directory = writeFakeRun(folder.path, { state: 'running', epochsRun: 0 });
    const follower = new RunFollower(directory);
    await follower.read();
    const events = path.join(directory, runFiles.events);
    const lines = readFileSync(events, 'utf8').trimEnd().split('\n').length;
    const event = {
      ...{ seq: lines, time: '2027-01-01T00:00:00.000Z', type: 'phase', phase: 'searching' },
      ...{ detail: 'learningRate 0.001: fold 1 of 4', done: 0, total: 40 },
    };
    appendFileSync(events, `${JSON.stringify(event)}\n`);
    const { header } = (await follower.read())!;
    assert.equal(statusWords(header), 'searching');
    assert.equal(header.phase!.detail, event.detail);
  });

  it('takes as long as its folds do, then the run itself', () => {
    const left = TimeLeft.of(resolved({ search }));
    const at = (seconds: number, done: number): RunEvent => ({
      ...{ seq: 0, time: new Date(seconds * 1000).toISOString(), type: 'phase', phase: 'searching' },
      ...{ done, total: 40 },
    });
    left.apply(at(0, 0));
    assert.equal(left.seconds(), undefined);
    left.apply(at(30, 10));
    // 3 s an epoch of a fold: 30 of them are left, then 10 epochs on four thirds as many images.
    assert.ok(Math.abs(left.seconds()! - 3 * (30 + (10 * 4) / 3)) < 1e-9, String(left.seconds()));
  });

  it('counts in the estimate of a run', () => {
    const speed = { training: 100, inference: 1000 };
    const more = runSeconds(resolved({ search }), 800, speed) - runSeconds(resolved(), 800, speed);
    // 2 candidates × 4 folds × 5 epochs of 600 images trained and 200 validated.
    assert.ok(Math.abs(more - 40 * (6 + 0.2)) < 1e-9, String(more));
  });

  it('is scored by the mean over folds with its standard deviation, not at all where one diverged', () => {
    const folds = [0.5, 0.6, 0.7].map((validationAccuracy, index) => ({
      fold: index + 1,
      seed: 1,
      seconds: 1,
      validationAccuracy,
    }));
    const { mean, deviation } = scoreOf({ values: {}, folds }, 'validationAccuracy');
    assert.ok(Math.abs(mean! - 0.6) < 1e-12 && Math.abs(deviation! - 0.1) < 1e-12);
    const diverged = [...folds, { fold: 4, seed: 1, seconds: 1 }];
    assert.deepEqual(scoreOf({ values: {}, folds: diverged }, 'validationAccuracy'), { diverged: true });
    assert.deepEqual(scoreOf({ values: {}, folds: [] }, 'validationAccuracy'), { diverged: false });
  });
});
