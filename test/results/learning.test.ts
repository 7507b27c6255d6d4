import assert from 'node:assert/strict';
import { compareRuns } from '../../results/compare';
import { comparedWithGuessing, lackOfLearning, learningAdvice } from '../../results/learning';
import { RunFollower } from '../../results/runFollower';
import { RunIndex } from '../../results/runIndex';
import { fakeResolved, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

/** Metrics of answers, by confusion[truth][answer]. */
function metricsOf(confusion: number[][]) {
  const examples = confusion.flat().reduce((sum, count) => sum + count, 0);
  const right = confusion.reduce((sum, row, truth) => sum + row[truth]!, 0);
  const classes = confusion.map((row, c) => ({
    ...{ name: ['angry', 'happy', 'sad'][c]!, support: row.reduce((sum, count) => sum + count, 0) },
    ...{ precision: 0, recall: 0, f1: 0 },
  }));
  return { examples, accuracy: right / examples, classes, confusion };
}

describe('networks that learned nothing', () => {
  const folder = temporaryFolder();

  it('are those that give one answer for all', () => {
    const one = metricsOf([
      [0, 100, 0],
      [0, 900, 0],
      [0, 100, 0],
    ]);
    assert.equal(lackOfLearning(one), 'it answers “happy” for every face');
    assert.equal(comparedWithGuessing(one), 'no better than guessing');
  });

  it('are those that are no better than always saying the most frequent class', () => {
    const guessing = metricsOf([
      [34, 33, 33],
      [33, 34, 33],
      [33, 34, 33],
    ]);
    assert.equal(lackOfLearning(guessing), '33.7 % is not surely better than guessing, which gives 33.3 %');
    const worse = metricsOf([
      [30, 35, 35],
      [35, 30, 35],
      [35, 35, 30],
    ]);
    assert.equal(lackOfLearning(worse), '30.0 % is no better than guessing, which gives 33.3 %');
    // Better than a third, and yet half of all faces are happy.
    const common = metricsOf([
      [30, 70, 0],
      [20, 150, 30],
      [0, 80, 20],
    ]);
    assert.match(lackOfLearning(common)!, /^50\.0 % is no better than guessing, which gives 50\.0 %$/);
  });

  it('are not those that are surely better, nor those that nobody tested', () => {
    const better = metricsOf([
      [80, 10, 10],
      [10, 80, 10],
      [10, 10, 80],
    ]);
    assert.equal(lackOfLearning(better), undefined);
    assert.equal(comparedWithGuessing(better), undefined);
    assert.equal(lackOfLearning({ ...better, examples: 0 }), undefined);
    // The same share of a few faces proves nothing.
    assert.notEqual(
      lackOfLearning(
        metricsOf([
          [2, 1, 0],
          [1, 1, 1],
          [1, 0, 2],
        ]),
      ),
      undefined,
    );
  });

  it('are called so in the comparison and on their page, in place of advice on repeats', async () => {
    const base = writeFakeRun(folder.path, { testAccuracy: 0.1 });
    writeFakeRun(folder.path, { repeat: 1, testAccuracy: 0.1 });
    writeFakeRun(folder.path, { variant: 'flip', testAccuracy: 0.6 });
    writeFakeRun(folder.path, { variant: 'flip', repeat: 1, testAccuracy: 0.62 });
    const index = new RunIndex(folder.path);
    await index.refresh();
    const { rows } = await compareRuns(index.runs());
    const [first, second] = rows as [(typeof rows)[0], (typeof rows)[0]];
    assert.equal(second.variant, 'flip');
    assert.match(
      first.notes.join(),
      /^Every network of this row learned nothing: 10\.\d % is no better than guessing, which gives 14\.3 %/,
    );
    assert.doesNotMatch([...first.notes, second.difference?.words].join(), /repeat/i);
    assert.match(second.difference!.words, /^Says nothing: .*, but the baseline learned nothing$/);
    const follower = new RunFollower(base);
    await follower.read();
    assert.match(follower.view().header.nothingLearned!, /^10\.\d % is no better than guessing/);
  });

  it('are told one by one where each has a reason of its own', async () => {
    for (const [repeat, testAccuracy] of [0.1, 0.12, 0.09, 0.11].entries()) {
      writeFakeRun(folder.path, { repeat, repeats: 4, testAccuracy });
    }
    const index = new RunIndex(folder.path);
    await index.refresh();
    const [row] = (await compareRuns(index.runs())).rows;
    const of = (seed: number) => `Seed ${seed}: \\d+\\.\\d % is no better than guessing, which gives 14\\.3 %\\.`;
    const expected = `^Every network of this row learned nothing\\. ${of(1)} ${of(2)} ${of(3)} And 1 more\\. Train longer`;
    assert.match(row!.notes.join(), new RegExp(expected));
  });

  it('comes with advice that fits a run which only evaluates', () => {
    assert.equal(learningAdvice(fakeResolved({ epochs: 3 })), 'Train longer, or with another learning rate.');
    const facts = {
      file: 'x',
      sha256: '0'.repeat(64),
      importedAt: '2026-01-01T00:00:00Z',
      answers: 'probabilities',
    } as const;
    assert.match(learningAdvice({ imported: facts }), /the imported file/);
    assert.match(learningAdvice({ imported: { ...facts, ensemble: { combine: 'mean', members: [] } } }), /its members/);
    assert.equal(
      learningAdvice(fakeResolved({ epochs: 0 })),
      'Train what it starts from longer, or with another learning rate.',
    );
  });
});
