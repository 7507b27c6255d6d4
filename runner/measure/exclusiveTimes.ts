/** Adds up the times of named pieces of work, each without the pieces inside it. */

export interface Spent {
  /** How often it ran. */
  readonly calls: number;
  /** Without the pieces inside it, milliseconds. */
  readonly milliseconds: number;
}

export class ExclusiveTimes {
  private readonly spent = new Map<string, { calls: number; milliseconds: number }>();
  /** For each piece that is running, the outermost first: the time of the pieces inside it so far. */
  private readonly inside: number[] = [];

  constructor(private readonly now: () => number = () => performance.now()) {}

  measure<T>(name: string, work: () => T): T {
    const began = this.now();
    this.inside.push(0);
    try {
      return work();
    } finally {
      const whole = this.now() - began;
      const others = this.inside.pop()!;
      const outer = this.inside.length - 1;
      if (outer >= 0) this.inside[outer]! += whole;
      const entry = this.spent.get(name) ?? { calls: 0, milliseconds: 0 };
      entry.calls++;
      entry.milliseconds += whole - others;
      this.spent.set(name, entry);
    }
  }

  /** By name. */
  result(): ReadonlyMap<string, Spent> {
    return this.spent;
  }
}
