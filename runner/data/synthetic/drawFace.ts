/** Draws one synthetic face. */
import type { Random } from '../../random';
import { between, Canvas, ellipse, intersect, polyline, ring, stroke } from './canvas';
import { drawExpression, type Expression } from './expression';

/** What one person and one photograph add to an expression. */
interface Look {
  readonly skin: number;
  readonly hair: number;
  readonly headWidth: number;
  readonly headHeight: number;
  readonly eyeDistance: number;
  readonly eyeHeight: number;
  readonly eyeSize: number;
  readonly browThickness: number;
  readonly mouthHeight: number;
  readonly mouthWidth: number;
  readonly lipThickness: number;
  /** Grey of lips and of lines in the skin, relative to it. */
  readonly ink: number;
}

function drawLook(random: Random): Look {
  const skin = random.between(0.45, 0.85);
  return {
    skin,
    hair: random.uniform() < 0.75 ? random.between(0.04, 0.3) : random.between(0.5, 0.9),
    headWidth: random.between(0.7, 0.92),
    headHeight: random.between(0.98, 1.18),
    eyeDistance: random.between(0.3, 0.4),
    eyeHeight: random.between(-0.3, -0.14),
    eyeSize: random.between(0.17, 0.22),
    browThickness: random.between(0.07, 0.13),
    mouthHeight: random.between(0.46, 0.62),
    mouthWidth: random.between(0.34, 0.46),
    lipThickness: random.between(0.06, 0.11),
    ink: skin * random.between(0.25, 0.45),
  };
}

/**
 * Draws one face.
 *
 * @param emotion FER2013 class, 0–6
 * @param random decides person, strength of the expression and photograph
 * @param size side in pixels
 * @param into receives grey values 0–255, row by row
 */
export function drawFace(emotion: number, random: Random, size: number, into: Uint8Array): void {
  const expression = drawExpression(emotion, random);
  const look = drawLook(random);
  const canvas = placeCanvas(random, size);
  paintHead(canvas, look, random);
  paintNose(canvas, look, expression, random);
  for (const side of [-1, 1]) {
    paintEye(canvas, look, expression, side);
    paintBrow(canvas, look, expression, side, random);
  }
  paintMouth(canvas, look, expression, random);
  paintExtras(canvas, look, random);
  photograph(canvas, random, into);
}

/** Position, scale, rotation and perspective of the head. */
function placeCanvas(random: Random, size: number): Canvas {
  const scale = size * random.between(0.44, 0.54);
  const angle = 0.1 * random.normal();
  const centreX = size * (0.5 + 0.03 * random.normal());
  const centreY = size * (0.5 + 0.03 * random.normal());
  // A head turned to the side is narrower on the far side.
  const turn = 0.08 * random.normal();
  const cos = Math.cos(angle) / scale;
  const sin = Math.sin(angle) / scale;
  return new Canvas(
    size,
    (column, row) => {
      const dx = column - centreX;
      const dy = row - centreY;
      const x = cos * dx + sin * dy;
      return [x * (1 + turn * x), cos * dy - sin * dx];
    },
    scale,
  );
}

function paintHead(canvas: Canvas, look: Look, random: Random): void {
  const { headWidth, headHeight, skin, hair } = look;
  const background = random.between(0.1, 0.95);
  const slope = 0.25 * random.normal();
  canvas.fill((x, y) => background + slope * (0.6 * x + y) * 0.5);
  for (let i = random.integer(3); i > 0; i--) {
    const blob = ellipse(
      random.between(-1.3, 1.3),
      random.between(-1.3, 1.3),
      random.between(0.2, 0.6),
      random.between(0.2, 0.6),
    );
    canvas.paint(blob, random.uniform(), 0.6);
  }
  const longHair = random.uniform() < 0.4;
  canvas.paint(ellipse(0, longHair ? 0.05 : -0.25, headWidth * 1.2, headHeight * (longHair ? 1.15 : 0.95)), hair);
  canvas.paint(stroke(0, 0.8, 0, 1.8, 0.8), skin * 0.8);
  for (const side of [-1, 1]) canvas.paint(ellipse(side * headWidth, 0, 0.12, 0.22), skin * 0.9);
  canvas.paint(ellipse(0, 0, headWidth, headHeight), (x, y) => skin * (1 - 0.22 * (x * x + 0.5 * y * y)));
  const hairline = random.between(-0.9, -0.72);
  const parting = random.between(-0.25, 0.25);
  const fringe = between(
    -2,
    2,
    () => -2,
    (x) => hairline + 0.5 * (x - parting) ** 2,
  );
  canvas.paint(intersect(ellipse(0, 0, headWidth * 1.03, headHeight * 1.04), fringe), hair);
}

function paintNose(canvas: Canvas, { eyeHeight, ink, skin }: Look, { sneer }: Expression, random: Random): void {
  const tip = random.between(0.14, 0.26) - 0.05 * sneer;
  const width = random.between(0.1, 0.15) * (1 + 0.25 * sneer);
  canvas.paint(stroke(width * 0.5, eyeHeight + 0.2, width * 0.8, tip, 0.05), skin * 0.8, 0.6);
  canvas.paint(
    polyline(
      [
        [-width, tip - 0.02],
        [-width * 0.5, tip + 0.05],
        [0, tip + 0.02],
        [width * 0.5, tip + 0.05],
        [width, tip - 0.02],
      ],
      0.05,
    ),
    ink,
    0.75,
  );
  const wrinkles = Math.min(1, sneer) * 0.75;
  for (const side of [-1, 1]) {
    canvas.paint(stroke(side * 0.05, eyeHeight + 0.1, side * 0.14, eyeHeight + 0.02, 0.04), ink, wrinkles);
    canvas.paint(stroke(side * 0.08, eyeHeight + 0.22, side * 0.17, eyeHeight + 0.13, 0.04), ink, wrinkles);
    canvas.paint(stroke(side * (width + 0.05), tip, side * (width + 0.2), tip + 0.22, 0.045), ink, wrinkles * 0.8);
  }
}

function paintEye(canvas: Canvas, look: Look, { lids, innerBrow }: Expression, side: number): void {
  const { eyeDistance, eyeHeight, eyeSize, skin } = look;
  const x = side * eyeDistance;
  const opening = eyeSize * Math.max(0.12, 0.52 + 0.42 * lids);
  // Sad and fearful brows lift the inner corner of the lid with them.
  const tilt = -side * 0.12 * innerBrow;
  const lid = (t: number): number => 1 - t * t;
  const upper = (px: number): number => eyeHeight + tilt * (px - x) - opening * lid((px - x) / eyeSize);
  const lower = (px: number): number => eyeHeight + tilt * (px - x) + 0.75 * opening * lid((px - x) / eyeSize);
  const eye = between(x - eyeSize, x + eyeSize, upper, lower);
  canvas.paint(eye, Math.min(1, skin * 0.4 + 0.6));
  canvas.paint(intersect(eye, ellipse(x, eyeHeight, eyeSize * 0.5, eyeSize * 0.55)), 0.12);
  const edge = [-1, -0.5, 0, 0.5, 1].map((t): [number, number] => [x + t * eyeSize, upper(x + t * eyeSize)]);
  canvas.paint(polyline(edge, 0.045), 0.12, 0.85);
}

function paintBrow(
  canvas: Canvas,
  { eyeDistance, eyeHeight, eyeSize, browThickness, hair, skin }: Look,
  { innerBrow, outerBrow }: Expression,
  side: number,
  random: Random,
): void {
  const base = eyeHeight - eyeSize - 0.1;
  const lopsided = 0.025 * random.normal();
  const inner = base - 0.2 * innerBrow + lopsided;
  const outer = base + 0.03 - 0.17 * outerBrow + lopsided;
  const middle = (inner + outer) / 2 - 0.05;
  const brow = polyline(
    [
      [side * (eyeDistance - 0.19), inner],
      [side * (eyeDistance + 0.02), middle],
      [side * (eyeDistance + 0.22), outer],
    ],
    browThickness,
  );
  canvas.paint(brow, Math.min(hair, skin * 0.65), 0.9);
  // Drawn brows meet in a furrow.
  if (innerBrow < 0)
    canvas.paint(
      stroke(side * 0.06, inner - 0.04, side * 0.05, inner + 0.12, 0.04),
      skin * 0.6,
      Math.min(1, -innerBrow) * 0.7,
    );
}

function paintMouth(canvas: Canvas, look: Look, expression: Expression, random: Random): void {
  const { mouthHeight, mouthWidth, lipThickness, ink, skin } = look;
  const { corners, jaw, stretch, sneer } = expression;
  const half = mouthWidth * (1 + 0.3 * stretch + 0.1 * corners);
  const lopsided = 0.05 * random.normal();
  const bend = (x: number): number => mouthHeight + 0.28 * corners * (0.45 - (x / half) ** 2) + lopsided * x;
  const arch = (x: number): number => Math.max(0, 1 - (x / half) ** 2);
  const gapUp = 0.07 * jaw + 0.11 * sneer;
  const gapDown = 0.3 * jaw;
  const upper = (x: number): number => bend(x) - gapUp * arch(x);
  const lower = (x: number): number => bend(x) + gapDown * arch(x);
  const lips = between(
    -half,
    half,
    (x) => upper(x) - lipThickness * Math.sqrt(arch(x)),
    (x) => lower(x) + 1.2 * lipThickness * Math.sqrt(arch(x)),
  );
  canvas.paint(lips, (ink + skin) / 2, 0.8);
  canvas.paint(between(-half, half, upper, lower), 0.08);
  if (jaw + sneer > 0.15 && random.uniform() < 0.7) {
    const teeth = between(-half * 0.85, half * 0.85, upper, (x) => Math.min(lower(x), upper(x) + 0.1));
    canvas.paint(teeth, 0.9, 0.9);
  }
  const line = [-1, -0.6, -0.2, 0.2, 0.6, 1].map((t): [number, number] => [t * half, upper(t * half)]);
  canvas.paint(polyline(line, 0.05), ink * 0.6, 0.9);
  const folds = Math.min(1, Math.max(0, corners)) * 0.7;
  for (const side of [-1, 1]) {
    canvas.paint(stroke(side * 0.26, 0.2, side * (half + 0.1), bend(half) - 0.05, 0.045), ink, folds);
  }
}

/** What hides an expression: glasses, beards, a hand's or a strand's shadow. */
function paintExtras(
  canvas: Canvas,
  { eyeDistance, eyeHeight, mouthHeight, mouthWidth, hair }: Look,
  random: Random,
): void {
  if (random.uniform() < 0.15) {
    const tone = random.uniform() < 0.75 ? 0.1 : 0.8;
    const radius = random.between(0.22, 0.28);
    for (const side of [-1, 1]) {
      canvas.paint(ring(ellipse(side * eyeDistance, eyeHeight + 0.02, radius, radius * 0.85), 0.05), tone);
      canvas.paint(stroke(side * (eyeDistance + radius), eyeHeight, side * 0.85, eyeHeight - 0.05, 0.05), tone);
    }
    canvas.paint(stroke(-eyeDistance + radius, eyeHeight, eyeDistance - radius, eyeHeight, 0.05), tone);
  }
  if (random.uniform() < 0.1) {
    const width = mouthWidth * random.between(0.8, 1.2);
    canvas.paint(stroke(-width, mouthHeight - 0.15, width, mouthHeight - 0.15, 0.09), hair, random.between(0.4, 0.9));
  }
  if (random.uniform() < 0.15) {
    const from = random.between(-1, 1);
    const shade = stroke(from, -1.2, from + random.between(-0.6, 0.6), 1.2, random.between(0.1, 0.35));
    canvas.paint(shade, random.between(0.1, 0.6), random.between(0.2, 0.6));
  }
}

/** Light from one side, exposure, a soft lens and noise. */
function photograph(canvas: Canvas, random: Random, into: Uint8Array): void {
  const { size, grey } = canvas;
  canvas.blur(random.between(0.3, 0.85));
  const contrast = random.between(0.65, 1.1);
  const brightness = 0.5 + 0.1 * random.normal();
  const direction = 2 * Math.PI * random.uniform();
  const strength = random.between(0, 0.4);
  const lightX = (Math.cos(direction) * strength) / size;
  const lightY = (Math.sin(direction) * strength) / size;
  const noise = random.between(0.005, 0.045);
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at++) {
      const light = 1 + lightX * (2 * column - size) + lightY * (2 * row - size);
      const value = brightness + contrast * (grey[at]! * light - 0.5) + noise * random.normal();
      into[at] = Math.min(255, Math.max(0, Math.round(255 * value)));
    }
  }
}
