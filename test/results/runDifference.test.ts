import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { differenceMarkdown } from '../../results/export/runDifference';
import { runDifference } from '../../results/runDifference';
import { groupRuns } from '../../results/groups';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import type { RunEnvironment } from '../../schemas/generated/environment';
import type { RunSummary } from '../../schemas/generated/summary';
import { UserError } from '../../schemas/userError';
import { rowSetting } from '../../words/settings';
import { asImported } from '../fixtures/importedRun';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

describe('what changed between two runs', () => {
  const folder = temporaryFolder();

  async function pair(...runs: readonly [FakeRun, FakeRun]): Promise<[RunRecord, RunRecord]> {
    const directories = runs.map((run, index) => writeFakeRun(folder.path, { runId: `run-${index}`, ...run }));
    return recordsIn(directories);
  }
  async function recordsIn(directories: readonly string[]): Promise<[RunRecord, RunRecord]> {
    const index = new RunIndex(folder.path);
    await index.refresh();
    const [first, second] = directories.map((place) => index.runs().find(({ directory }) => directory === place)!);
    return [first!, second!];
  }
  const editEnvironment = (directory: string, change: Partial<RunEnvironment>): void => {
    const file = path.join(directory, 'environment.json');
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...change }));
  };

  it('is the seed and the settings that differ, with both values, and no others', async () => {
    const [first, second] = await pair(
      { variant: 'base', testAccuracy: 0.6 },
      {
        variant: 'smooth',
        repeat: 1,
        testAccuracy: 0.7,
        training: { batchSize: 32 },
        techniques: { labelSmoothing: { epsilon: 0.1 } },
      },
    );
    const { runs, settings, circumstances, notes } = await runDifference(first, second);
    assert.deepEqual(settings, [
      { name: 'seed', values: ['1', '2'] },
      { name: 'training.batchSize', values: ['128', '32'] },
      { name: 'techniques.labelSmoothing.epsilon', values: ['0', '0.1'] },
    ]);
    assert.deepEqual(
      runs.map(({ name }) => name),
      ['fake, base, seed 1', 'fake, smooth, seed 2'],
    );
    assert.deepEqual(circumstances, []);
    assert.match(notes.at(-1)!, /^These are two networks\..*says nothing about the settings that differ\.$/);
  });

  it('has engine, versions, code and data only where both are known and differ', async () => {
    const [first, second] = await pair(
      { engine: 'wasm', fingerprint: 'a'.repeat(64) },
      { engine: 'tensorflow', fingerprint: 'b'.repeat(64) },
    );
    editEnvironment(first.directory, { ferexp: '0.1.0', git: { commit: '1'.repeat(40), dirty: false } });
    editEnvironment(second.directory, { ferexp: '0.2.0', git: { commit: '1'.repeat(40), dirty: true } });
    const both = await runDifference(first, second);
    assert.deepEqual(both.settings, []);
    assert.deepEqual(both.circumstances, [
      { name: 'engine', values: ['wasm', 'tensorflow'] },
      { name: 'FER Experiments', values: ['0.1.0', '0.2.0'] },
      { name: 'code', values: ['1'.repeat(12), `${'1'.repeat(12)}, with uncommitted changes`] },
      { name: 'fingerprint of the data', values: ['a'.repeat(12), 'b'.repeat(12)] },
    ]);
    writeFileSync(path.join(second.directory, 'environment.json'), '{');
    const one = await runDifference(first, second);
    assert.deepEqual(
      one.circumstances.map(({ name }) => name),
      ['engine', 'fingerprint of the data'],
    );
    assert.deepEqual(
      one.notes.filter((note) => note.startsWith('Not known')),
      ['Not known of run-1: TensorFlow.js, FER Experiments, code.'],
    );
  });

  it('calls settings of an ensemble those of its members, not unknown', async () => {
    const [first, second] = await pair({ variant: 'base' }, { variant: 'both' });
    const members = [1, 2].map((seed) => ({ run: `run-${seed}`, experiment: 'fake', variant: 'base', seed }));
    asImported(second.directory, { seedless: true, ensemble: { combine: 'mean', members } });
    const both = await recordsIn([first.directory, second.directory]);
    const { settings, notes } = await runDifference(...both);
    assert.deepEqual(settings, []);
    assert.deepEqual(notes.slice(0, -1), [
      'run-1 is an ensemble of 2 networks: seed and settings are those of its members.',
      'Not known of either: code.',
      'Not known of run-1: engine, device, TensorFlow.js, FER Experiments.',
    ]);
    assert.deepEqual(
      both.map(({ resolved }) => rowSetting(groupRuns(both)[resolved.variant === 'base' ? 0 : 1]!, 'model.type')),
      ['smallCnn', 'of its members'],
    );
  });

  it('shows what each summary says of its network, and nothing of a run without one', async () => {
    const [first, second] = await pair({ testAccuracy: 0.6, testExamples: 700 }, { state: 'interrupted', repeat: 1 });
    const { splits } = JSON.parse(readFileSync(path.join(first.directory, 'summary.json'), 'utf8')) as RunSummary;
    const { results } = await runDifference(first, second);
    const of = (name: string) => results.find((row) => row.name === name)?.values;
    assert.match(of('State')!.join(' | '), /^done 60\.0.% \| interrupted$/);
    assert.equal(splits['test']!.accuracy, 0.6);
    assert.match(of('Test accuracy')![0], /^60\.0.%$/);
    assert.equal(of('Test loss')![0], splits['test']!.loss!.toFixed(3));
    assert.deepEqual(
      results.slice(1).map(({ values }) => values[1]),
      results.slice(1).map(() => '–'),
    );
  });

  it('says where the same origin was another one', async () => {
    const from = (ancestry: string): FakeRun => ({
      initFrom: { experiment: 'first.ferexp.json', variant: 'base', ancestry },
    });
    const [first, second] = await pair(from('a'), { ...from('b'), repeat: 1 });
    const { notes } = await runDifference(first, second);
    assert.match(notes[0]!, /^What both start from, first\.ferexp\.json: base, had other settings or data/);
  });

  it('refuses one run twice, and a run that cannot be read', async () => {
    const [first, second] = await pair({}, { repeat: 1 });
    const refused = (message: RegExp) => (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    };
    await assert.rejects(runDifference(first, first), refused(/^Both are the run run-0\.$/));
    writeFileSync(path.join(second.directory, 'experiment.json'), '{');
    const [, damaged] = await recordsIn([first.directory, second.directory]);
    await assert.rejects(runDifference(first, damaged), refused(/experiment\.json/));
  });

  it('is a Markdown document in which foreign text is text', async () => {
    const [first, second] = await pair(
      { variant: 'a|<img src=x>', training: { batchSize: 32 } },
      { variant: '*b*\u001b[2J', repeat: 1 },
    );
    const text = differenceMarkdown(await runDifference(first, second));
    assert.match(text, /^# What changed between two runs\n\n- run-0: fake, a\\\|&lt;img src=x&gt;, seed 1\n/);
    assert.match(text, /\n\| Setting +\| run-0 \| run-1 \|\n\| -+ \| ----- \| ----- \|\n/);
    assert.match(text, /\| training\.batchSize \| 32 +\| 128 +\|/);
    assert.match(text, /\nNot known of either: code\.\n/);
    assert.match(text, /Nothing that is known of both differs\./);
    assert.doesNotMatch(text, /<img|\u001b/);
  });
});
