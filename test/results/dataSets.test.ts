/** Training set × test set: cells, their intervals, classes, and what may not be compared. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { compareRuns } from '../../results/compare';
import { dataSetsOf } from '../../results/dataSets';
import { wilsonInterval } from '../../results/statistics/binomial';
import { crossedMean, facesTest } from '../../results/statistics/crossed';
import { setSplit } from '../../schemas/dataSets';
import { pictureHashBytes, predictionsFile, readPredictions, writePredictions } from '../../storage/run/predictions';
import { fakeClasses } from '../fixtures/splits';
import { useComparison } from './comparing';

const close = (actual: number | undefined, expected: number): void =>
  assert.ok(Math.abs(actual! - expected) < 1e-9, `${actual}, expected ${expected}`);

describe('dataSetsOf', () => {
  const { writeVariant, records } = useComparison();

  /** Runs of both sets, each tested on the other. */
  const write = (seeds = 3, [dayOfA, dayOfB] = [1, 2]): Record<'a' | 'b', string[]> => {
    const of = (own: string, other: string, day: number): string[] =>
      writeVariant(
        `source-${own}`,
        day,
        Array.from({ length: seeds }, (_, seed) => 0.7 + seed / 100),
        {
          testExamples: 140,
          sets: { own, others: { [other]: 0.4 } },
          fingerprint: own.repeat(64),
        },
      );
    return { a: of('a', 'b', dayOfA), b: of('b', 'a', dayOfB) };
  };

  /** 1 where the answer is the label, of the faces whose label is kept. */
  async function right(directory: string, split: string, keep: (label: number) => boolean = () => true) {
    const { probabilities, labels } = await readPredictions(directory, split);
    const values: number[] = [];
    labels.forEach((label, face) => {
      if (!keep(label)) return;
      const answers = [...probabilities.subarray(face * fakeClasses.length, (face + 1) * fakeClasses.length)];
      values.push(Number(answers.indexOf(Math.max(...answers)) === label));
    });
    return values;
  }
  const apart = (count: number) => ({ groupOf: Array.from({ length: count }, (_, face) => face), groups: count });
  const share = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('has nothing where no run was tested on sets', async () => {
    writeVariant('base', 1, [0.5]);
    assert.equal(await dataSetsOf(await records()), undefined);
  });

  it('has the mean over networks and the interval over seeds and faces', async () => {
    const { a } = write();
    const matrix = (await dataSetsOf(await records()))!;
    assert.deepEqual(
      [matrix.sets, matrix.rows.map(({ set }) => set)],
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
    );
    const [own, other] = matrix.rows[0]!.cells;
    assert.deepEqual([own!.same, other!.same, own!.seen, other!.seen], [true, false, 7, 0]);
    for (const [cell, split] of [
      [own, 'test'],
      [other, setSplit('b')],
    ] as const) {
      const answers = await Promise.all(a.map((directory) => right(directory, split)));
      const expected = crossedMean(answers, apart(140));
      close(cell!.estimates.accuracy.mean, share(answers.map(share)));
      close(cell!.estimates.accuracy.low, expected.low);
      close(cell!.estimates.accuracy.high, expected.high);
    }
  });

  it('has the rows in the order of the sets, whichever was trained last', async () => {
    write(3, [2, 1]);
    const { sets, rows } = (await dataSetsOf(await records()))!;
    assert.deepEqual(
      rows.map(({ set, cells }) => [set, cells.map((cell) => cell!.same)]),
      sets.map((set, row) => [set, sets.map((_, column) => column === row)]),
    );
  });

  it('has Wilson’s interval of one network, and of persons one of t', async () => {
    const { a } = write(1);
    const [single] = (await dataSetsOf(await records()))!.rows;
    const answers = await right(a[0]!, 'set-b');
    const { low, high } = wilsonInterval(share(answers), 140);
    close(single!.cells[1]!.estimates.accuracy.low, low);
    close(single!.cells[1]!.estimates.accuracy.high, high);
    const predictions = await readPredictions(a[0]!, 'set-b');
    const persons = Uint32Array.from(predictions.ids, (id) => Math.floor(id / 20));
    await writePredictions(a[0]!, { ...predictions, persons });
    const { rows, notes } = (await dataSetsOf(await records()))!;
    const expected = facesTest(answers, new Float64Array(140), { groupOf: [...persons], groups: 7 });
    close(rows[0]!.cells[1]!.estimates.accuracy.low, Math.max(0, expected.low));
    close(rows[0]!.cells[1]!.estimates.accuracy.high, expected.high);
    assert.equal(rows[0]!.cells[1]!.persons, 7);
    assert.ok(notes.includes('The test faces of b show 7 persons: the intervals of that column are rough.'));
  });

  it('marks the own faces of a network also where they have another name', async () => {
    const { a } = write();
    for (const directory of a) {
      const { pictures } = await readPredictions(directory, 'test');
      await writePredictions(directory, { ...(await readPredictions(directory, 'set-b')), pictures: pictures! });
    }
    const { rows } = (await dataSetsOf(await records()))!;
    assert.deepEqual(
      rows[0]!.cells.map((cell) => cell!.same),
      [true, true],
    );
  });

  it('has an interval of a network that is right, or wrong, about every face, some of which are copies', async () => {
    const { a } = write(1);
    for (const [directory, split] of [
      [a[0]!, 'test'],
      [a[0]!, 'set-b'],
    ] as const) {
      const predictions = await readPredictions(directory, split);
      const pictures = Uint8Array.from(predictions.pictures!);
      // The second face is a copy of the first.
      pictures.copyWithin(pictureHashBytes, 0, pictureHashBytes);
      const wrong = split === 'set-b' ? 1 : 0;
      const probabilities = new Float32Array(predictions.probabilities.length);
      predictions.labels.forEach((label, face) => {
        probabilities[face * fakeClasses.length + ((label + wrong) % fakeClasses.length)] = 1;
      });
      await writePredictions(directory, { ...predictions, pictures, probabilities });
    }
    const [row] = (await dataSetsOf(await records()))!.rows;
    // Wilson's of 139 faces that are not copies; of 20 faces of each class, 7 × 20 and at most 139.
    const edge = 1.959963984540054 ** 2;
    for (const metric of ['accuracy', 'balancedAccuracy'] as const) {
      const [own, other] = row!.cells.map((cell) => cell!.estimates[metric]);
      assert.deepEqual([own!.mean, own!.high, other!.mean, other!.low], [1, 1, 0, 0]);
      close(own!.low, 1 - edge / (139 + edge));
      close(other!.high, edge / (139 + edge));
    }
  });

  it('has Wilson’s interval of as many persons where a network is wrong about every face', async () => {
    const { a } = write(1);
    for (const split of ['test', 'set-b'] as const) {
      const predictions = await readPredictions(a[0]!, split);
      const probabilities = new Float32Array(predictions.probabilities.length);
      predictions.labels.forEach((label, face) => {
        probabilities[face * fakeClasses.length + ((label + 1) % fakeClasses.length)] = 1;
      });
      const persons = predictions.ids.map((id) => id % 10);
      await writePredictions(a[0]!, { ...predictions, persons, probabilities });
    }
    const edge = 1.959963984540054 ** 2;
    const [row] = (await dataSetsOf(await records()))!.rows;
    close(row!.cells[1]!.estimates.accuracy.high, edge / (10 + edge));
    const [ofRow] = (await compareRuns(await records())).rows;
    const words = 'One run only. With other persons its accuracy may be 0.0 to 27.8 %; another seed may differ more.';
    assert.ok(ofRow!.notes.includes(words), ofRow!.notes.join('\n'));
  });

  it('says where a row was tested with other labels than the first one', async () => {
    const { a } = write();
    for (const directory of a) {
      const predictions = await readPredictions(directory, 'set-b');
      // No face of this set is neutral.
      const labels = predictions.labels.map((label) => (fakeClasses[label] === 'neutral' ? 0 : label));
      await writePredictions(directory, { ...predictions, labels });
    }
    const { rows, notes } = (await dataSetsOf(await records()))!;
    assert.equal(rows[1]!.cells[1]!.otherFaces, true);
    assert.ok(notes.some((note) => note.startsWith('source-b was tested on other faces or labels of b')));
  });

  it('shows no cell of a set that was not tested on', async () => {
    const { a } = write();
    for (const directory of a) rmSync(predictionsFile(directory, 'set-b'));
    const { rows, notes } = (await dataSetsOf(await records()))!;
    assert.equal(rows[0]!.cells[1], null);
    assert.ok(notes.includes('source-a was not tested on b, or its predictions are missing.'));
  });
});
