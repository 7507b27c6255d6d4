/**
 * Remembers what was computed of rows and of pairs of rows. A comparison of thousands of runs is computed again whenever one
 * of them changes: only what follows from that run is.
 */

/** What follows from other code may differ: raise this when a result changes for the same runs. */
const computation = 1;

/** Results that are kept: those of a comparison of 10,000 runs by several metrics. */
const most = 50_000;

/** Results by a key of everything that they follow from. Values are JSON. */
export class Memory {
  private known = new Map<string, unknown>();

  /** @param key of what the result follows from, computed by `keyOf` */
  async recall<T>(key: string, compute: () => Promise<T>): Promise<T> {
    if (this.known.has(key)) {
      const value = this.known.get(key) as T;
      // The keys that were used last are last.
      this.known.delete(key);
      this.known.set(key, value);
      return value;
    }
    const value = await compute();
    this.known.set(key, value);
    if (this.known.size > most) this.known.delete(this.known.keys().next().value!);
    return value;
  }
}

/** The computations of this process share it. */
export const processMemory = new Memory();

/** A key of parts that identify what a result follows from. */
export const keyOf = (...parts: readonly string[]): string => [computation, ...parts].join('\n');
