/** What is damaged, and what must hold whatever the damage. */
import type { Random } from '../../runner/random';

export interface Target {
  readonly name: string;
  /** Of 5,000 tries. */
  readonly tries: number;
  /** @param folder empty, of this target alone */
  prepare(folder: string): Promise<Trial>;
}

/**
 * Damages something and lets the product read it.
 * @returns `read` or, where the product may pass a damage over, what it did instead
 * @throws UserError where the product refused by name; any other error is a failure
 */
export type Trial = (random: Random) => Promise<'read' | 'passed over'>;

/** The product did something that it must not do. */
export class Violation extends Error {}

export function must(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Violation(what);
}
