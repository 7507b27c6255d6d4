/**
 * What the verdicts claim, checked where the truth is known: networks are drawn that differ by nothing, or by what is known,
 * on faces of a known kind, and the judge of the product is asked. Seeded: the same figures each time.
 */
import assert from 'node:assert/strict';
import { answersOf, type RunAnswers } from '../../../results/judge/answers';
import { differenceOf, type JudgedRow } from '../../../results/judge/difference';
import { judge, type Candidate } from '../../../results/judge/judge';
import type { Network } from '../../../results/judge/networks';
import { crossedMean } from '../../../results/statistics/crossed';
import { rightOf } from '../../../results/judge/values';
import { Random } from '../../../runner/random';

const faces = 400;
/** About what 400 replications can tell: 5 % has a standard error of 1.1 %. */
const replications = 400;
/** A false "Real" in at most 6 % of cases, and what chance adds to that here. */
const mostFalse = 0.06 + 2 * Math.sqrt((0.06 * 0.94) / replications);

interface Row extends JudgedRow, Candidate {
  readonly networks: readonly Network[];
}

interface World {
  /** Standard deviation of a network's accuracy from seed to seed. */
  readonly seeds: number;
  /** Standard deviation of what the technique does to single faces; 0 on average. */
  readonly effects?: number;
  /** Share of a network's answers that both rows have in common, as a network with and without test-time augmentation. */
  readonly shared?: number;
  /** What the technique really adds to accuracy. */
  readonly truth?: number;
}

const meanAccuracy = 0.65;

/** Networks of two or more rows on the same new faces. */
class Draw {
  private readonly ease: Float64Array;
  private readonly effects: Float64Array;

  constructor(
    private readonly random: Random,
    private readonly world: World,
  ) {
    // Chances from 0.35 to 0.95 that a network is right.
    this.ease = Float64Array.from({ length: faces }, () => random.between(-0.3, 0.3));
    this.effects = Float64Array.from({ length: faces }, () => (world.effects ?? 0) * random.normal());
  }

  /**
   * @param sign of the technique: 1 with it, 0 without
   * @param luck of each face, for what is shared
   */
  network(sign: number, shift: number, luck: Float64Array): RunAnswers {
    const { truth = 0, shared = 0 } = this.world;
    const labels = new Uint8Array(faces);
    const probabilities = new Float32Array(2 * faces);
    for (let face = 0; face < faces; face++) {
      const chance = meanAccuracy + this.ease[face]! + shift + sign * (truth + this.effects[face]!);
      const drawn = shared > 0 && this.random.uniform() < shared ? luck[face]! : this.random.uniform();
      const right = Number(drawn < chance);
      probabilities[2 * face] = right;
      probabilities[2 * face + 1] = 1 - right;
    }
    const ids = Uint32Array.from(labels, (_, face) => face);
    return answersOf({ split: 'test', classNames: ['yes', 'no'], samples: 1, probabilities, ids, labels });
  }

  /** Rows with the same seeds: the first without the technique, `others` with it. */
  rows(networks: number, others = 1, seedsOf: (row: number, seed: number) => number = (_, seed) => seed): Row[] {
    const signs = [0, ...new Array<number>(others).fill(1)];
    const runs = signs.map(() => [] as RunAnswers[]);
    for (let network = 0; network < networks; network++) {
      const luck = Float64Array.from({ length: this.world.shared === undefined ? 0 : faces }, () =>
        this.random.uniform(),
      );
      const together = this.world.seeds * this.random.normal();
      const apart = (): number => this.world.seeds * this.random.normal();
      // A technique that only evaluates has the network of the other row.
      for (const [row, sign] of signs.entries()) {
        runs[row]!.push(this.network(sign, this.world.shared === undefined ? apart() : together, luck));
      }
    }
    return runs.map((each, row) => candidate(each, (network) => seedsOf(row, network)));
  }
}

function candidate(runs: readonly RunAnswers[], seedOf: (network: number) => number): Row {
  const networks = runs.map((_, network): Network => {
    const run = { resolved: { seed: seedOf(network) } } as Network['runs'][number];
    return { id: `${Math.random()}`, runs: [run] };
  });
  const answers = {
    faces: runs[0]!.faces,
    networks: runs.map((answersOfRun, network) => ({ network: networks[network]!, runs: [answersOfRun] })),
  };
  return { networks, answers, hasAnswers: true, unlearned: 0 };
}

/** Judges the rows against the first, by accuracy. */
function judged(rows: readonly Row[]): ReturnType<typeof judge> {
  const [baseline] = rows;
  const outcomes = rows.map((row) => (row === baseline ? undefined : differenceOf(row, baseline!, 'accuracy')));
  return judge(rows, baseline, 'accuracy', outcomes);
}

const isReal = (outcome: ReturnType<typeof judge>[number]): boolean =>
  typeof outcome === 'object' && outcome.verdict.verdict === 'real';

/** The share of replications in which any row is called real. */
function shareOfReal(name: string, draw: (draw: Draw) => Row[], world: World): number {
  const random = new Random(7, name);
  let found = 0;
  for (let replication = 0; replication < replications; replication++) {
    const rows = draw(new Draw(random, world));
    if (judged(rows).some(isReal)) found++;
  }
  return found / replications;
}

describe('verdicts where nothing differs', () => {
  const worlds: Readonly<Record<string, World>> = {
    'seeds spread by half a point': { seeds: 0.005 },
    'seeds spread by two points': { seeds: 0.02 },
    'a technique helps some faces and hurts others': { seeds: 0.005, effects: 0.1 },
    'the networks are the same, evaluated in two ways': { seeds: 0.01, effects: 0.05, shared: 0.9 },
  };
  for (const [name, world] of Object.entries(worlds)) {
    for (const networks of [3, 5, 10]) {
      it(`${name}: ${networks} seeds are called real in at most 6 %`, () => {
        const share = shareOfReal(`${name} ${networks}`, (draw) => draw.rows(networks), world);
        assert.ok(share <= mostFalse, `${(100 * share).toFixed(1)} %`);
      });
    }
  }

  it('one run each is never called real', () => {
    assert.equal(
      shareOfReal('single', (draw) => draw.rows(1), { seeds: 0.02 }),
      0,
    );
  });

  it('seeds of which only some are shared are all used, and called real in at most 6 %', () => {
    const seedsOf = (row: number, seed: number): number => (row === 0 ? seed : seed + 3);
    const share = shareOfReal('shared', (draw) => draw.rows(5, 1, seedsOf), { seeds: 0.02 });
    assert.ok(share <= mostFalse, `${(100 * share).toFixed(1)} %`);
  });

  for (const networks of [3, 5]) {
    it(`ten variants of ${networks} seeds: any is called real in at most 6 %`, () => {
      const share = shareOfReal(`ten ${networks}`, (draw) => draw.rows(networks, 10), { seeds: 0.02 });
      assert.ok(share <= mostFalse, `${(100 * share).toFixed(1)} %`);
    });
  }
});

describe('verdicts where something differs', () => {
  it('find five points with five seeds', () => {
    const share = shareOfReal('five points', (draw) => draw.rows(5), { seeds: 0.005, truth: 0.05 });
    assert.ok(share > 0.6, `${(100 * share).toFixed(1)} %`);
  });
});

describe('intervals', () => {
  const worlds: Readonly<Record<string, World>> = {
    'seeds spread by one point': { seeds: 0.01, truth: 0.02 },
    'seeds spread by two points, effects by face': { seeds: 0.02, effects: 0.1, truth: 0.02 },
  };
  /** What 400 replications can miss of 93 to 98 %. */
  const slack = 2 * Math.sqrt((0.05 * 0.95) / replications);
  for (const [name, world] of Object.entries(worlds)) {
    for (const networks of [3, 5, 10]) {
      it(`${name}: ${networks} seeds hold what other seeds and other faces give in 93 to 98 %`, () => {
        const random = new Random(11, `${name} ${networks}`);
        let [ofDifference, ofMean] = [0, 0];
        for (let replication = 0; replication < replications; replication++) {
          const rows = new Draw(random, world).rows(networks);
          const difference = judged(rows)[1];
          assert.ok(typeof difference === 'object');
          const { low, high } = difference.measured;
          if (low <= world.truth! && world.truth! <= high) ofDifference++;
          const { networks: read, faces: groups } = rows[0]!.answers!;
          const mean = crossedMean(
            read.map(({ runs }) => rightOf(runs[0]!)),
            groups,
          );
          if (mean.low <= meanAccuracy && meanAccuracy <= mean.high) ofMean++;
        }
        for (const [what, count] of Object.entries({ ofDifference, ofMean })) {
          const share = count / replications;
          assert.ok(share >= 0.93 - slack && share <= 0.98 + slack, `${what}: ${(100 * share).toFixed(1)} %`);
        }
      });
    }
  }
});
