/** What follows from the predictions of a row, and whether a value from a file can be that. */
import {
  type Checked,
  either,
  integer,
  list,
  number,
  object,
  oneOf,
  optional,
  record,
  text,
  yesOrNo,
} from '../schemas/shape';
import type { Measured } from './judge/difference';
import type { ComparedMetric, Estimate } from '../schemas/messages/comparison';

const interval = object({ low: number, high: number });

export const isEstimate = object({
  mean: number,
  low: optional(number),
  high: optional(number),
  count: integer(),
  minimum: number,
  maximum: number,
});

const isMeasured = object({
  ...{ mean: number, low: number, high: number, p: number },
  test: oneOf(['paired', 'unpaired', 'oneAgainstSeveral', 'oneEach']),
  networks: (value: unknown): value is Measured['networks'] => list(integer(), 2)(value) && value.length === 2,
  faces: integer(),
  seedsOnly: yesOrNo,
  pairable: yesOrNo,
  pairs: list(number),
  theseFaces: optional(interval),
  spread: optional(object({ seeds: number, networks: integer(), faces: number, groups: integer() })),
});

/** A difference, or why there is none. */
export const isOutcome = either(isMeasured, text());

const isFactsStored = object({
  metrics: record(isEstimate),
  /** Of each counted run, by its id. */
  ofRuns: record(record(number)),
  /** Of the predictions; absent unless those of all its runs are there, for the same test faces. */
  classNames: optional(list(text())),
});

/** Facts of a row, whatever it is compared with. */
export interface RowFacts extends Omit<Checked<typeof isFactsStored>, 'metrics'> {
  readonly metrics: Partial<Record<ComparedMetric, Estimate>>;
}

export const isFacts = (value: unknown): value is RowFacts => isFactsStored(value);
