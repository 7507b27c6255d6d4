/** Types of targets: what is damaged, and what must hold whatever the damage. */
import type { Random } from '../../runner/random';

export interface Target {
  readonly name: string;
  /** Number of tries, of 5,000 in all. */
  readonly tries: number;
  /** @param folder empty, only for this target */
  prepare(folder: string): Promise<Trial>;
}

/**
 * Damages something and lets the product read it.
 * @returns `read`, or `passed over` when the product may ignore the damage
 * @throws UserError when the product refused the file properly; any other error is a failure
 */
export type Trial = (random: Random) => Promise<'read' | 'passed over'>;

/** The product did something that it must not do. */
export class Violation extends Error {}

export function must(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Violation(what);
}
