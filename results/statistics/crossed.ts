/**
 * Intervals over networks and faces: what to expect of another network, trained with another seed, on other faces of the
 * same kind. Each value belongs to one network and one face, and both are samples, so the variance is clustered two ways
 * (Cameron, Gelbach and Miller, 2011; Owen, 2007). An interval over seeds alone speaks of these test faces only.
 */
import type { Spread } from './planning';
import { wilsonInterval } from './binomial';
import { mean, studentTest, type Interval, type TestResult, variance } from './student';

/** Which test faces are one observation: those that show the same picture or, where persons are known, the same person. */
export interface FaceGroups {
  /** Group of each face, from 0. */
  readonly groupOf: ArrayLike<number>;
  readonly groups: number;
  /** How many persons the faces show, where these are known. */
  readonly persons?: number;
}

/** Values of each network on each face, such as 1 where it is right: `networks[network][face]`. */
export type Answers = readonly ArrayLike<number>[];

export interface Crossed extends TestResult {
  /** Interval over networks alone, for these test faces. */
  readonly theseFaces: Interval;
}

/** Squared standard errors of a mean over networks and faces, and what they were computed from. */
interface Components {
  readonly mean: number;
  /** Of the choice of seeds. */
  readonly seeds: number;
  /** Of what is neither of a network nor of a face, which `seeds` and the faces' variance both contain. */
  readonly residual: number;
  readonly networks: number;
  /** Mean over networks of each face. */
  readonly ofFace: Float64Array;
}

function componentsOf(networks: Answers, { groupOf, groups }: FaceGroups): Components {
  const count = networks.length;
  const faces = networks[0]!.length;
  const ofFace = new Float64Array(faces);
  const ofNetwork = networks.map((values) => {
    let total = 0;
    for (let face = 0; face < faces; face++) {
      total += values[face]!;
      ofFace[face]! += values[face]! / count;
    }
    return total / faces;
  });
  const overall = mean(ofNetwork);
  if (count === 1) return { mean: overall, seeds: 0, residual: 0, networks: count, ofFace };
  let squares = 0;
  const sums = new Float64Array(groups);
  for (const [network, values] of networks.entries()) {
    sums.fill(0);
    const centre = ofNetwork[network]! - overall;
    for (let face = 0; face < faces; face++) sums[groupOf[face]!]! += values[face]! - ofFace[face]! - centre;
    for (const sum of sums) squares += sum * sum;
  }
  return {
    mean: overall,
    seeds: variance(ofNetwork) / count,
    residual: squares / (count * (count - 1) * faces * faces),
    networks: count,
    ofFace,
  };
}

function minus(first: ArrayLike<number>, second: ArrayLike<number>): Float64Array {
  const differences = new Float64Array(first.length);
  for (let face = 0; face < differences.length; face++) differences[face] = first[face]! - second[face]!;
  return differences;
}

/** A single network is taken to vary from seed to seed as those of the other row. */
function withSpreadOf(single: Components, { seeds, residual, networks }: Components): Components {
  return { ...single, seeds: seeds * networks, residual: residual * networks, networks };
}

/** Squared standard error of the choice of faces, with the groups as clusters. */
function facesVariance(ofFace: ArrayLike<number>, centre: number, { groupOf, groups }: FaceGroups): number {
  const sums = new Float64Array(groups);
  for (let face = 0; face < ofFace.length; face++) sums[groupOf[face]!]! += ofFace[face]! - centre;
  let squares = 0;
  for (const sum of sums) squares += sum * sum;
  return groups < 2 ? 0 : ((groups / (groups - 1)) * squares) / (ofFace.length * ofFace.length);
}

/** @param samples one, or two whose difference `first − second` is meant */
function fromComponents(samples: readonly Components[], groups: FaceGroups): Crossed {
  const [first, second] = samples as [Components, Components?];
  const centre = first.mean - (second?.mean ?? 0);
  const ofFace = second ? minus(first.ofFace, second.ofFace) : first.ofFace;
  const faces = facesVariance(ofFace, centre, groups);
  const seeds = samples.reduce((total, sample) => total + sample.seeds, 0);
  const residual = samples.reduce((total, sample) => total + sample.residual, 0);
  // Satterthwaite's degrees of freedom: each part's square over its own.
  const perDegree = (part: (sample: Components) => number, scale = 1): number =>
    samples.reduce((total, sample) => total + part(sample) ** 2 / ((sample.networks - 1) * scale), 0);
  const ofSeeds = perDegree((sample) => sample.seeds);
  // Faces that all show one picture say nothing of others: the seeds' spread and the step of one face are left.
  const freedom = Math.max(1, groups.groups - 1);
  const fewest = Math.min(...samples.map(({ networks }) => networks)) - 1;
  // Answers of test faces change in steps of one face: a smaller spread is chance.
  const floor = 1 / ofFace.length;
  const test = (squared: number, perDegrees: number): TestResult => {
    const error = Math.sqrt(squared);
    return error < floor ? studentTest(centre, floor, fewest) : studentTest(centre, error, squared ** 2 / perDegrees);
  };
  const total = Math.max(seeds + faces - residual, seeds, faces);
  const perTotal = ofSeeds + faces ** 2 / freedom + perDegree((sample) => sample.residual, freedom);
  const result = test(total, perTotal);
  const here = test(seeds, ofSeeds);
  // What few seeds leave open of these faces, the faces may tell: more is never known of other faces than of these.
  const theseFaces = { low: Math.max(result.low, here.low), high: Math.min(result.high, here.high) };
  return { ...result, theseFaces };
}

/**
 * Mean over networks and faces.
 * @param networks at least two, with values of the same faces
 */
export function crossedMean(networks: Answers, groups: FaceGroups): Crossed {
  return fromComponents([componentsOf(networks, groups)], groups);
}

/**
 * Difference of two rows whose networks belong together by seed.
 * @param first at least two networks
 * @param second as many, in the same order of seeds, on the same faces
 */
export function crossedPairs(
  first: Answers,
  second: Answers,
  groups: FaceGroups,
): Crossed & { readonly spread: Spread } {
  const differences = first.map((values, network) => minus(values, second[network]!));
  const components = componentsOf(differences, groups);
  const { networks, seeds, residual, ofFace } = components;
  const faces = Math.max(0, facesVariance(ofFace, components.mean, groups) - residual);
  const spread = { seeds: seeds * networks, networks, faces, groups: groups.groups };
  return { ...fromComponents([components], groups), spread };
}

/**
 * Difference of two rows with other seeds, on the same faces. A row of one network is taken to vary as the other.
 * @param first at least one network
 * @param second at least two networks where the first has one
 */
export function crossedRows(first: Answers, second: Answers, groups: FaceGroups): Crossed {
  const samples = [componentsOf(first, groups), componentsOf(second, groups)] as const;
  const [a, b] = samples;
  if (a.networks === 1) return fromComponents([withSpreadOf(a, b), b], groups);
  return fromComponents(b.networks === 1 ? [a, withSpreadOf(b, a)] : samples, groups);
}

/**
 * Difference of two networks on these faces: nobody knows what other seeds would give.
 * @returns the interval and the p-value for other faces of the same kind
 */
export function facesTest(first: ArrayLike<number>, second: ArrayLike<number>, groups: FaceGroups): TestResult {
  const differences = minus(first, second);
  const centre = differences.reduce((total, value) => total + value, 0) / differences.length;
  const squared = facesVariance(differences, centre, groups);
  return studentTest(centre, Math.max(Math.sqrt(squared), 1 / differences.length), Math.max(1, groups.groups - 1));
}

/**
 * Interval of the mean of one network for other faces of the same kind.
 * @param values their mean is 0 to 1
 * @param independent faces that speak for themselves: where all are answered alike, they show no spread, and Wilson's
 *   interval of so many counts
 */
export function facesInterval(values: ArrayLike<number>, groups: FaceGroups, independent = groups.groups): Interval {
  const centre = mean(Array.from(values));
  for (const edge of [0, 1]) if (Math.abs(centre - edge) < 1e-9) return wilsonInterval(edge, independent);
  const { low, high } = facesTest(values, new Float64Array(values.length), groups);
  return { low: Math.max(0, low), high: Math.min(1, high) };
}
