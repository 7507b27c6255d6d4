/** A small canvas for drawing faces. */
/** A function of a place in the face: x to the right, y down, from the middle, in units of about half a head. */
export type Field = (x: number, y: number) => number;

export interface Shape {
  /** Signed distance to the edge, negative inside. Exact near the edge, where it smooths. */
  readonly distance: Field;
  /** A box around the shape: left, top, right, bottom. */
  readonly box: readonly [number, number, number, number];
}

/** A grey picture that shapes are painted on, their edges smoothed over one pixel. */
export class Canvas {
  readonly grey: Float32Array;
  /** Where the centre of every pixel lies in the face. */
  private readonly x: Float32Array;
  private readonly y: Float32Array;

  /**
   * @param size side in pixels
   * @param toFace maps a place in the picture, in pixels, to the face's coordinates
   * @param pixelsPerUnit how many pixels one unit of the face covers
   */
  constructor(
    readonly size: number,
    toFace: (column: number, row: number) => readonly [number, number],
    private readonly pixelsPerUnit: number,
  ) {
    this.grey = new Float32Array(size * size);
    this.x = new Float32Array(size * size);
    this.y = new Float32Array(size * size);
    for (let at = 0; at < size * size; at++) {
      const [x, y] = toFace((at % size) + 0.5, Math.floor(at / size) + 0.5);
      this.x[at] = x;
      this.y[at] = y;
    }
  }

  /** Paints the whole picture. */
  fill(tone: Field): void {
    for (let at = 0; at < this.grey.length; at++) this.grey[at] = tone(this.x[at]!, this.y[at]!);
  }

  /**
   * @param tone grey value 0–1, or how it changes over the face
   * @param opacity 0–1
   */
  paint({ distance, box: [left, top, right, bottom] }: Shape, tone: number | Field, opacity = 1): void {
    if (opacity <= 0) return;
    const margin = 0.5 / this.pixelsPerUnit;
    for (let at = 0; at < this.grey.length; at++) {
      const x = this.x[at]!;
      const y = this.y[at]!;
      if (x < left - margin || x > right + margin || y < top - margin || y > bottom + margin) continue;
      const cover = Math.min(1, Math.max(0, 0.5 - distance(x, y) * this.pixelsPerUnit)) * opacity;
      if (cover === 0) continue;
      const colour = typeof tone === 'number' ? tone : tone(x, y);
      this.grey[at] = this.grey[at]! + cover * (colour - this.grey[at]!);
    }
  }

  /** Blurs by a Gaussian of this standard deviation in pixels, the edge continued outwards. */
  blur(sigma: number): void {
    const radius = Math.ceil(2.5 * sigma);
    const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const { size } = this;
    for (const [step, line] of [
      [1, size],
      [size, 1],
    ] as const) {
      const source = this.grey.slice();
      for (let a = 0; a < size; a++) {
        for (let b = 0; b < size; b++) {
          let sum = 0;
          for (let i = -radius; i <= radius; i++) {
            const inside = Math.min(size - 1, Math.max(0, b + i));
            sum += weights[i + radius]! * source[a * line + inside * step]!;
          }
          this.grey[a * line + b * step] = sum / total;
        }
      }
    }
  }
}

export function ellipse(centreX: number, centreY: number, radiusX: number, radiusY: number): Shape {
  const scale = Math.min(radiusX, radiusY);
  return {
    distance: (x, y) => (length((x - centreX) / radiusX, (y - centreY) / radiusY) - 1) * scale,
    box: [centreX - radiusX, centreY - radiusY, centreX + radiusX, centreY + radiusY],
  };
}

/** A shape's outline. */
export function ring({ distance, box: [left, top, right, bottom] }: Shape, thickness: number): Shape {
  const half = thickness / 2;
  return {
    distance: (x, y) => Math.abs(distance(x, y)) - half,
    box: [left - half, top - half, right + half, bottom + half],
  };
}

/** A straight stroke with round ends. */
export function stroke(x0: number, y0: number, x1: number, y1: number, thickness: number): Shape {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const half = thickness / 2;
  const lengthSquared = dx * dx + dy * dy;
  return {
    distance: (x, y) => {
      const along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / lengthSquared));
      return length(x - x0 - along * dx, y - y0 - along * dy) - half;
    },
    box: [Math.min(x0, x1) - half, Math.min(y0, y1) - half, Math.max(x0, x1) + half, Math.max(y0, y1) + half],
  };
}

/** Strokes through points, one after another. */
export function polyline(points: readonly (readonly [number, number])[], thickness: number): Shape {
  const strokes = points.slice(1).map(([x, y], i) => stroke(points[i]![0], points[i]![1], x, y, thickness));
  const side = (index: 0 | 1 | 2 | 3): number[] => strokes.map(({ box }) => box[index]);
  return {
    distance: (x, y) => strokes.reduce((nearest, { distance }) => Math.min(nearest, distance(x, y)), Infinity),
    box: [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))],
  };
}

/** Between two curves y = upper(x) and y = lower(x), from x = left to x = right. */
export function between(
  left: number,
  right: number,
  upper: (x: number) => number,
  lower: (x: number) => number,
): Shape {
  return {
    distance: (x, y) => Math.max(left - x, x - right, upper(x) - y, y - lower(x)),
    box: [left, -Infinity, right, Infinity],
  };
}

export function intersect(a: Shape, b: Shape): Shape {
  return {
    distance: (x, y) => Math.max(a.distance(x, y), b.distance(x, y)),
    box: [
      Math.max(a.box[0], b.box[0]),
      Math.max(a.box[1], b.box[1]),
      Math.min(a.box[2], b.box[2]),
      Math.min(a.box[3], b.box[3]),
    ],
  };
}

/** Math.hypot guards against overflow, which takes many times as long. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
