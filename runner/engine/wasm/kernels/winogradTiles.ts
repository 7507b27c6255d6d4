/** What the generated Winograd convolutions share: room, and tiles that lie partly outside the image. */
import { Ptr } from "./pointer";

/** Floats between the two passes of a square transform, of at most 8 × 8 vectors. */
export const tileFloats: u32 = 256;

/**
 * Floats from one frequency of the transformed tiles or filters to the next. Transforms write to all of them in turn: a
 * power of two apart, they would share one line of the processor's caches.
 */
@inline export function frequencyStep(floats: u32): u32 { return floats + 16; }

/** Floats of transformed filters, or of their gradients. @param frequencies of a tile */
export function winogradFilterFloats(frequencies: u32, C: u32, F: u32): u32 { return frequencies * frequencyStep(C * F); }

/** Floats of scratch that transforms and convolutions need. @param block tiles, a multiple of 4 */
export function winogradScratch(frequencies: u32, block: u32, C: u32, F: u32): u32 {
  return frequencies * (frequencyStep(block * C) + frequencyStep(block * F)) + block * C + 3 * tileFloats;
}

/** Copies a rectangle of vectors. */
export function copyRectangle(from: Ptr, fromRow: u32, fromColumn: u32, to: Ptr, toRow: u32, toColumn: u32, rows: u32, columns: u32): void {
  for (let i: u32 = 0; i < rows; i++) {
    let p = from, q = to;
    for (let j: u32 = 0; j < columns; j++) {
      q.setVec(0, p.vec(0));
      p = p.at(fromColumn);
      q = q.at(toColumn);
    }
    from = from.at(fromRow);
    to = to.at(toRow);
  }
}
