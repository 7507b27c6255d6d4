/** Where persons are known, they are drawn and not faces: against statsmodels, and where the truth is known. */
import assert from 'node:assert/strict';
import { answersOf, groupsOf, type RunAnswers } from '../../../results/judge/answers';
import { onCommonFaces } from '../../../results/judge/commonFaces';
import { differenceOf, type JudgedRow } from '../../../results/judge/difference';
import type { Network } from '../../../results/judge/networks';
import { facesOf, rightOf } from '../../../results/judge/values';
import { crossedMean, facesTest } from '../../../results/statistics/crossed';
import { Random } from '../../../runner/random';
import { pictureHashBytes } from '../../../storage/run/predictions';
import { toMarkdown } from '../../../results/export/markdown';
import { useComparison } from '../comparing';
import reference from '../../fixtures/statistics/persons.json';

/** The hash of each picture: its number. */
function hashesOf(numbers: readonly number[]): Uint8Array {
  const hashes = new Uint8Array(pictureHashBytes * numbers.length);
  const view = new DataView(hashes.buffer);
  numbers.forEach((number, face) => view.setUint32(pictureHashBytes * face, number));
  return hashes;
}

/** What a network of two classes answered, of which the first is always right. */
function answersOn(right: readonly number[], persons?: Uint32Array, pictures?: Uint8Array): RunAnswers {
  return answersOf({
    ...{ split: 'test', classNames: ['yes', 'no'], samples: 1, labels: new Uint8Array(right.length) },
    probabilities: Float32Array.from(right.flatMap((value) => [value, 1 - value])),
    ids: Uint32Array.from(right, (_, face) => face),
    ...(persons && { persons }),
    ...(pictures && { pictures }),
  });
}

/** A row of networks with seeds from 1. */
function rowOf(runs: readonly RunAnswers[]): JudgedRow & { readonly answers: NonNullable<JudgedRow['answers']> } {
  const networks = runs.map((_, index): Network => {
    const run = { resolved: { seed: index + 1 } } as Network['runs'][number];
    return { id: `${runs.length} ${index} ${Math.random()}`, runs: [run] };
  });
  return {
    networks,
    answers: { faces: runs[0]!.faces, networks: runs.map((run, at) => ({ network: networks[at]!, runs: [run] })) },
  };
}

const close = (actual: number, expected: number, what: string, tolerance = 1e-9): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, expected ${expected}`);

describe('persons among the test faces, against statsmodels', () => {
  for (const { persons, pictures, groups, first, second, mean, difference } of reference) {
    const people = new Set(persons).size;
    it(`${people} persons with ${persons.length} faces: groups, mean, and the difference of two networks`, () => {
      const found = groupsOf(persons.length, hashesOf(pictures), persons);
      assert.deepEqual([...(found.groupOf as Uint32Array)], groups);
      assert.deepEqual([found.groups, found.persons], [Math.max(...groups) + 1, people]);
      const alone = facesTest(first, new Array<number>(first.length).fill(0), found);
      close(alone.mean, mean.mean, 'mean');
      close(alone.low, mean.low, 'low', 1e-6);
      close(alone.high, mean.high, 'high', 1e-6);
      const [row, baseline] = [first, second].map((right) =>
        rowOf([answersOn(right, Uint32Array.from(persons), hashesOf(pictures))]),
      );
      const measured = differenceOf(row!, baseline!, 'accuracy');
      assert.ok(typeof measured === 'object');
      assert.equal(measured.test, 'oneEach');
      close(measured.mean, difference.mean, 'difference');
      close(measured.low, difference.low, 'low of the difference', 1e-6);
      close(measured.high, difference.high, 'high of the difference', 1e-6);
      close(measured.p, difference.p, 'p', 1e-6);
    });
  }

  it('are counted also among the faces of a class, and among common faces', () => {
    const persons = Uint32Array.from([4, 4, 7, 9, 9, 9]);
    const pictures = hashesOf([0, 1, 2, 3, 4, 5]);
    const answers = answersOn([1, 0, 1, 1, 1, 0], persons, pictures);
    assert.deepEqual(facesOf(answers.faces, { recallOf: 0 }).persons, 3);
    const none = facesOf({ ...answers.faces, labels: Uint8Array.from([1, 1, 1, 0, 0, 0]) }, { recallOf: 0 });
    assert.deepEqual([none.groups, none.persons], [1, 1]);
    const fewer = answersOn([1, 0, 1], Uint32Array.from([4, 4, 7]), hashesOf([0, 1, 2]));
    const common = onCommonFaces(rowOf([answers]).answers, rowOf([fewer]).answers);
    assert.ok(typeof common === 'object');
    for (const { faces } of common) assert.deepEqual([faces.groups, faces.persons], [2, 2]);
  });
});

describe('a row whose test faces show persons', () => {
  const { writeVariant, compare, predict } = useComparison();
  const persons = (people: number) => Uint32Array.from({ length: 200 }, (_, face) => face % people);

  it('says how many, and that few are rough', async () => {
    for (const directory of writeVariant('base', 1, [0.7, 0.71])) {
      await predict(directory, (face) => face % 3 > 0, undefined, { persons: persons(12) });
    }
    for (const directory of writeVariant('few', 2, [0.7, 0.71])) {
      await predict(directory, (face) => face % 3 > 0, undefined, { persons: persons(7) });
    }
    const view = await compare();
    const [base, few] = view.rows;
    assert.deepEqual([base?.basis.persons, few?.basis.persons], [12, 7]);
    assert.ok(base?.notes.includes('Its test faces show 12 persons: intervals are for other persons.'));
    assert.ok(
      few?.notes.includes(
        'Its test faces show 7 persons: intervals are for other persons. Of so few, the intervals are rough.',
      ),
    );
    assert.match(toMarkdown(view), /test faces of 12 persons/);
  });

  it('of one run has an interval for other persons', async () => {
    const [directory] = writeVariant('base', 1, [0.5]);
    // Half of ten persons are always right: over persons, 0.5 ± t(0.975, 9) · √(0.25 / 9).
    await predict(directory!, (face) => face % 10 < 5, undefined, { persons: persons(10) });
    const note = (await compare()).rows[0]!.notes.find((each) => each.startsWith('One run only'));
    const half = 2.262157 * Math.sqrt(0.25 / 9);
    const [low, high] = [0.5 - half, 0.5 + half].map((value) => (100 * value).toFixed(1));
    assert.match(note!, new RegExp(`^One run only\\. With other persons its accuracy may be ${low}.* ${high} %;`));
  });
});

describe('intervals where persons differ', () => {
  const replications = 400;
  /** What 400 replications can miss of 93 to 98 %. */
  const slack = 2 * Math.sqrt((0.05 * 0.95) / replications);
  const meanAccuracy = 0.65;
  const truth = 0.02;

  /** Networks of two rows that share faces; persons differ in ease and in what the technique does to them. */
  function draw(random: Random, people: number, networks: number): [RunAnswers[], RunAnswers[]] {
    const persons = Uint32Array.from({ length: people * 12 }, (_, face) => Math.floor(face / 12));
    const ease = Float64Array.from({ length: people }, () => 0.1 * random.normal());
    const effect = Float64Array.from({ length: people }, () => 0.04 * random.normal());
    const network = (sign: number): RunAnswers => {
      const shift = 0.01 * random.normal();
      const right = Array.from(persons, (person) => {
        const chance = meanAccuracy + ease[person]! + shift + sign * (truth + effect[person]!);
        return Number(random.uniform() < chance);
      });
      return answersOn(right, persons);
    };
    return [0, 1].map((sign) => Array.from({ length: networks }, () => network(sign))) as [RunAnswers[], RunAnswers[]];
  }

  for (const people of [12, 40]) {
    for (const networks of [3, 5]) {
      it(`hold in 93 to 98 % what other persons give: ${people} persons, ${networks} seeds`, () => {
        const random = new Random(13, `${people} ${networks}`);
        const held = { ofDifference: 0, ofMean: 0, byFaces: 0 };
        for (let replication = 0; replication < replications; replication++) {
          const [base, flip] = draw(random, people, networks);
          const measured = differenceOf(rowOf(flip), rowOf(base), 'accuracy');
          assert.ok(typeof measured === 'object');
          const { faces } = base[0]!;
          const mean = crossedMean(base.map(rightOf), faces);
          const apart = groupsOf(faces.labels.length, undefined, undefined);
          const byFaces = crossedMean(base.map(rightOf), apart);
          held.ofDifference += Number(measured.low <= truth && truth <= measured.high);
          held.ofMean += Number(mean.low <= meanAccuracy && meanAccuracy <= mean.high);
          held.byFaces += Number(byFaces.low <= meanAccuracy && meanAccuracy <= byFaces.high);
        }
        const share = (count: number): number => count / replications;
        for (const what of ['ofDifference', 'ofMean'] as const) {
          const found = share(held[what]);
          assert.ok(found >= 0.93 - slack && found <= 0.98 + slack, `${what}: ${(100 * found).toFixed(1)} %`);
        }
        // What persons are counted for: faces alone would claim too much.
        assert.ok(share(held.byFaces) < 0.93, `by faces: ${(100 * share(held.byFaces)).toFixed(1)} %`);
      });
    }
  }
});
