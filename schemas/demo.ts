/** What `ferexp export` puts into a demo page, and the page reads. */

/** Ids of the elements that hold the parts: JSON, the licences of other people's software as text, and two in base64. */
export const demoParts = { facts: 'facts', software: 'software', weights: 'weights', engine: 'engine' } as const;

/** One weight, in the order in which their values follow each other. */
export interface DemoWeight {
  readonly name: string;
  readonly shape: number[];
  readonly dtype: 'float32';
}

export type DemoEqualization =
  { readonly method: 'histogram' } | { readonly method: 'clahe'; readonly clipLimit: number; readonly tiles: number };

export interface DemoFacts {
  /** `my-experiment / flip, seed 1` */
  readonly title: string;
  readonly run: string;
  /** Of FER Experiments. */
  readonly version: string;
  readonly classNames: readonly string[];
  /** Side of a face in pixels. */
  readonly size: number;
  /** Done to each face before the network reads it. */
  readonly equalization?: DemoEqualization;
  /** How often it was right, in words; absent for a run without a test. */
  readonly tested?: string;
  /** What the run does besides, and the page does not. */
  readonly warnings: readonly string[];
  /** Limits and law, in Markdown: headings, paragraphs and lists. */
  readonly notice: string;
  /** Of TensorFlow.js's layers. */
  readonly topology: object;
  readonly weights: readonly DemoWeight[];
}
