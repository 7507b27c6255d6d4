/** The spectra and hashes of all pictures of a data set. */
import { frequencies, spectrumOf } from './hash';
import { normalise, type Pose, smooth } from './warp';

export const still: Pose = { flip: false, turn: 0, scale: 1, dx: 0, dy: 0 };

/** How the frequencies of a data set spread: what a hash and a similarity are relative to. */
export class Spread {
  private readonly medians = new Float32Array(frequencies);
  private readonly means = new Float32Array(frequencies);
  /** Faces have much more of the lowest frequencies: this evens them half-way out. */
  private readonly weights = new Float32Array(frequencies);

  /** @param spectra `count · frequencies` */
  constructor(spectra: Float32Array) {
    const count = spectra.length / frequencies;
    const column = new Float32Array(count);
    for (let wave = 0; wave < frequencies; wave++) {
      for (let i = 0; i < count; i++) column[i] = spectra[i * frequencies + wave]!;
      column.sort();
      this.medians[wave] = column[count >> 1]!;
      this.means[wave] = column.reduce((sum, value) => sum + value, 0) / count;
      const deviation = normalise(column);
      this.weights[wave] = deviation > 0 ? 1 / Math.sqrt(deviation) : 0;
    }
  }

  /** 32 bits of the hash, from the frequency `first` on. */
  bits(spectrum: Float32Array, first: number): number {
    let bits = 0;
    for (let bit = 0; bit < 32; bit++) if (spectrum[first + bit]! > this.medians[first + bit]!) bits |= 1 << bit;
    return bits;
  }

  /** How far each of `count` frequencies is from changing its bit, relative to how they spread. */
  margins(spectrum: Float32Array, first: number, count: number, out: Float32Array): void {
    for (let bit = 0; bit < count; bit++) {
      const wave = first + bit;
      out[bit] = Math.abs(spectrum[wave]! - this.medians[wave]!) * this.weights[wave]! ** 2;
    }
  }

  /** The spectrum relative to the mean of all pictures, of length 1: the dot product of two says how alike they are. */
  direction(spectrum: Float32Array, out: Float32Array): void {
    let squares = 0;
    for (let wave = 0; wave < frequencies; wave++) {
      const value = (spectrum[wave]! - this.means[wave]!) * this.weights[wave]!;
      out[wave] = value;
      squares += value * value;
    }
    const factor = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let wave = 0; wave < frequencies; wave++) out[wave]! *= factor;
  }
}

/** A picture as it is compared: smoothed once, which lessens noise and what turning a picture does to its pixels. */
export function compared(pixels: Uint8Array, image: number, side: number): Float32Array {
  return smooth(pixels, image * side * side, side, 1);
}

/** Pictures as they are compared, made when they are asked for: to keep those of a whole data set takes gigabytes. */
export interface Pictures {
  readonly count: number;
  /** Grey values, `side · side`. */
  at(place: number): Float32Array;
}

/** @returns the spectrum of each picture as it is, `count · frequencies` */
export function spectraOf(pictures: Pictures, side: number): Float32Array {
  const spectra = new Float32Array(pictures.count * frequencies);
  for (let i = 0; i < pictures.count; i++) {
    spectrumOf(pictures.at(i), side, still, spectra.subarray(i * frequencies, (i + 1) * frequencies));
  }
  return spectra;
}
