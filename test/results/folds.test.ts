/** A matrix over folds: one row a variant, whose faces are each predicted once, by a network that was not trained on them. */
import assert from 'node:assert/strict';
import { compareRuns } from '../../results/compare';
import { facesTable } from '../../results/export/parquet/facesTable';
import { toMethods } from '../../results/export/methods';
import { crossedMean, crossedPairs } from '../../results/statistics/crossed';
import { mcnemarTest } from '../../results/statistics/binomial';
import { splitMetrics } from '../../runner/evaluate/metrics';
import { pictureHashBytes, readPredictions } from '../../storage/run/predictions';
import { fakeClasses } from '../fixtures/splits';
import { rowOf, useComparison } from './comparing';

/** Faces of each fold: not as many in each. */
const sizes = [60, 84, 96];
const close = (actual: number | undefined, expected: number, what: string): void =>
  assert.ok(Math.abs(actual! - expected) < 1e-9, `${what}: ${actual}, expected ${expected}`);

describe('a row over folds', () => {
  const { writeVariant, records, compare, predict } = useComparison();

  /** Whether the network of a seed and fold is right on a face. */
  type Right = (seed: number, fold: number, face: number) => boolean;
  const chance = (seed: number, fold: number, face: number, of: number): boolean =>
    (face * 7 + fold * 3 + seed * (face % 5)) % 10 < of;
  const right: Readonly<Record<string, Right>> = {
    base: (seed, fold, face) => chance(seed, fold, face, 6),
    flip: (seed, fold, face) => chance(seed, fold, face, 6) || (face + seed) % 6 === 0,
  };

  async function writeFolds(
    name: 'base' | 'flip',
    { seeds = [1, 2, 3], folds = [1, 2, 3], persons = false, predictions = true } = {},
  ): Promise<string[]> {
    const directories: string[] = [];
    for (const fold of folds) {
      for (const seed of seeds) {
        const size = sizes[fold - 1]!;
        const answers = Array.from({ length: size }, (_, face) => right[name]!(seed, fold, face));
        const [directory] = writeVariant(`${name === 'base' ? '' : `${name}+`}fold-${fold}`, 1, [0.5], {
          repeat: seed - 1,
          startedAt: `2026-01-0${name === 'base' ? 1 : 2}T0${fold}:0${seed}:00.000Z`,
          holdOut: { folds: 3, fold, seed: 77 },
          fingerprint: String(fold).repeat(64),
          testAccuracy: answers.filter(Boolean).length / size,
          testExamples: size,
          ...(name === 'flip' && { training: { batchSize: 64 } }),
          predictions,
        });
        directories.push(directory!);
        if (!predictions) continue;
        const labels = Uint8Array.from(answers, (_, face) => face % fakeClasses.length);
        const pictures = new Uint8Array(pictureHashBytes * size);
        const view = new DataView(pictures.buffer);
        answers.forEach((_, face) => view.setUint32(pictureHashBytes * face, 1000 * fold + face));
        // A person has 12 faces, all in one fold.
        const who = { persons: Uint32Array.from(answers, (_, face) => 100 * fold + Math.floor(face / 12)) };
        await predict(directory!, (face) => answers[face]!, labels, { pictures, ...(persons && who) });
      }
    }
    return directories;
  }

  /** Right answers of each seed over all faces. */
  const valuesOf = (name: 'base' | 'flip', folds = [1, 2, 3], seeds = [1, 2, 3]): number[][] =>
    seeds.map((seed) =>
      folds.flatMap((fold) =>
        Array.from({ length: sizes[fold - 1]! }, (_, face) => Number(right[name]!(seed, fold, face))),
      ),
    );
  const apart = { groupOf: Array.from({ length: 240 }, (_, face) => face), groups: 240 };
  const people = { groupOf: Array.from({ length: 240 }, (_, face) => Math.floor(face / 12)), groups: 20 };
  const shareOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('has the accuracy over all faces, and its interval over seeds and faces', async () => {
    await writeFolds('base');
    await writeFolds('flip');
    const view = await compare();
    assert.deepEqual(
      view.rows.map(({ variant }) => variant),
      ['base', 'flip'],
    );
    assert.ok(!view.differing.includes('data.holdOut.fold'));
    const base = rowOf(view, 'base');
    const accuracies = valuesOf('base').map(shareOf);
    close(base.metrics.testAccuracy?.mean, shareOf(accuracies), 'accuracy');
    assert.deepEqual([base.metrics.testAccuracy?.count, base.basis.testFaces, base.basis.folds], [3, 240, 3]);
    assert.deepEqual(base.basis.seeds, [1, 2, 3]);
    const expected = crossedMean(valuesOf('base'), apart);
    close(base.metrics.testAccuracy?.low, expected.low, 'low');
    close(base.metrics.testAccuracy?.high, expected.high, 'high');
    const { difference } = rowOf(view, 'flip');
    const measured = crossedPairs(valuesOf('flip'), valuesOf('base'), apart);
    assert.equal(difference?.test, 'paired');
    close(difference.mean, measured.mean, 'difference');
    close(difference.low, measured.low, 'low of the difference');
    close(difference.p, measured.p, 'p');
    assert.ok(
      base.notes.includes(
        'Pooled over all 3 folds: each face is predicted once, by a network that was not trained on it.',
      ),
    );
    assert.deepEqual(
      base.runs.map(({ repeat, fold, network }) => [repeat, fold, network]),
      [1, 2, 3].flatMap((repeat) => [1, 2, 3].map((fold) => [repeat, fold, repeat])),
    );
    assert.match(toMethods(view), /All faces were divided into 3 folds \(seed 77\).*each was predicted once/s);
  });

  it('has macro-F1 of all faces together, and the recall of a class', async () => {
    const directories = await writeFolds('base', { seeds: [1] });
    const parts = await Promise.all(directories.map((directory) => readPredictions(directory, 'test')));
    const whole = splitMetrics(
      Float32Array.from(parts.flatMap(({ probabilities }) => [...probabilities])),
      parts.flatMap(({ labels }) => [...labels]),
      fakeClasses,
    );
    const { metrics } = rowOf(await compare(), 'base');
    close(metrics.testMacroF1?.mean, whole.macroF1, 'macro-F1');
    const happy = await compareRuns(await records(), { metric: 'recall:happy' });
    close(rowOf(happy, 'base').chosen?.mean, whole.classes.find(({ name }) => name === 'happy')!.recall, 'recall');
  });

  it('draws persons over all folds', async () => {
    await writeFolds('base', { persons: true });
    const { metrics, basis } = rowOf(await compare(), 'base');
    const expected = crossedMean(valuesOf('base'), people);
    close(metrics.testAccuracy?.low, expected.low, 'low');
    assert.equal(basis.persons, 20);
    assert.match(toMethods(await compare()), /faces of the same person or with the same picture count as one cluster/);
  });

  it('tells other tools the same persons: each has a number of its own over all folds, in every run', async () => {
    await writeFolds('base', { persons: true });
    const { columns, groups } = await facesTable(await compare());
    const at = (name: string) => columns.findIndex((column) => column.name === name);
    const seen = new Map<string, Set<string>>();
    for await (const values of groups) {
      for (let line = 0; line < values[0]!.length; line++) {
        const [person, group] = ['person', 'group'].map((name) => String(values[at(name)]![line]));
        seen.set(person!, (seen.get(person!) ?? new Set()).add(group!));
      }
    }
    assert.equal(seen.size, 20);
    assert.deepEqual(
      [...seen.values()].map(({ size }) => size),
      Array.from({ length: 20 }, () => 1),
    );
    assert.equal(new Set([...seen.values()].flatMap((of) => [...of])).size, 20);
  });

  it('of one repeat is compared face by face, and claims nothing of the technique', async () => {
    await writeFolds('base', { seeds: [1] });
    await writeFolds('flip', { seeds: [1] });
    const flip = rowOf(await compare(), 'flip');
    const [ours, theirs] = [valuesOf('flip')[0]!, valuesOf('base')[0]!];
    const only = (first: readonly number[], second: readonly number[]): number =>
      first.filter((value, face) => value > second[face]!).length;
    const { p } = mcnemarTest(only(ours, theirs), only(theirs, ours), 240);
    close(flip.difference?.p, p, 'p');
    assert.match(
      flip.difference!.words,
      /^These networks differ: .* on the same 240 faces, .*; one repeat of the folds each says nothing of the technique/,
    );
    assert.ok(flip.notes.includes('One repeat of the folds only: another seed gives other networks.'));
  });

  it('pools the folds that every seed has, and says what is missing', async () => {
    await writeFolds('base', { seeds: [1, 2], folds: [1, 2] });
    await writeFolds('base', { seeds: [3], folds: [1] });
    const { metrics, notes, basis, runs } = rowOf(await compare(), 'base');
    close(metrics.testAccuracy?.mean, shareOf(valuesOf('base', [1, 2], [1, 2]).map(shareOf)), 'accuracy');
    assert.equal(basis.testFaces, 144);
    for (const note of [
      'Pooled over folds 1 and 2 of 3: each face is predicted once, by a network that was not trained on it.',
      'The other folds have no result of these seeds yet.',
      'Seed 3 left out: a result of some of these folds is missing.',
    ]) {
      assert.ok(notes.includes(note), `${note}\n${notes.join('\n')}`);
    }
    assert.deepEqual(
      runs.filter(({ network }) => network === undefined).map(({ seed, fold }) => [seed, fold]),
      [[3, 1]],
    );
  });

  it('with folds that the baseline lacks has no difference', async () => {
    await writeFolds('base');
    await writeFolds('flip', { folds: [1, 2] });
    assert.ok(
      rowOf(await compare(), 'flip').notes.includes(
        'No difference is shown: this row was tested with other test faces than the baseline.',
      ),
    );
  });

  it('without predictions has neither accuracy nor difference', async () => {
    await writeFolds('base');
    await writeFolds('flip', { predictions: false });
    const flip = rowOf(await compare(), 'flip');
    assert.equal(flip.metrics.testAccuracy, undefined);
    assert.ok(flip.metrics.bestValidationAccuracy);
    assert.ok(flip.notes.includes('No difference is shown: predictions of some folds are missing or damaged.'));
  });

  it('names the fold of a network that learned nothing', async () => {
    for (const [fold, accuracy] of [1 / 7, 0.05].entries()) {
      writeVariant(`fold-${fold + 1}`, 1, [accuracy], {
        holdOut: { folds: 2, fold: fold + 1, seed: 77 },
        fingerprint: String(fold).repeat(64),
        startedAt: `2026-01-01T0${fold}:00:00.000Z`,
      });
    }
    const { notes } = rowOf(await compare(), 'base');
    assert.match(notes.join('\n'), /learned nothing\. Seed 1, fold 1: .*\. Seed 1, fold 2: /);
  });

  it('is none of networks that start from another run each', async () => {
    for (const fold of [1, 2]) {
      writeVariant(`fold-${fold}`, fold, [0.6], {
        holdOut: { folds: 2, fold, seed: 77 },
        fingerprint: String(fold).repeat(64),
        initFrom: {
          experiment: 'custom.ferexp.json',
          variant: `fold-${fold}`,
          run: `/project/.ferexp/runs/custom/p${fold}`,
          ancestry: String(fold).repeat(12),
        },
      });
    }
    assert.deepEqual(
      (await compare()).rows.map(({ variant }) => variant),
      ['fold-1', 'fold-2'],
    );
  });

  it('is none of single folds, which are no variants of one another', async () => {
    writeVariant('base', 1, [0.6, 0.7], { holdOut: { folds: 5, fold: 1, seed: 77 } });
    writeVariant('other', 2, [0.6, 0.7], {
      ...{ holdOut: { folds: 5, fold: 2, seed: 77 }, training: { batchSize: 64 } },
      testExamples: 900,
    });
    const { notes, difference } = rowOf(await compareRuns(await records(), { commonFaces: true }), 'other');
    assert.equal(difference, undefined);
    assert.ok(
      notes.includes(
        'No difference is shown: this row was tested on another fold than the baseline. Folds are not variants: they have other faces, whatever they are trained with.',
      ),
      notes.join('\n'),
    );
    assert.ok(notes.includes('Tested on fold 2 of 5 alone: run the others too, for their result together.'));
  });
});
