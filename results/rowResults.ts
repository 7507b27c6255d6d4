/** What follows from the predictions of a row, whatever it is compared with. */
import type { Interval } from './statistics/student';
import type { ComparedMetric, Estimate } from '../schemas/messages/comparison';

export interface RowFacts {
  readonly metrics: Partial<Record<ComparedMetric, Estimate>>;
  /** Of each counted run, by its id. */
  readonly ofRuns: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Of the predictions; absent unless those of all its runs are there, for the same test faces. */
  readonly classNames?: readonly string[];
  /** Persons among its test faces, where these are known. */
  readonly persons?: number;
  /** Of its only network: 95 % interval of the accuracy over other persons, where these are known. */
  readonly ofPersons?: Interval;
}
