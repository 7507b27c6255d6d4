/**
 * How the seven expressions move a face, after the action units of P. Ekman and W. Friesen's Facial Action Coding
 * System (1978): inner and outer brow, lids, lip corners, lips, jaw, nose.
 */
import type { Random } from '../../random';

/** Displacements from the neutral face; 1 is about the most a face can do. */
export interface Expression {
  /** Inner ends of the brows: up positive, down negative (AU 1, AU 4). */
  readonly innerBrow: number;
  /** Outer ends of the brows (AU 2). */
  readonly outerBrow: number;
  /** Opening of the lids: wide positive, narrow negative (AU 5, AU 7). */
  readonly lids: number;
  /** Lip corners: up positive, down negative (AU 12, AU 15). */
  readonly corners: number;
  /** Opening of the mouth (AU 25, AU 26). */
  readonly jaw: number;
  /** Width of the mouth: stretched positive, rounded or pressed negative (AU 20, AU 23). */
  readonly stretch: number;
  /** Upper lip raised and nose wrinkled (AU 9, AU 10). */
  readonly sneer: number;
}

type Movements = readonly [number, number, number, number, number, number, number];

/** In the order of `Expression`'s fields. */
const prototypes: readonly Movements[] = [
  /* angry    */ [-0.9, 0.15, -0.25, -0.3, 0.05, -0.25, 0.2],
  /* disgust  */ [-0.5, -0.15, -0.6, -0.35, 0.2, 0.05, 1],
  /* fear     */ [0.75, 0.3, 0.75, -0.35, 0.4, 0.55, 0],
  /* happy    */ [0, 0.1, -0.3, 0.95, 0.35, 0.5, 0.05],
  /* sad      */ [0.7, -0.45, -0.4, -0.75, 0, -0.1, 0],
  /* surprise */ [0.75, 0.85, 0.8, 0, 0.95, -0.5, 0],
  /* neutral  */ [0, 0, 0, 0, 0, 0, 0],
];

/** People show an emotion more or less strongly, and a neutral face is not exactly at zero. */
const weakest = 0.45;
const jitter = 0.13;

/** An expression of the class, of random strength, with movements that have nothing to do with it. */
export function drawExpression(emotion: number, random: Random): Expression {
  const strength = random.between(weakest, 1.15);
  const [innerBrow, outerBrow, lids, corners, jaw, stretch, sneer] = prototypes[emotion]!.map(
    (movement) => movement * strength * random.between(0.75, 1.25) + jitter * random.normal(),
  ) as unknown as Movements;
  return { innerBrow, outerBrow, lids, corners, jaw: Math.max(0, jaw), stretch, sneer: Math.max(0, sneer) };
}
