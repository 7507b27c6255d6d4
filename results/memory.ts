/**
 * Remembers what was computed of rows and of pairs of rows. A comparison of thousands of runs is computed again whenever one
 * of them changes: only what follows from that run is.
 */

/** What follows from other code may differ: raise this when a result changes for the same runs. */
const computation = 2;

/** Results that are kept: those of a comparison of 10,000 runs by several metrics. */
const most = 50_000;

interface Stored {
  /** Version of the program: another one may compute other results. */
  readonly ferexp: string;
  readonly entries: readonly (readonly [key: string, value: unknown])[];
}

/** Results by a key of everything that they follow from. Values are JSON. */
export class Memory {
  private readonly known = new Map<string, unknown>();
  private computed = 0;

  /** Results computed since they were last stored. */
  get news(): number {
    return this.computed;
  }

  /**
   * @param key of what the result follows from, computed by `keyOf`; one kind of result has one type
   */
  async recall<T>(key: string, compute: () => Promise<T>): Promise<T> {
    const value = this.known.has(key) ? (this.known.get(key) as T) : await this.first(compute);
    // The keys that were used last are last.
    this.known.delete(key);
    this.known.set(key, value);
    if (this.known.size > most) this.known.delete(this.known.keys().next().value!);
    return value;
  }

  private async first<T>(compute: () => Promise<T>): Promise<T> {
    this.computed++;
    return compute();
  }

  stored(ferexp: string): string {
    this.computed = 0;
    const entries = [...this.known].filter(([, value]) => value !== undefined);
    return JSON.stringify({ ferexp, entries } satisfies Stored);
  }

  /** Adds the results of a text that `stored` gave; none of another version. */
  restore(content: string, ferexp: string): void {
    const stored = JSON.parse(content) as Stored;
    if (stored.ferexp !== ferexp) return;
    for (const [key, value] of stored.entries) if (!this.known.has(key)) this.known.set(key, value);
  }
}

/** The computations of this process share it. */
export const processMemory = new Memory();

/** A key of parts that identify what a result follows from. */
export const keyOf = (...parts: readonly string[]): string => [computation, ...parts].join('\n');
