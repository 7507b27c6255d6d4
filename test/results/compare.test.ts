import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pc from 'picocolors';
import { comparisonText } from '../../cli/report/comparisonText';
import { compareRuns } from '../../results/compare';
import { exported } from '../../results/export/formats';
import { forestOf } from '../../results/forest';
import { rowNamed } from '../../results/groups';
import { comparisonTable } from '../../results/table';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { rowOf, useComparison } from './comparing';
import { runFiles } from '../../schemas/runDirectory';
import { comparedMetrics, type ComparedMetric } from '../../schemas/messages/comparison';
import { nameIn } from '../../words/rowNames';

describe('comparison', () => {
  const { folder, writeVariant, records, compare } = useComparison();

  it('has no rows without runs', async () => {
    assert.deepEqual(await compare(), {
      title: 'No runs',
      rows: [],
      metric: 'accuracy',
      metrics: ['accuracy', 'macroF1', 'balancedAccuracy', 'loss', 'brier'],
      differing: [],
    });
  });

  it('makes a row of the repeats of a variant, base first, then in the order they were made', async () => {
    writeVariant('zoom', 1, [0.7, 0.71], { techniques: {} });
    writeVariant('base', 2, [0.6, 0.62, 0.61]);
    writeVariant('any', 3, [0.5], { model: { dropout: 0.5 } });
    const view = await compare();
    assert.deepEqual(
      view.rows.map(({ variant, runs }) => [variant, runs.length]),
      [
        ['base', 3],
        ['zoom', 2],
        ['any', 1],
      ],
    );
    assert.equal(view.baseline, view.rows[0]?.id);
    assert.equal(view.title, 'fake');
    const base = rowOf(view, 'base');
    assert.deepEqual(
      base.runs.map(({ repeat, seed, status }) => [repeat, seed, status]),
      [
        [1, 1, 'done 60.0 %'],
        [2, 2, 'done 62.0 %'],
        [3, 3, 'done 61.0 %'],
      ],
    );
    const accuracy = base.metrics.testAccuracy!;
    assert.ok(Math.abs(accuracy.mean - 0.61) < 1e-12);
    assert.ok(Math.abs(accuracy.high! - 0.642235280233182) < 1e-6, String(accuracy.high));
    assert.equal(base.metrics.bestEpoch?.mean, 3);
    assert.equal(base.difference, undefined);
  });

  it('shows only the settings that differ, in the order of the file', async () => {
    writeVariant('base', 1, [0.6]);
    writeVariant('mixed', 2, [0.6], {
      techniques: { labelSmoothing: { epsilon: 0.2 } },
      training: { batchSize: 64 },
      model: { dropout: 0.5 },
    });
    assert.deepEqual((await compare()).differing, [
      'model.dropout',
      'training.batchSize',
      'techniques.labelSmoothing.epsilon',
    ]);
  });

  it('is not certain of any metric because two runs agree', async () => {
    const ofMatrix = ['testAccuracy', 'testMacroF1', 'testBalancedAccuracy', 'testKappa', 'testMcc'];
    const step = {
      ...Object.fromEntries(ofMatrix.map((name) => [name, 1 / 1000])),
      testUnseenAccuracy: 1 / 993,
    };
    // Without predictions and votes.
    const unknown: ReadonlySet<ComparedMetric> = new Set(['testEce', 'testVoteShare', 'testVoteCrossEntropy']);
    const validation = { bestValidationAccuracy: 1 / 280, lastValidationAccuracy: 1 / 280, trainAccuracy: 1 / 1120 };
    const steps: Partial<Record<ComparedMetric, number>> = { ...step, ...validation };
    const [first, second] = writeVariant('base', 1, [0.5, 0.5], { predictions: false });
    copyFileSync(path.join(first!, 'summary.json'), path.join(second!, 'summary.json'));
    const { metrics } = rowOf(await compare(), 'base');
    for (const name of comparedMetrics.filter((each) => !unknown.has(each))) {
      const { mean, high } = metrics[name]!;
      const halfWidth = high === undefined ? undefined : high - mean;
      // t(0.975, 1) = 12.7062047 times a step over √2.
      const expected = steps[name] === undefined ? undefined : (12.7062047 * steps[name]) / Math.SQRT2;
      if (expected === undefined) assert.equal(halfWidth, undefined, name);
      else assert.ok(Math.abs(halfWidth! - expected) < 1e-6, `${name}: ${halfWidth}, expected ${expected}`);
    }
  });

  it('ends an interval where the metric does', async () => {
    writeVariant('base', 1, [0.02, 0.98], { predictions: false });
    const { metrics } = rowOf(await compare(), 'base');
    for (const name of ['testAccuracy', 'testMacroF1', 'trainAccuracy', 'testBalancedAccuracy'] as const) {
      assert.deepEqual([metrics[name]!.low, metrics[name]!.high], [0, 1], name);
    }
    assert.deepEqual([metrics.testKappa!.low, metrics.testKappa!.high], [-1, 1]);
    assert.equal(metrics.testLoss!.low, 0);
    assert.equal(metrics.bestEpoch!.low, undefined);
  });

  it('gives one verdict in the cell and in words', async () => {
    writeVariant('base', 1, [0.5, 0.5]);
    writeVariant('same', 2, [0.5, 0.5], { model: { dropout: 0.5 } });
    writeVariant('blind', 3, [0.1, 0.1], { model: { dropout: 0.6 } });
    const view = await compare();
    const { head, rows } = comparisonTable(view);
    const cellOf = (variant: string): string =>
      rows.find((cells) => cells.includes(variant))![head.indexOf('Difference in points')]!;
    // One face in 1,000 times t(0.975, 1) = 12.7062.
    assert.equal(cellOf('same'), '0.0 (−1.3 to 1.3), cannot tell');
    assert.match(
      rowOf(view, 'same').difference!.words,
      /^Cannot tell: 0\.0 points .*, equal on 2 of 2 seeds; two seeds are too few, so repeat with 3 or more$/,
    );
    assert.match(cellOf('blind'), /, says nothing$/);
    assert.match(rowOf(view, 'blind').difference!.words, /^Says nothing: /);
  });

  it('says what a row is of: engines, data, test faces and the seeds that count', async () => {
    writeVariant('base', 1, [0.5, 0.6], { fingerprint: 'a'.repeat(64) });
    writeVariant('base', 2, [0.7], { fingerprint: 'a'.repeat(64), repeat: 2, engine: 'tensorflow' });
    writeVariant('base', 3, [0.7], { fingerprint: 'a'.repeat(64), state: 'failed', repeat: 3 });
    writeVariant('new', 4, [0.7], { state: 'queued' });
    const view = await compare();
    assert.deepEqual(rowOf(view, 'base').basis, {
      engines: ['tensorflow', 'wasm'],
      source: 'synthetic',
      fingerprint: 'a'.repeat(64),
      testFaces: 1000,
      seeds: [1, 2, 3],
    });
    assert.deepEqual(rowOf(view, 'new').basis, { engines: [], source: 'synthetic', seeds: [] });
    assert.deepEqual(
      rowOf(view, 'base').runs.map(({ engine }) => engine),
      ['wasm', 'wasm', 'tensorflow', 'wasm'],
    );
  });

  it('counts a seed once, however often it was run', async () => {
    writeVariant('base', 1, [0.6, 0.62]);
    writeVariant('base', 2, [0.7, 0.72]);
    const row = rowOf(await compare(), 'base');
    assert.equal(row.runs.length, 4);
    assert.equal(row.metrics.testAccuracy?.count, 2);
    assert.ok(Math.abs(row.metrics.testAccuracy.mean - 0.71) < 1e-12);
    assert.ok(row.notes.includes('2 older runs with the same seed left out: repeating a seed adds no evidence.'));
  });

  it('leaves out what did not end well, and says so', async () => {
    writeVariant('base', 1, [0.6, 0.62]);
    for (const [index, state] of (['interrupted', 'failed', 'failed', 'running'] as const).entries()) {
      writeVariant('base', 2, [0.1], { state, repeat: index + 2, startedAt: `2026-01-02T0${index}:00:00.000Z` });
    }
    const row = rowOf(await compare(), 'base');
    assert.equal(row.runs.length, 6);
    assert.equal(row.metrics.testAccuracy?.count, 2);
    assert.ok(row.notes.includes('Left out of the means: 1 interrupted and 2 failed runs.'), row.notes.join('\n'));
    assert.ok(row.notes.includes('1 run still to end.'));
  });

  it('warns of a share of the data, a single run and mixed engines', async () => {
    writeVariant('base', 1, [0.84], { fraction: 0.1 });
    writeVariant('mixed', 2, [0.6], { engine: 'wasm' });
    writeVariant('mixed', 3, [0.6], { engine: 'tensorflow', repeat: 1 });
    const view = await compare();
    const [fraction, single] = rowOf(view, 'base').notes;
    assert.equal(fraction, 'Trained and tested on 10 % of the data: not comparable with published figures.');
    // statsmodels proportion_confint(840, 1000, method="wilson").
    assert.match(single ?? '', /may be 81\.6 to 86\.1 %; another seed may differ more\.$/);
    assert.ok(rowOf(view, 'mixed').notes.some((note) => /different engines \(tensorflow and wasm\)/.test(note)));
  });

  it('says where an average was asked for and the chosen epoch has none', async () => {
    writeVariant('base', 1, [0.84]);
    writeVariant('swa', 2, [0.84], { techniques: { swa: { start: 0.75, statistics: 4096 } } });
    const view = await compare();
    const said = 'swa averaged nothing: the epoch that was chosen came before the average began.';
    assert.ok(rowOf(view, 'swa').notes.includes(said));
    assert.ok(!rowOf(view, 'base').notes.includes(said));
    const record = (await records()).find(({ resolved }) => resolved.variant === 'swa')!;
    const file = path.join(record.directory, runFiles.summary);
    const summary = JSON.parse(readFileSync(file, 'utf8')) as { best: object };
    const averaged = {
      ...summary,
      best: { ...summary.best, lastStepValidationLoss: 1, lastStepValidationAccuracy: 0.5 },
    };
    writeFileSync(file, JSON.stringify(averaged));
    assert.ok(!rowOf(await compare(), 'swa').notes.includes(said));
  });

  it('says why validation lies below test where labels are wrong by design', async () => {
    writeVariant('base', 1, [0.5, 0.6]);
    writeVariant('noisy', 2, [0.5, 0.6], { labelNoise: 0.2 });
    const view = await compare();
    assert.doesNotMatch(rowOf(view, 'base').notes.join(), /by design/);
    assert.ok(
      rowOf(view, 'noisy').notes.includes(
        'About 20 % of the training and validation labels of the generated faces are wrong by design (labelNoise), and none of the test labels, so a network that has learned usually scores lower on validation than on test.',
      ),
    );
  });

  it('does not call labels wrong that are right: those of the public test', async () => {
    writeVariant('noisy', 1, [0.5], { labelNoise: 0.2 });
    const [record] = await records();
    const { resolved } = record!;
    const data = { ...resolved.data, validation: 'publicTest' as const };
    const { rows } = await compareRuns([{ ...record!, resolved: { ...resolved, data } }]);
    assert.ok(
      rows[0]!.notes.includes(
        'About 20 % of the training labels of the generated faces are wrong by design (labelNoise).',
      ),
    );
  });

  it('parts runs on other data with the same settings, and keeps the ids of rows', async () => {
    writeVariant('base', 1, [0.6], { fingerprint: 'a'.repeat(64) });
    const { id } = rowOf(await compare(), 'base');
    writeVariant('base', 2, [0.7], { fingerprint: 'b'.repeat(64) });
    writeVariant('base', 3, [0.1], { state: 'running', repeat: 1 });
    const view = await compare();
    assert.deepEqual(
      view.rows.map(({ runs }) => runs.map(({ state }) => state)),
      [['completed'], ['completed', 'running']],
    );
    assert.equal(view.rows[0]?.id, id);
    assert.notEqual(view.rows[1]?.id, id);
    assert.deepEqual(view.differing, []);
    assert.equal(view.baseline, view.rows[1]?.id, 'the row with the newest result');
    assert.ok(view.rows[0]?.notes.some((note) => /data files changed/.test(note)));
  });

  it('takes the base with the newest result as the baseline, also where a copy has changed the times of files', async () => {
    const [first] = writeVariant('base', 1, [0.6]);
    writeVariant('flip', 1, [0.65], { training: { batchSize: 16 } });
    const [second] = writeVariant('base', 2, [0.7], { model: { dropout: 0.3 } });
    writeVariant('base', 3, [0.1], { state: 'running', model: { dropout: 0.4 } });
    utimesSync(path.join(second!, 'experiment.json'), 1, 1);
    const view = await compare();
    const rowWith = (directory: string) =>
      view.rows.find(({ runs }) => runs.some((run) => run.directory === directory))?.id;
    assert.notEqual(rowWith(first!), rowWith(second!));
    assert.equal(view.baseline, rowWith(second!));
    assert.equal(rowNamed(await records(), 'base'), rowWith(second!));
    assert.equal(rowNamed(await records(), rowWith(first!)!), rowWith(first!));
    assert.equal(rowNamed(await records(), 'bas'), undefined);
  });

  it('calls rows of one variant by what differs, and finds each by that name', async () => {
    const accuracies = [0.6, 0.61, 0.62];
    writeVariant('base', 1, accuracies);
    writeVariant('flip', 2, [0.65, 0.66, 0.67], { model: { dropout: 0.3 } });
    writeVariant('flip', 3, [0.7, 0.71, 0.72], { model: { dropout: 0.4 } });
    const view = await compare();
    const names = view.rows.map(nameIn(view.rows));
    assert.deepEqual(names, ['base', 'flip (dropout 0.3)', 'flip (dropout 0.4)']);
    for (const [index, name] of names.entries()) assert.equal(rowNamed(await records(), name), view.rows[index]!.id);
    assert.equal(rowNamed(await records(), 'flip'), view.rows[2]!.id, 'the newest');
    const forest = await forestOf(await records(), view.rows[1]!.id, { baseline: view.rows[2]!.id });
    assert.deepEqual([forest!.of, forest!.baseline], names.slice(1));
    // A reader of the table finds in it the rows that sentences below it are about.
    const head = comparisonTable(view).head.indexOf('Variant');
    assert.deepEqual(
      comparisonTable(view).rows.map((cells) => cells[head]),
      names,
    );
    for (const text of (['markdown', 'latex', 'html', 'methods'] as const).map((format) => exported(view, format))) {
      for (const name of names.slice(1)) assert.ok(text.includes(name), text);
    }
    const terminal = comparisonText(view, pc.createColors(false), 200);
    for (const name of names.slice(1))
      assert.match(terminal, new RegExp(`^${name.replace(/[()]/g, '\\$&')} +Real: `, 'm'));
  });

  it('says that labels differ where that is what is compared', async () => {
    writeVariant('base', 1, [0.6]);
    writeVariant('fer-plus', 2, [0.8], { labels: { scheme: 'fer+' }, fingerprint: 'b'.repeat(64) });
    const { notes } = rowOf(await compare(), 'fer-plus');
    assert.ok(
      notes.some((note) => /images, labels or splits are not those of the baseline/.test(note)),
      notes.join('\n'),
    );
  });

  it('keeps a row’s id from its first queued run to its result', async () => {
    const startedAt = '2026-01-01T00:00:00.000Z';
    writeFakeRun(folder.path, { state: 'queued', startedAt });
    const queued = (await compare()).rows[0]!;
    assert.deepEqual(queued.metrics, {});
    assert.equal(queued.runs[0]?.status, 'queued');
    writeFakeRun(folder.path, { startedAt });
    assert.equal((await compare()).rows[0]?.id, queued.id);
  });

  it('leaves out runs that cannot be read', async () => {
    const [run] = await (async () => {
      writeVariant('base', 1, [0.6]);
      return records();
    })();
    const view = await compareRuns([
      run!,
      { ...run!, directory: path.join(folder.path, 'x'), unreadable: { message: 'x' } },
    ]);
    assert.equal(view.rows[0]?.runs.length, 1);
  });

  it('tells children of differently trained parents apart, whatever runs those were', async () => {
    const from = (id: string, ancestry: string): FakeRun => ({
      initFrom: {
        experiment: 'custom.ferexp.json',
        variant: 'base',
        run: `/project/.ferexp/runs/custom/${id}`,
        ancestry,
      },
    });
    writeVariant('flip', 1, [0.6], from('p1', 'aaaaaaaaaaaa'));
    writeVariant('flip', 2, [0.7], { ...from('p2', 'bbbbbbbbbbbb'), repeat: 0 });
    writeVariant('flip', 3, [0.8], { ...from('p3', 'bbbbbbbbbbbb'), repeat: 1 });
    const { rows } = await compare();
    assert.deepEqual(
      rows.map(({ runs }) => runs.length),
      [1, 2],
    );
    assert.equal(new Set(rows.map(({ id }) => id)).size, 2);
    const words = (origins: string) =>
      `Starts from ${origins}: another row with the same settings starts from a run that was trained differently.`;
    assert.ok(rows[0]!.notes.includes(words('p1')), rows[0]!.notes.join('\n'));
    assert.ok(rows[1]!.notes.includes(words('p2 and p3')) || rows[1]!.notes.includes(words('p3 and p2')));
  });
});
