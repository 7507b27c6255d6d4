/** Several runs that answer together: their mean or vote, as one row, and what cannot be put together. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleFiles } from '../../schemas/bundle';
import type { ComparisonView } from '../../schemas/messages/comparison';
import type { RunSummary } from '../../schemas/generated/summary';
import { runFiles } from '../../schemas/runDirectory';
import { readPredictions, writePredictions } from '../../storage/run/predictions';
import { ferexp } from './command';
import { temporaryFolder } from './support';

describe('ferexp ensemble', function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  const run = (...args: readonly string[]) => ferexp(folder.path, args);
  const runs = (): string => path.join(folder.path, '.ferexp', 'runs', 'faces');
  const directoryOf = (id: string): string => path.join(runs(), id);
  const ids = (variant: string): string[] =>
    readdirSync(runs())
      .filter((id) => id.includes(`-${variant}-`))
      .sort();
  const answered = async (id: string, split: string) => readPredictions(directoryOf(id), split);

  beforeEach(async () => {
    const file = {
      version: 1,
      name: 'faces',
      engine: 'wasm',
      data: { source: 'synthetic', synthetic: { training: 80, test: 70, seed: 5, labelNoise: 0 } },
      model: { type: 'smallCnn' },
      training: { epochs: 1, batchSize: 32 },
      repeats: 3,
      variants: { other: { repeats: 1, data: { synthetic: { training: 80, test: 56, seed: 5 } } } },
    };
    writeFileSync(path.join(folder.path, 'faces.ferexp.json'), JSON.stringify(file));
    const trained = await run('run', 'faces.ferexp.json');
    assert.equal(trained.code, 0, trained.err);
  });

  it('makes a row of the mean, one of the vote, and refuses what does not fit together', async () => {
    const members = ids('base');
    assert.equal(members.length, 3);
    const made = await run('ensemble', ...members, '--name', 'three');
    assert.equal(made.code, 0, made.err);
    assert.match(
      made.err,
      /^Mean of base \(seeds 1, 2, 3\)\. Nothing was trained for it, so it counts as one network\.$/m,
    );
    const [three] = ids('three');
    for (const split of ['test', 'validation']) {
      const [together, ...each] = await Promise.all([three!, ...members].map((id) => answered(id, split)));
      assert.deepEqual(together!.ids, each[0]!.ids);
      together!.probabilities.forEach((probability, i) => {
        const mean = each.reduce((sum, { probabilities }) => sum + probabilities[i]!, 0) / 3;
        assert.ok(Math.abs(probability - mean) < 1e-6, `${split}, value ${i}`);
      });
    }
    // Its accuracy, counted again.
    const { probabilities, labels, classNames } = await answered(three!, 'test');
    const right = labels.filter((label, row) => {
      const answer = probabilities.subarray(row * classNames.length, (row + 1) * classNames.length);
      return answer.indexOf(Math.max(...answer)) === label;
    }).length;
    const summary = JSON.parse(readFileSync(path.join(directoryOf(three!), runFiles.summary), 'utf8')) as RunSummary;
    assert.equal(summary.splits['test']!.accuracy, right / labels.length);
    assert.equal(summary.splits['train'], undefined);

    const vote = await run('ensemble', ...members, '--name', 'vote', '--combine', 'vote', '--json');
    assert.equal(vote.code, 0, vote.err);
    const told = JSON.parse(vote.out) as { run: string; members: { seed: number }[] };
    assert.deepEqual([told.run, told.members.map(({ seed }) => seed)], [ids('vote')[0], [1, 2, 3]]);
    const [voted, ...each] = await Promise.all([ids('vote')[0]!, ...members].map((id) => answered(id, 'test')));
    const chosen = ({ probabilities: all }: { probabilities: Float32Array }, row: number): number => {
      const answer = all.subarray(row * classNames.length, (row + 1) * classNames.length);
      return answer.indexOf(Math.max(...answer));
    };
    for (let row = 0; row < labels.length; row++) {
      const votes = each.map((one) => chosen(one, row));
      const most = votes.find((vote_, i) => votes.indexOf(vote_) !== i);
      if (most !== undefined) assert.equal(chosen(voted!, row), most);
    }

    const view = JSON.parse((await run('compare', 'faces', '--json')).out) as ComparisonView;
    const row = view.rows.find(({ variant }) => variant === 'three')!;
    assert.deepEqual([row.runs.length, row.imported?.ensemble?.members.length], [1, 3]);
    assert.equal(row.difference?.test, 'oneAgainstSeveral');
    assert.match(row.notes.join(' '), /Mean of base \(seeds 1, 2, 3\)\. Nothing was trained for it/);
    assert.doesNotMatch(row.difference?.words ?? '', /provided that no imported network/);
    assert.match((await run('compare', 'faces')).out, /three \(ensemble of 3 networks\)/);
    assert.match(
      (await run('compare', 'faces', '--format', 'methods')).out,
      /- three: ensemble of 3 networks: Mean of base \(seeds 1, 2, 3\)$/m,
    );

    const refused = async (expected: RegExp, ...args: readonly string[]) => {
      const before = readdirSync(runs()).length;
      const { code, err } = await run('ensemble', ...args);
      assert.deepEqual([code, readdirSync(runs()).length], [2, before], err);
      assert.match(err, expected);
    };
    await refused(
      /These runs were put together before: they are the run .*-three-1-/,
      ...members.toReversed(),
      '--name',
      'three',
    );
    await refused(/An ensemble needs at least two runs/, members[0]!);
    await refused(/is named twice: each network answers once/, members[0]!, members[1]!, members[0]!);
    await refused(/is an ensemble itself: its members would count twice/, members[0]!, three!);
    await refused(/was made with other data or labels/, members[0]!, ids('other')[0]!);
    await refused(/has runs of “base” that are no ensembles|“base” cannot be the name/, ...members, '--name', 'base');
    await refused(/“other” that are no ensembles/, ...members, '--name', 'other');
    await refused(/No run .*nothing-like-it|There is no run/i, members[0]!, 'nothing-like-it');
    for (const more of [[], ['--compact']]) {
      const bundle = path.join(folder.path, `bundle${more.length}`);
      assert.equal((await run('bundle', 'faces', '-o', bundle, ...more)).code, 0);
      const verified = await ferexp(bundle, ['verify', '--json']);
      assert.equal(verified.code, 0, verified.out);
      assert.equal((JSON.parse(verified.out) as { unchecked: number }).unchecked, 0);
      // Whoever changes an answer of a member changes what they say together.
      const inBundle = (id: string): string => path.join(bundle, '.ferexp', 'runs', 'faces', id);
      const answers = await readPredictions(inBundle(members[0]!), 'test');
      await writePredictions(inBundle(members[0]!), { ...answers, probabilities: answers.probabilities.toReversed() });
      const changed = await ferexp(bundle, ['verify']);
      assert.equal(changed.code, 1);
      assert.match(changed.err, new RegExp(`${three!}, test: its members answer something else together`));
      rmSync(path.join(inBundle(members[0]!), runFiles.summary));
      const manifest = path.join(bundle, bundleFiles.manifest);
      const listed = JSON.parse(readFileSync(manifest, 'utf8')) as { files: { path: string }[] };
      const files = listed.files.filter(({ path: place }) => !place.includes(members[0]!));
      writeFileSync(manifest, JSON.stringify({ ...listed, files }));
      const lacking = await ferexp(bundle, ['verify']);
      assert.match(lacking.err, /The answers of 2 ensembles were not computed again: the bundle lacks runs that made/);
    }
    const explained = await run('explain', three!);
    assert.equal(explained.code, 2);
    assert.match(explained.err, /is an ensemble: .*\n?.*Its members have networks of their own/);
  });
});
