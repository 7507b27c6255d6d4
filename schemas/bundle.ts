/** A bundle: a folder with the runs of a comparison, from which anyone can compute its table again. */
import { type Checked, integer, list, object, optional, text } from './shape';

/** Its files besides the runs and experiment files, which lie as in a project. */
export const bundleFiles = {
  /** What the bundle holds; `isBundle`. */
  manifest: 'bundle.json',
  /** The table as it was computed when the bundle was made, as JSON. */
  comparison: 'comparison.json',
  /** The table for readers, and how to check it. */
  readme: 'README.md',
} as const;

const sha256: (value: unknown) => value is string = (value): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

export const isBundle = object({
  version: integer(1, 1),
  /** ISO 8601, UTC. */
  made: text(40),
  /** Version of FER Experiments. */
  ferexp: text(100),
  /** Names of the compared experiments. */
  experiments: list(text(1000), 10_000),
  /** A finished run of the row that the others are compared with: two experiments may have a variant of one name. */
  baseline: optional(text(1000)),
  /** What the differences are of. */
  metric: text(1000),
  /** How often the project had looked at these test faces. A bundle cannot prove it. */
  looks: optional(integer()),
  /** Every file but the manifest: path with `/` from the bundle, and SHA-256. */
  files: list(object({ path: text(2000), sha256 }), 1_000_000),
});

export type Bundle = Checked<typeof isBundle>;
