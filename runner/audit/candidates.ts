/**
 * Finds pairs of pictures that may be copies of each other, changed a little: flipped, turned by up to 10°, shifted by up to 4
 * pixels, of another contrast. Looks the hash of each picture, in each of 160 poses, up among the hashes of all; the bits that
 * a small change is most likely to change may differ.
 */
import { frequencies, mirrored, ones, spectrumOf } from './hash';
import { type Pictures, Spread, spectraOf } from './spectra';
import type { Pose } from './warp';

const turns = [-8, -4, 0, 4, 8];
const shifts = [-3, -1, 1, 3];

/** Bits of the hash that are looked up at once; there are two such keys, of the lowest frequencies. */
const keyBits = 16;
const keys = 2;
/** Bits of a key that may differ: those that are nearest to their medians. */
const unsureBits = 6;
/** Most bits of all 64 that differ. */
const mostDifferent = 18;
/** Least similarity of the spectra, as a cosine: true copies reach 0.87 in 99 of 100 cases, other pictures once in ten million. */
const leastAlike = 0.84;

/** Candidates for one picture: of a data set that shows one picture thousands of times, this many are confirmed for each. */
const mostCandidates = 100;

export interface Candidate {
  /** Places in the list of pictures; the first is the smaller one. */
  readonly first: number;
  readonly second: number;
  /** What makes the second of the first. */
  readonly pose: Pose;
}

/** Pictures under the same first or second key, in one list sorted by key. */
interface KeyIndex {
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
}

function indexBy(hashes: Int32Array, shift: number): KeyIndex {
  const starts = new Uint32Array(2 ** keyBits + 1);
  for (const hash of hashes) starts[((hash >>> shift) & 0xffff) + 1]!++;
  for (let key = 0; key < 2 ** keyBits; key++) starts[key + 1]! += starts[key]!;
  const next = starts.slice();
  const members = new Uint32Array(hashes.length);
  hashes.forEach((hash, i) => (members[next[(hash >>> shift) & 0xffff]!++] = i));
  return { starts, members };
}

export class CandidateSearch {
  private readonly spread: Spread;
  private readonly low: Int32Array;
  private readonly high: Int32Array;
  private readonly directions: Float32Array;
  private readonly indexes: readonly KeyIndex[];
  private readonly spectrum = new Float32Array(frequencies);
  private readonly flipped = new Float32Array(frequencies);
  private readonly direction = new Float32Array(frequencies);
  private readonly margins = new Float32Array(keyBits);
  private readonly probes = new Int32Array(2 ** unsureBits);
  /** For each picture, the last query that looked at it, so that a query looks once. */
  private readonly seen: Int32Array;
  private query = 0;

  /** @param pictures none twice */
  constructor(
    private readonly pictures: Pictures,
    private readonly side: number,
  ) {
    const { count } = pictures;
    const spectra = spectraOf(pictures, side);
    this.spread = new Spread(spectra);
    this.low = new Int32Array(count);
    this.high = new Int32Array(count);
    this.directions = new Float32Array(count * frequencies);
    for (let i = 0; i < count; i++) {
      const spectrum = spectra.subarray(i * frequencies, (i + 1) * frequencies);
      this.low[i] = this.spread.bits(spectrum, 0);
      this.high[i] = this.spread.bits(spectrum, 32);
      this.spread.direction(spectrum, this.directions.subarray(i * frequencies, (i + 1) * frequencies));
    }
    this.indexes = Array.from({ length: keys }, (_, key) => indexBy(this.low, key * keyBits));
    this.seen = new Int32Array(count);
  }

  /** Later pictures that may be copies of this one, each in the pose in which they are most alike. */
  of(first: number): Candidate[] {
    const best = new Map<number, { readonly alike: number; readonly pose: Pose }>();
    const look = (spectrum: Float32Array, pose: Pose): void => {
      this.alike(first, spectrum, (second, alike) => {
        if (alike > (best.get(second)?.alike ?? 0)) best.set(second, { alike, pose });
      });
    };
    const picture = this.pictures.at(first);
    for (const turn of turns) {
      for (const dx of shifts) {
        for (const dy of shifts) {
          spectrumOf(picture, this.side, { flip: false, turn, scale: 1, dx, dy }, this.spectrum);
          look(this.spectrum, { flip: false, turn, scale: 1, dx, dy });
          mirrored(this.spectrum, this.flipped);
          look(this.flipped, { flip: true, turn: -turn, scale: 1, dx: -dx, dy });
        }
      }
    }
    return [...best]
      .sort(([, a], [, b]) => b.alike - a.alike)
      .slice(0, mostCandidates)
      .map(([second, { pose }]) => ({ first, second, pose }));
  }

  private alike(first: number, spectrum: Float32Array, found: (second: number, alike: number) => void): void {
    const { spread, low, high, seen, directions, direction } = this;
    const query = ++this.query;
    const lowBits = spread.bits(spectrum, 0);
    const highBits = spread.bits(spectrum, 32);
    let ready = false;
    for (let key = 0; key < keys; key++) {
      const { starts, members } = this.indexes[key]!;
      const probes = this.probesOf(spectrum, key, (lowBits >>> (key * keyBits)) & 0xffff);
      for (const probe of probes) {
        for (let at = starts[probe]!, end = starts[probe + 1]!; at < end; at++) {
          const second = members[at]!;
          if (second <= first || seen[second] === query) continue;
          seen[second] = query;
          if (ones(lowBits ^ low[second]!) + ones(highBits ^ high[second]!) > mostDifferent) continue;
          if (!ready) spread.direction(spectrum, direction);
          ready = true;
          let alike = 0;
          for (let wave = 0, start = second * frequencies; wave < frequencies; wave++) {
            alike += direction[wave]! * directions[start + wave]!;
          }
          if (alike >= leastAlike) found(second, alike);
        }
      }
    }
  }

  /** The key, and all keys that differ from it in its least sure bits. */
  private probesOf(spectrum: Float32Array, key: number, bits: number): Int32Array {
    const { margins, probes } = this;
    this.spread.margins(spectrum, key * keyBits, keyBits, margins);
    probes[0] = bits;
    for (let unsure = 0, count = 1; unsure < unsureBits; unsure++, count *= 2) {
      let least = 0;
      for (let bit = 1; bit < keyBits; bit++) if (margins[bit]! < margins[least]!) least = bit;
      margins[least] = Infinity;
      for (let probe = 0; probe < count; probe++) probes[count + probe] = probes[probe]! ^ (1 << least);
    }
    return probes;
  }
}
