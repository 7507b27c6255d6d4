import assert from 'node:assert/strict';
import { compareRuns } from '../../results/compare';
import { forestOf } from '../../results/forest';
import type { Forest } from '../../schemas/messages/comparison';
import { fakeClasses } from '../fixtures/splits';
import { rowOf, useComparison } from './comparing';

describe('differences by class', () => {
  const { writeVariant, records, compare, predict } = useComparison();

  const forest = async (variant: string): Promise<Forest> => {
    const view = await compare();
    const found = await forestOf(await records(), rowOf(view, variant).id, { baseline: view.baseline! });
    assert.ok(found);
    return found;
  };
  const near = (actual: number, expected: number, what: string): void =>
    assert.ok(Math.abs(actual - expected) < 1e-12, `${what}: ${actual}, expected ${expected}`);

  /** Labels in blocks: 100 faces of each class, but 12 of disgust and one of fear. */
  const sizes = [100, 12, 1, 100, 100, 100, 100];
  const labels = Uint8Array.from(sizes.flatMap((size, c) => new Array<number>(size).fill(c)));

  /** Three networks each; `better` says how many more faces of each class the row gets right, whatever the seed. */
  async function rows(better: readonly number[], more: readonly string[] = []): Promise<void> {
    const within = Array.from(labels, (label, face) => face - labels.indexOf(label));
    for (const [day, variant] of ['base', 'flip', ...more].entries()) {
      const directories = writeVariant(variant, day + 1, [0.6, 0.61, 0.62], { model: { dropout: day / 10 } });
      for (const [seed, directory] of directories.entries()) {
        const gain = (c: number): number => (day === 1 ? better[c]! : 0);
        const right = (face: number): boolean =>
          (within[face]! * 37 + seed) % sizes[labels[face]!]! < 0.6 * sizes[labels[face]!]! + gain(labels[face]!);
        await predict(directory, right, labels);
      }
    }
  }

  it('are of accuracy on all faces, then of each class’s recall, with its faces', async () => {
    await rows([0, 0, 0, 20, 0, -5, 0]);
    const { lines, of, baseline } = await forest('flip');
    assert.deepEqual([of, baseline], ['flip', 'base']);
    assert.deepEqual(
      lines.map((line) => [line.class, line.faces]),
      [[undefined, labels.length], ...fakeClasses.map((name, c) => [name, sizes[c]!])],
    );
    // Counted: 20 of 100 more, and 5 fewer.
    near(lines[4]!.difference.mean, 0.2, 'happy');
    near(lines[6]!.difference.mean, -0.05, 'surprise');
    near(lines[0]!.difference.mean, 15 / labels.length, 'all faces');
  });

  it('are those of the comparison by the recall of the class, and by accuracy', async () => {
    await rows([0, 0, 0, 20, 0, -5, 3]);
    const { lines } = await forest('flip');
    for (const { class: name, difference } of lines) {
      const metric = name === undefined ? 'accuracy' : `recall:${name}`;
      const other = rowOf(await compareRuns(await records(), { metric }), 'flip').difference!;
      for (const key of ['mean', 'low', 'high', 'p'] as const) near(difference[key], other[key], `${metric} ${key}`);
      assert.deepEqual(difference.theseFaces, other.theseFaces);
    }
  });

  it('take into account that all classes were looked at, and all rows', async () => {
    await rows([0, 0, 0, 20, 0, -5, 3], ['crop', 'rotate']);
    const { lines, note } = await forest('flip');
    const classes = lines.slice(1).map(({ difference }) => difference);
    // Holm's by its definition: the largest, over all that are no larger, of p times how many are left.
    const raw = classes.map(({ p }) => Math.min(1, 3 * p));
    classes.forEach((difference, index) => {
      const expected = Math.max(
        ...raw.filter((p) => p <= raw[index]!).map((p) => Math.min(1, p * raw.filter((other) => other >= p).length)),
      );
      near(difference.adjustedP, expected, fakeClasses[index]!);
      assert.equal(difference.compared, 21);
    });
    assert.equal(lines[0]!.difference.compared, 3);
    assert.equal(lines[4]!.difference.verdict, 'real');
    assert.equal(
      note,
      '7 classes and 3 rows were looked at, and p-values take that into account (Holm): real is the difference of happy. A class whose interval excludes 0 may do so by chance.',
    );
  });

  it('are numbers also of a class with one face', async () => {
    await rows([0, 0, 0, 0, 0, 0, 0]);
    const { low, high, p } = (await forest('flip')).lines[3]!.difference;
    assert.ok([low, high, p].every(Number.isFinite), [low, high, p].join(' '));
    assert.ok(low < -0.99 && high > 0.99, 'one face says nothing');
  });

  it('are none of the baseline, of a row without a result, and without predictions; and say why', async () => {
    await rows([0, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual((await forest('base')).lines, []);
    assert.equal((await forest('base')).note, 'This row is the baseline.');
    writeVariant('lost', 4, [0.6, 0.61, 0.62], { predictions: false, model: { dropout: 0.4 } });
    assert.match((await forest('lost')).note, /predictions of some runs are missing or damaged/);
    writeVariant('waiting', 5, [0.6], { state: 'queued', model: { dropout: 0.45 } });
    assert.equal((await forest('waiting')).note, 'A row without a result has no differences.');
    assert.equal(await forestOf(await records(), 'no such row', {}), undefined);
  });
});
