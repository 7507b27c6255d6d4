/** What a figure shows, in pixels of its SVG: the form in which its SVG and its PDF are compared. */

export interface TextMark {
  readonly text: string;
  /** On its baseline: of an SVG where it is anchored, of a PDF where it begins. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly bold: boolean;
  /** `#rrggbb` */
  readonly fill: string;
  /** Degrees, clockwise. */
  readonly angle: number;
  /** Of an SVG: the share of its width that lies before its position. */
  readonly anchor?: number;
  /** Of a PDF. */
  readonly width?: number;
}

export interface ShapeMark {
  /** Ends of its lines and curves, in their order; of a curve these alone. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** `#rrggbb` */
  readonly fill?: string;
  readonly gradient?: Gradient;
  readonly stroke?: string;
  /** Of the stroke. */
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity: number;
}

export interface Gradient {
  /** Where it begins and ends, from left to right. */
  readonly from: number;
  readonly to: number;
  /** Red, green and blue, 0–255, at its beginning, its quarters and its end. */
  readonly colours: readonly (readonly number[])[];
}

/** Colours between stops, in the form of `Gradient`. @param stops offset and `#rrggbb`, ascending */
export function between(stops: readonly (readonly [number, string])[]): number[][] {
  const channels = stops.map(([offset, colour]) => [offset, [...Buffer.from(colour.slice(1), 'hex')]] as const);
  return [0, 0.25, 0.5, 0.75, 1].map((at) => {
    const next = Math.max(
      1,
      channels.findIndex(([offset]) => offset >= at),
    );
    const [[low, from], [high, to]] = [channels[next - 1]!, channels[next]!];
    return from.map((value, index) => value + ((to[index]! - value) * (at - low)) / (high - low));
  });
}

export interface ImageMark {
  /** Left, top, right, bottom. */
  readonly box: readonly [number, number, number, number];
  readonly opacity: number;
  readonly columns: number;
  readonly rows: number;
  /** Red, green and blue of each pixel, 0–255. */
  readonly colours: Uint8Array;
}

export interface Marks {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly texts: readonly TextMark[];
  readonly shapes: readonly ShapeMark[];
  readonly images: readonly ImageMark[];
}
