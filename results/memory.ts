/**
 * Remembers what was computed of rows and of pairs of rows. A comparison of thousands of runs is computed again whenever one
 * of them changes: only what follows from that run is.
 */
import { type Check, list, object, text } from '../schemas/shape';

/** What follows from other code may differ: raise this when a result changes for the same runs. */
const computation = 1;

/** Results that are kept: those of a comparison of 10,000 runs by several metrics. */
const most = 50_000;

const isEntry = (value: unknown): value is readonly [string, unknown] =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';
const isStored = object({ ferexp: text(100), entries: list(isEntry, most) });

/** Results by a key of everything that they follow from. Values are JSON. */
export class Memory {
  private readonly known = new Map<string, unknown>();
  /** Of an earlier process: not checked yet. */
  private readonly restored = new Map<string, unknown>();
  private computed = 0;

  /** Results computed since they were last stored. */
  get news(): number {
    return this.computed;
  }

  /**
   * @param key of what the result follows from, computed by `keyOf`
   * @param is whether a value from a file can be such a result
   */
  async recall<T>(key: string, is: Check<T>, compute: () => Promise<T>): Promise<T> {
    const value = this.known.has(key) ? (this.known.get(key) as T) : await this.first(key, is, compute);
    // The keys that were used last are last.
    this.known.delete(key);
    this.known.set(key, value);
    if (this.known.size > most) this.known.delete(this.known.keys().next().value!);
    return value;
  }

  private async first<T>(key: string, is: Check<T>, compute: () => Promise<T>): Promise<T> {
    const restored = this.restored.get(key);
    this.restored.delete(key);
    if (restored !== undefined && is(restored)) return restored;
    this.computed++;
    return compute();
  }

  /** @param ferexp version of the program: another one may compute other results */
  stored(ferexp: string): string {
    this.computed = 0;
    const entries = [...this.restored, ...this.known].filter(([, value]) => value !== undefined).slice(-most);
    return JSON.stringify({ ferexp, entries });
  }

  /** Adds the results of a text that `stored` gave; none of a damaged text or of another version. */
  restore(content: string, ferexp: string): void {
    let stored: unknown;
    try {
      stored = JSON.parse(content);
    } catch {
      return;
    }
    if (!isStored(stored) || stored.ferexp !== ferexp) return;
    for (const [key, value] of stored.entries) if (!this.known.has(key)) this.restored.set(key, value);
  }
}

/** The computations of this process share it. */
export const processMemory = new Memory();

/** A key of parts that identify what a result follows from. */
export const keyOf = (...parts: readonly string[]): string => [computation, ...parts].join('\n');
