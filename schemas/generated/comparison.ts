// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * The value of a setting.
 *
 * This interface was referenced by `Comparison`'s JSON-Schema
 * via the `definition` "settingValue".
 */
export type SettingValue = string | number | boolean | null | unknown[];
/**
 * A metric that differences are taken of; recall:happy is the recall of one class.
 *
 * This interface was referenced by `Comparison`'s JSON-Schema
 * via the `definition` "metric".
 */
export type Metric = 'accuracy' | 'macroF1' | 'balancedAccuracy' | 'loss' | 'brier' | `recall:${string}`;

/**
 * What ferexp compare --format json writes: one row for each variant, with means over networks, intervals and the difference to a baseline.
 */
export interface Comparison {
  /**
   * Of this format. It grows when a field changes its meaning or goes; fields may be added within a version.
   */
  version: 1;
  /**
   * When it was written: ISO 8601, UTC.
   */
  date: string;
  title: string;
  rows: Row[];
  /**
   * Id of a row.
   */
  baseline?: string;
  /**
   * How often the test faces of the baseline were looked at. Unknown without predictions.
   */
  looks?: {
    /**
     * Finished runs of the project that were tested on the test faces of the baseline.
     */
    runs: number;
    /**
     * These test faces.
     */
    faces: number;
  };
  /**
   * What the differences are of.
   */
  metric: Metric;
  /**
   * What they can be of: the metrics of the whole test split, and the recall of each class.
   */
  metrics: Metric[];
  /**
   * Rows that were tested on other faces than the baseline are compared on those in common, where there are any.
   */
  commonFaces?: true;
  /**
   * Dotted paths of the settings that differ between rows, in the order of the file.
   */
  differing: string[];
}
/**
 * All repeats of one variant with the same settings and data.
 *
 * This interface was referenced by `Comparison`'s JSON-Schema
 * via the `definition` "row".
 */
export interface Row {
  /**
   * Stable over updates: experiment, variant and a hash of settings and data.
   */
  id: string;
  /**
   * Its name, with its folder when several have that name.
   */
  experiment: string;
  variant: string;
  imported?: Imported;
  /**
   * By dotted path. Of an imported row those that are known.
   */
  settings: {
    [k: string]: SettingValue;
  };
  metrics: Estimates;
  /**
   * What the differences are of. A metric that is not among those above needs predictions.
   */
  chosen?: Estimate;
  difference?: Difference;
  /**
   * What a publication states.
   */
  published?: {
    testAccuracy: number;
    source: string;
  };
  basis: Basis;
  /**
   * By repeat, then the newest first.
   */
  runs: Run[];
  /**
   * What to know before trusting the row, for example that it was trained on a tenth of the data.
   */
  notes: string[];
}
/**
 * Its networks were trained elsewhere, or it is an ensemble: settings that it has not are unknown.
 *
 * This interface was referenced by `Comparison`'s JSON-Schema
 * via the `definition` "imported".
 */
export interface Imported {
  /**
   * Name of the file with its answers for the test faces, without its folder.
   */
  file: string;
  /**
   * SHA-256 of that file, hex: two files with the same are answers of one network.
   */
  sha256: string;
  /**
   * ISO 8601, UTC.
   */
  importedAt: string;
  /**
   * What the file holds. Classes alone have no loss.
   */
  answers: 'probabilities' | 'logits' | 'classes';
  validationFile?: string;
  /**
   * For example PyTorch.
   */
  framework?: string;
  epochs?: number;
  /**
   * What it was trained on, in words.
   */
  trainingData?: string;
  note?: string;
  /**
   * Where the answers are those of several runs here.
   */
  ensemble?: {
    /**
     * Mean of the probabilities, or the class with most votes, where the mean decides ties.
     */
    combine: 'mean' | 'vote';
    members: {
      run: string;
      experiment: string;
      variant: string;
      seed?: number;
      imported?: boolean;
    }[];
  };
}
/**
 * Metrics, all of the test split unless the name says otherwise. Accuracies are from 0 to 1. A metric that no network has is absent.
 *
 * This interface was referenced by `Comparison`'s JSON-Schema
 * via the `definition` "estimates".
 */
export interface Estimates {
  testAccuracy?: Estimate;
  testMacroF1?: Estimate;
  testBalancedAccuracy?: Estimate;
  testKappa?: Estimate;
  testMcc?: Estimate;
  testLoss?: Estimate;
  testEce?: Estimate;
  testVoteShare?: Estimate;
  testVoteCrossEntropy?: Estimate;
  testUnseenAccuracy?: Estimate;
  bestValidationAccuracy?: Estimate;
  lastValidationAccuracy?: Estimate;
  trainAccuracy?: Estimate;
  bestEpoch?: Estimate;
  trainingSeconds?: Estimate;
}
/**
 * Mean over networks.
 *
 * This interface was referenced by `Comparison`'s JSON-Schema
 * via the `definition` "estimate".
 */
export interface Estimate {
  mean: number;
  /**
   * Of the 95 % interval; of metrics of test faces also over the choice of faces, where predictions are there. One network has no interval.
   */
  low?: number;
  high?: number;
  /**
   * Networks.
   */
  count: number;
  minimum: number;
  maximum: number;
}
/**
 * A difference to the baseline, in the unit of the metric; absent for the baseline itself.
 *
 * This interface was referenced by `Comparison`'s JSON-Schema
 * via the `definition` "difference".
 */
export interface Difference {
  /**
   * Row minus baseline, in the unit of the metric.
   */
  mean: number;
  /**
   * 95 % interval for other seeds and other faces of this kind; without predictions, for other seeds alone.
   */
  low: number;
  high: number;
  /**
   * The interval for these test faces and other seeds; absent between single networks.
   */
  theseFaces?: Interval;
  /**
   * Where the row was tested on other faces than the baseline: means of both on the faces that they have in common, and how many these are.
   */
  common?: {
    row: number;
    baseline: number;
    /**
     * Faces in common.
     */
    faces: number;
  };
  /**
   * Two-sided p-value of this row alone.
   */
  p: number;
  /**
   * With the number of rows taken into account, by Holm's method.
   */
  adjustedP: number;
  /**
   * Rows that are compared with the baseline.
   */
  compared: number;
  /**
   * paired: networks with the same seeds, or the same networks; unpaired: others; oneAgainstSeveral: one of the rows has a single network; oneEach: two networks.
   */
  test: 'paired' | 'unpaired' | 'oneAgainstSeveral' | 'oneEach';
  /**
   * Networks of the row and of the baseline.
   *
   * @minItems 2
   * @maxItems 2
   */
  networks: [row: number, baseline: number];
  /**
   * Whether this difference is real. unclear: nobody can tell yet; oneRunEach: it is between two networks, not between techniques; nothingLearned: one of the two learned nothing, so there is nothing to compare.
   */
  verdict: 'real' | 'unclear' | 'oneRunEach' | 'nothingLearned';
  /**
   * The verdict in words, for readers who are not statisticians.
   */
  words: string;
  /**
   * How many repeats to plan, as a sentence; where nobody can tell yet.
   */
  plan?: string;
}
/**
 * This interface was referenced by `Comparison`'s JSON-Schema
 * via the `definition` "interval".
 */
export interface Interval {
  low: number;
  high: number;
}
/**
 * What the means of a row are based on.
 *
 * This interface was referenced by `Comparison`'s JSON-Schema
 * via the `definition` "basis".
 */
export interface Basis {
  /**
   * Engines of the counted runs, by name.
   */
  engines: string[];
  /**
   * The data, as in the file.
   */
  source: string;
  /**
   * Of images, labels and splits; unknown before a run ended.
   */
  fingerprint?: string;
  /**
   * Unknown before a run was tested.
   */
  testFaces?: number;
  /**
   * How many persons the test faces show, where that is known: then intervals are for other persons.
   */
  persons?: number;
  /**
   * Into how many folds the faces are divided, where the row is pooled over folds: each run tested one.
   */
  folds?: number;
  /**
   * Of the counted runs, ascending; unknown ones are left out.
   */
  seeds: number[];
}
/**
 * This interface was referenced by `Comparison`'s JSON-Schema
 * via the `definition` "run".
 */
export interface Run {
  directory: string;
  runId: string;
  /**
   * From 1.
   */
  repeat: number;
  /**
   * Absent for an imported run whose seed nobody stated.
   */
  seed?: number;
  /**
   * The fold of all faces that it was tested on, from 1.
   */
  fold?: number;
  /**
   * Which network of the row it shows, from 1: the means count each once. Absent where the run does not count, because it has no result, or a newer one has its seed.
   */
  network?: number;
  state: 'queued' | 'running' | 'completed' | 'cancelled' | 'interrupted' | 'failed';
  /**
   * For example: running 12/30, done 84.1 %.
   */
  status: string;
  /**
   * ISO 8601, UTC.
   */
  startedAt?: string;
  engine?: string;
  starred?: true;
  /**
   * What the user wrote of it.
   */
  note?: string;
  /**
   * Why the note cannot be read.
   */
  noteProblem?: string;
  metrics: Figures;
}
/**
 * Metrics, all of the test split unless the name says otherwise. Accuracies are from 0 to 1.
 *
 * This interface was referenced by `Comparison`'s JSON-Schema
 * via the `definition` "figures".
 */
export interface Figures {
  testAccuracy?: number;
  testMacroF1?: number;
  testBalancedAccuracy?: number;
  testKappa?: number;
  testMcc?: number;
  testLoss?: number;
  testEce?: number;
  testVoteShare?: number;
  testVoteCrossEntropy?: number;
  testUnseenAccuracy?: number;
  bestValidationAccuracy?: number;
  lastValidationAccuracy?: number;
  trainAccuracy?: number;
  bestEpoch?: number;
  trainingSeconds?: number;
}
