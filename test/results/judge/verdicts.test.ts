import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { compareRuns } from '../../../results/compare';
import { mean } from '../../../results/statistics/student';
import { comparisonTable } from '../../../results/table';
import { readSummary } from '../../../storage/run/runFile';
import { predictionsFile } from '../../../storage/run/predictions';
import type { FakeRun } from '../../fixtures/runs';
import { looksWords } from '../../../words/metrics';
import { rowOf, useComparison } from '../comparing';

describe('verdicts of a comparison', () => {
  const { writeVariant, records, compare, predict } = useComparison();

  it('pairs by seed, and says what that tells', async () => {
    writeVariant('base', 1, [0.78, 0.785, 0.772]);
    writeVariant('flip', 2, [0.798, 0.8, 0.791], { model: { dropout: 0.5 } });
    const { difference } = rowOf(await compare(), 'flip');
    assert.equal(difference?.test, 'paired');
    assert.deepEqual(difference.networks, [3, 3]);
    // Of the first 1,000 · accuracy faces: by test/fixtures/statistics/statistics.py, crossed(flip − base).
    assert.ok(Math.abs(difference.mean - 0.0173333) < 1e-6);
    assert.ok(Math.abs(difference.low - 0.010432301389598215) < 1e-6, String(difference.low));
    assert.ok(Math.abs(difference.p - 2.163612170738624e-6) < 1e-6, String(difference.p));
    assert.equal(difference.words, 'Real: +1.7 points (1.0 to 2.4), 3 of 3 seeds better');
    // scipy.stats.ttest_rel([0.798, 0.8, 0.791], [0.78, 0.785, 0.772]).confidence_interval(): seeds alone.
    assert.ok(Math.abs(difference.theseFaces!.low - 0.012162188) < 1e-6, String(difference.theseFaces!.low));
  });

  it('ends, and plans nothing, where three networks answer exactly as those of the baseline', async () => {
    writeVariant('base', 1, [0.78, 0.785, 0.772]);
    const directories = writeVariant('same', 2, [0.78, 0.785, 0.772], { model: { dropout: 0.5 } });
    for (const [index, directory] of directories.entries()) await predict(directory, (face) => face % 5 > index);
    const bases = writeVariant('base', 3, [0.78, 0.785, 0.772]);
    for (const [index, directory] of bases.entries()) await predict(directory, (face) => face % 5 > index);
    const { difference } = rowOf(await compare(), 'same');
    assert.match(difference!.words, /^Cannot tell: 0\.0 points .*, equal on 3 of 3 seeds/);
    assert.equal(difference!.plan, undefined);
  });

  it('says less where predictions are missing: what other seeds give, but not other faces', async () => {
    writeVariant('base', 1, [0.78, 0.785, 0.772], { predictions: false });
    writeVariant('flip', 2, [0.798, 0.8, 0.791], { model: { dropout: 0.5 } });
    const { difference } = rowOf(await compare(), 'flip');
    // scipy.stats.ttest_rel([0.798, 0.8, 0.791], [0.78, 0.785, 0.772]) and its confidence_interval.
    assert.ok(Math.abs(difference!.low - 0.012162188) < 1e-6, String(difference!.low));
    assert.ok(Math.abs(difference!.p - 0.004773297) < 1e-6, String(difference!.p));
    assert.equal(difference!.verdict, 'unclear');
    assert.match(
      difference!.words,
      /^Cannot tell: \+1\.7 points \(1\.2 to 2\.3\) by the choice of seeds alone; predictions/,
    );
  });

  it('still counts a row whose predictions are lost, and says what its intervals are', async () => {
    writeVariant('base', 1, [0.78, 0.785, 0.772]);
    writeVariant('flip', 2, [0.798, 0.8, 0.791], { model: { dropout: 0.5 } });
    const [first] = writeVariant('lost', 3, [0.78, 0.784, 0.773], { model: { dropout: 0.6 } });
    const all = await records();
    const flipIn = async () => rowOf(await compareRuns(all, { metric: 'recall:happy' }), 'flip').difference!;
    const before = await flipIn();
    writeFileSync(predictionsFile(first!, 'test'), 'cut');
    const after = await flipIn();
    assert.deepEqual([before.compared, after.compared], [2, 2]);
    assert.ok(after.adjustedP >= before.adjustedP);
    const lost = rowOf(await compareRuns(all), 'lost');
    assert.ok(
      lost.notes.includes(
        'Predictions of some of its runs are missing or damaged: its intervals are for another seed alone, not for other faces.',
      ),
      lost.notes.join('\n'),
    );
  });

  it('calls a row with one network that learned nothing unclear, not empty', async () => {
    writeVariant('base', 1, [0.6, 0.61, 0.62]);
    writeVariant('flip', 2, [0.8, 0.81, 0.1], { model: { dropout: 0.5 } });
    const { difference } = rowOf(await compare(), 'flip');
    assert.match(difference!.words, /^Cannot tell: .*; 1 of 3 networks of this row may have learned nothing$/);
  });

  it('names both rows where neither learned anything', async () => {
    writeVariant('base', 1, [0.1, 0.11, 0.1]);
    writeVariant('flip', 2, [0.1, 0.1, 0.1], { model: { dropout: 0.5 } });
    const { difference } = rowOf(await compare(), 'flip');
    assert.match(difference!.words, /^Says nothing: .*, but neither this row nor the baseline learned anything$/);
    assert.equal(difference!.verdict, 'nothingLearned');
  });

  it('takes the number of rows into account, and says how many', async () => {
    writeVariant('base', 1, [0.78, 0.785, 0.772]);
    writeVariant('flip', 2, [0.798, 0.8, 0.791], { model: { dropout: 0.5 } });
    const alone = rowOf(await compare(), 'flip').difference!;
    for (let day = 3; day < 9; day++) {
      writeVariant(`none-${day}`, day, [0.78, 0.784, 0.773], { model: { dropout: day / 10 } });
    }
    const { difference } = rowOf(await compare(), 'flip');
    assert.equal(difference!.compared, 7);
    assert.equal(difference!.p, alone.p);
    // Holm: the smallest of seven p-values times seven.
    assert.ok(Math.abs(difference!.adjustedP - 7 * alone.p) < 1e-12);
    assert.equal(
      difference!.words,
      'Real: +1.7 points (1.0 to 2.4), 3 of 3 seeds better; 1 of 7 compared, adjusted p < 0.001',
    );
  });

  it('plans repeats where nobody can tell yet, from three pairs on', async () => {
    writeVariant('base', 1, [0.78, 0.785, 0.772]);
    writeVariant('flip', 2, [0.79, 0.783, 0.774], { model: { dropout: 0.5 } });
    writeVariant('two', 3, [0.79, 0.783], { model: { dropout: 0.7 } });
    const view = await compare();
    assert.match(
      rowOf(view, 'flip').difference!.plan!,
      /^3 repeats usually find differences of 2\.8 points or more; for 1 point plan 7 \(4 to more than 50\), and do not/,
    );
    assert.equal(rowOf(view, 'two').difference!.plan, undefined);
  });

  it('takes the difference of the metric that was picked', async () => {
    writeVariant('base', 1, [0.78, 0.785, 0.772]);
    writeVariant('flip', 2, [0.798, 0.8, 0.791], { model: { dropout: 0.5 } });
    const all = await records();
    const view = await compareRuns(all);
    assert.deepEqual(view.metrics.slice(0, 6), [
      'accuracy',
      'macroF1',
      'balancedAccuracy',
      'loss',
      'brier',
      'recall:angry',
    ]);
    const differenceIn = async (metric: string) => rowOf(await compareRuns(all, { metric }), 'flip').difference!;
    const [base, flip] = ['base', 'flip'].map((variant) => rowOf(view, variant).metrics);
    const macroF1 = await differenceIn('macroF1');
    assert.ok(Math.abs(macroF1.mean - (flip!.testMacroF1!.mean - base!.testMacroF1!.mean)) < 1e-9);
    const loss = await differenceIn('loss');
    assert.ok(Math.abs(loss.mean - (flip!.testLoss!.mean - base!.testLoss!.mean)) < 1e-6);
    // A lower loss is better.
    assert.match(loss.words, /^Real: −0\.\d{3} \(−0\.\d{3} to −0\.\d{3}\), 3 of 3 seeds better$/);
    assert.equal((await compareRuns(all, { metric: 'recall:none' })).metric, 'accuracy');
  });

  it('shows what the differences are of, for each metric', async () => {
    const accuracies = { base: [0.78, 0.785, 0.772], flip: [0.798, 0.8, 0.791] };
    writeVariant('base', 1, accuracies.base);
    writeVariant('flip', 2, accuracies.flip, { model: { dropout: 0.5 } });
    const all = await records();
    const { metrics } = await compareRuns(all);
    for (const metric of metrics) {
      const view = await compareRuns(all, { metric });
      const { chosen, difference } = rowOf(view, 'flip');
      const between = chosen!.mean - rowOf(view, 'base').chosen!.mean;
      assert.ok(Math.abs(between - difference!.mean) < 1e-6, `${metric}: ${between} and ${difference!.mean}`);
      assert.ok(chosen!.low! < chosen!.mean && chosen!.mean < chosen!.high!, metric);
    }
    const means = (['base', 'flip'] as const).map((variant) => mean(accuracies[variant]));
    const brier = await compareRuns(all, { metric: 'brier' });
    // The answer has a probability of 0.9, each of the six others a sixtieth.
    const right = 0.1 ** 2 + 6 / 60 ** 2;
    const wrong = 0.9 ** 2 + (59 / 60) ** 2 + 5 / 60 ** 2;
    ['base', 'flip'].forEach((variant, index) => {
      const expected = means[index]! * right + (1 - means[index]!) * wrong;
      assert.ok(Math.abs(rowOf(brier, variant).chosen!.mean - expected) < 1e-6, variant);
    });
    const happy = rowOf(await compareRuns(all, { metric: 'recall:happy' }), 'flip').chosen!;
    const summaries = await Promise.all(
      all.flatMap(({ resolved, directory }) => (resolved.variant === 'flip' ? [readSummary(directory)] : [])),
    );
    const recalls = summaries.map((summary) => summary!.splits['test']!.classes[3]!.recall);
    assert.ok(Math.abs(happy.mean - mean(recalls)) < 1e-12);
    assert.deepEqual(
      [happy.minimum, happy.maximum, happy.count],
      [Math.min(...recalls), Math.max(...recalls), recalls.length],
    );
  });

  it('has one column of the metric that the differences are of', async () => {
    writeVariant('base', 1, [0.78, 0.785]);
    const all = await records();
    const columns = async (metric: string): Promise<string[]> =>
      comparisonTable(await compareRuns(all, { metric })).head;
    assert.deepEqual(await columns('accuracy'), [
      'Variant',
      'Test accuracy',
      'Difference in points',
      'Macro-F1',
      'Runs',
    ]);
    assert.deepEqual(await columns('macroF1'), [
      ...['Variant', 'Test accuracy', 'Macro-F1', 'Difference in macro-F1, points', 'Runs'],
    ]);
    assert.deepEqual(await columns('recall:happy'), [
      ...['Variant', 'Test accuracy', 'Recall of happy', 'Difference in recall of happy, points', 'Macro-F1', 'Runs'],
    ]);
  });

  it('counts a network once, however often it is evaluated', async () => {
    const [parent] = writeVariant('base', 1, [0.6]);
    const child: FakeRun = {
      initFrom: { experiment: 'fake.ferexp.json', variant: 'base', run: parent!, ancestry: 'a' },
      training: { epochs: 0 },
    };
    writeVariant('augmented', 2, [0.62, 0.62, 0.62, 0.62, 0.62], child);
    const row = rowOf(await compare(), 'augmented');
    assert.equal(row.metrics.testAccuracy?.count, 1);
    assert.equal(row.metrics.testAccuracy.low, undefined);
    assert.equal(row.difference?.test, 'oneEach');
    assert.match(row.difference.words, /one (run|network) each/);
    assert.ok(
      row.notes.some((note) => /^All 5 runs evaluate one trained network \(fake\/.*counts once/.test(note)),
      row.notes.join('\n'),
    );
  });

  it('pairs the same networks, evaluated in another way', async () => {
    const parents = writeVariant('base', 1, [0.6, 0.63, 0.61]);
    parents.forEach((run, repeat) =>
      writeVariant('augmented', 2, [0.62 + repeat / 1000], {
        repeat,
        seed: 40 + repeat,
        initFrom: { experiment: 'fake.ferexp.json', variant: 'base', run, ancestry: 'a' },
        training: { epochs: 0 },
      }),
    );
    const row = rowOf(await compare(), 'augmented');
    assert.equal(row.difference?.test, 'paired');
    assert.deepEqual(row.difference.networks, [3, 3]);
  });

  it('says when repeats were added later', async () => {
    writeVariant('base', 1, [0.6, 0.61, 0.62], { repeats: 3 });
    writeVariant('base', 2, [0.6], { repeat: 3, repeats: 5 });
    assert.ok(rowOf(await compare(), 'base').notes.some((note) => /^Repeats were planned as 3 and 5: /.test(note)));
  });

  it('takes the differences to the row that was picked', async () => {
    writeVariant('base', 1, [0.78, 0.785, 0.772]);
    writeVariant('flip', 2, [0.798, 0.8, 0.791], { model: { dropout: 0.5 } });
    const flip = rowOf(await compare(), 'flip').id;
    const view = await compare(flip);
    assert.equal(view.baseline, flip);
    assert.equal(rowOf(view, 'flip').difference, undefined);
    assert.match(rowOf(view, 'base').difference!.words, /^Real: −1\.7 points .*3 of 3 seeds worse/);
    assert.equal((await compare('gone')).baseline, rowOf(view, 'base').id);
  });

  it('is not sure of two pairs that agree to the image', async () => {
    writeVariant('base', 1, [0.5, 0.51]);
    writeVariant('flip', 2, [0.505, 0.515], { model: { dropout: 0.5 } });
    const { difference } = rowOf(await compare(), 'flip');
    // By test/fixtures/statistics/statistics.py, crossed(flip − base).
    assert.ok(Math.abs(difference!.p - 0.0015830485821771362) < 1e-6, String(difference!.p));
    assert.match(
      difference!.words,
      /^Cannot tell: \+0\.5 points .*, 2 of 2 seeds better; two seeds are too few, so repeat with 3 or more$/,
    );
  });

  it('compares runs of other seeds as groups', async () => {
    writeVariant('base', 1, [0.78, 0.785, 0.772]);
    for (const [index, testAccuracy] of [0.8, 0.805].entries()) {
      writeVariant('flip', 2 + index, [testAccuracy], { seed: 50 + index, repeat: index, model: { dropout: 0.5 } });
    }
    const { difference } = rowOf(await compare(), 'flip');
    assert.equal(difference?.test, 'unpaired');
    // By test/fixtures/statistics/statistics.py, crossed(flip, base).
    assert.ok(Math.abs(difference.low - 0.009896958610882023) < 1e-6, String(difference.low));
    assert.match(difference.words, /2 against 3 networks, not paired by seed/);
  });

  it('throws no seed away where only some are shared', async () => {
    writeVariant('base', 1, [0.7, 0.71, 0.72, 0.6, 0.61]);
    [0.69, 0.7, 0.75, 0.76, 0.77].forEach((testAccuracy, index) =>
      // Seeds 1 and 2 are those of the baseline, on which the row is worse.
      writeVariant('flip', 2 + index, [testAccuracy], {
        seed: index < 2 ? index + 1 : 50 + index,
        repeat: index,
        model: { dropout: 0.5 },
      }),
    );
    const { difference } = rowOf(await compare(), 'flip');
    assert.equal(difference?.test, 'unpaired');
    assert.deepEqual(difference.networks, [5, 5]);
    assert.ok(Math.abs(difference.mean - (0.734 - 0.668)) < 1e-9, 'the difference of the means that are shown');
  });

  it('claims nothing where one row has a single network', async () => {
    writeVariant('base', 1, [0.5, 0.502, 0.504]);
    writeVariant('flip', 2, [0.9], { model: { dropout: 0.5 } });
    const { difference } = rowOf(await compare(), 'flip');
    assert.equal(difference?.test, 'oneAgainstSeveral');
    assert.match(difference.words, /^Cannot tell: \+39\.8 points .*, 1 against 3 networks; repeat both with the same/);
  });

  it('compares single runs by the images that only one gets right', async () => {
    const [base] = writeVariant('base', 1, [0.8]);
    const [flip] = writeVariant('flip', 2, [0.85], { model: { dropout: 0.5 } });
    await predict(base!, (example) => example >= 30);
    await predict(flip!, (example) => example < 180 && (example < 10 || example >= 14));
    const { difference } = rowOf(await compare(), 'flip');
    // Only flip is right on 26 of the first 30; only base on the last 20: scipy.stats.binomtest(20, 46).
    assert.equal(difference?.test, 'oneEach');
    assert.deepEqual(difference.networks, [1, 1]);
    assert.ok(Math.abs(difference.mean - 6 / 200) < 1e-12);
    assert.ok(Math.abs(difference.p - 0.4613911821367651) < 1e-9, String(difference.p));
    assert.match(difference.words, /^Cannot tell: .* on the same 200 faces, one network each; repeat with 3 seeds$/);
  });

  it('gives no difference where it cannot: predictions missing, other labels, other faces', async () => {
    const [base] = writeVariant('base', 1, [0.8], { predictions: false });
    const [flip] = writeVariant('flip', 2, [0.85], { predictions: false, model: { dropout: 0.5 } });
    const why = async (): Promise<string> => {
      const row = rowOf(await compare(), 'flip');
      assert.equal(row.difference, undefined);
      return row.notes.join('\n');
    };
    assert.match(await why(), /No difference is shown: single networks are compared face by face, and predictions of/);
    await predict(base!, () => true);
    await predict(flip!, () => true, new Uint8Array(200));
    assert.match(await why(), /No difference is shown: this row was tested with other labels than the baseline\./);
    await predict(flip!, () => true, new Uint8Array(199));
    assert.match(await why(), /this row was tested with other test faces than the baseline\./);
  });

  it('takes no difference to rows with other labels or on a share of the data', async () => {
    writeVariant('base', 1, [0.6, 0.61, 0.62]);
    writeVariant('part', 2, [0.8, 0.81, 0.82], { fraction: 0.2, testExamples: 200, fingerprint: 'b'.repeat(64) });
    const row = rowOf(await compare(), 'part');
    assert.equal(row.difference, undefined);
    assert.ok(
      row.notes.some((note) => /this row was tested with other test faces/.test(note)),
      row.notes.join('\n'),
    );
  });
});

describe('looks at test faces', () => {
  const { writeVariant, records } = useComparison();

  it('are counted over the project: every finished run on these faces with these labels', async () => {
    writeVariant('base', 1, [0.6, 0.61, 0.62]);
    writeVariant('flip', 2, [0.6], { model: { dropout: 0.5 } });
    // Trained on other images, but tested on the same.
    writeVariant('other', 3, [0.6, 0.7], { experiment: 'other', fingerprint: 'b'.repeat(64) });
    writeVariant('fewer', 4, [0.6], { testExamples: 990, fingerprint: 'c'.repeat(64) });
    writeVariant('failed', 5, [0.6], { state: 'failed' });
    const project = await records();
    const view = await compareRuns(
      project.filter(({ resolved }) => resolved.variant === 'base'),
      { project },
    );
    assert.deepEqual(view.looks, { runs: 6, faces: 1000 });
    assert.equal(
      looksWords(view.looks),
      '6 finished runs of this project were tested on these 1,000 faces. Whoever chooses by their results needs other faces for a last test: choose by validation.',
    );
    assert.equal(looksWords({ runs: 1, faces: 1000 }), undefined);
  });

  it('that chose the epoch are marked, also those of a run that it starts from', async () => {
    const [parent] = writeVariant('base', 1, [0.6], { validation: 'publicTest' });
    writeVariant('augmented', 2, [0.62], {
      initFrom: { experiment: 'fake.ferexp.json', variant: 'base', run: parent!, ancestry: 'a' },
      training: { epochs: 0 },
    });
    writeVariant('honest', 3, [0.6], { model: { dropout: 0.5 } });
    const view = await compareRuns(await records());
    const isMarked = (variant: string): boolean =>
      rowOf(view, variant).notes.includes(
        'Its epoch was chosen on publicTest, which is part of its test faces: its test accuracy is too high.',
      );
    assert.deepEqual(['base', 'augmented', 'honest'].map(isMarked), [true, true, false]);
  });
});
