// Generated from schemas/ by scripts/generate.ts. Do not edit.

/**
 * summary.json of a run directory: how the run ended and what it reached.
 */
export interface RunSummary {
  /**
   * Version of this format.
   */
  version: 1;
  /**
   * Name of the run's folder.
   */
  runId: string;
  /**
   * Experiment.
   */
  experiment: string;
  /**
   * Variant.
   */
  variant: string;
  /**
   * Repeat, from 0.
   */
  repeat: number;
  /**
   * Seed of this repeat; absent for an imported network whose seed nobody stated.
   */
  seed?: number;
  /**
   * How the run ended.
   */
  status: 'completed' | 'cancelled' | 'failed';
  /**
   * Why, for failed and cancelled.
   */
  message?: string;
  /**
   * What to do next, for failed.
   */
  remedy?: string;
  /**
   * ISO 8601, UTC.
   */
  startedAt: string;
  /**
   * ISO 8601, UTC.
   */
  endedAt: string;
  /**
   * Time spent training and validating, over all processes of the run; absent for an imported network.
   */
  trainingSeconds?: number;
  /**
   * Engine id.
   */
  engine?: string;
  /**
   * What computed, in words.
   */
  device?: string;
  /**
   * Fingerprint of the images and labels that were used.
   */
  dataFingerprint?: string;
  /**
   * Class names in order.
   */
  classNames?: string[];
  /**
   * Weights of the model.
   */
  parameters?: number;
  search?: SearchResult;
  /**
   * Finished epochs; absent for an imported network.
   */
  epochsRun?: number;
  best?: EpochMetrics;
  last?: EpochMetrics;
  /**
   * Which weights the splits below were evaluated with.
   */
  evaluatedWeights?: 'best' | 'last';
  /**
   * Metrics of each split: train, validation, test; publicTest and privateTest when both make up test; testUnseen: the test images that are not byte-identical to a training or validation image; set-<name>: the test images of another data set of the file.
   */
  splits: {
    [k: string]: SplitMetrics;
  };
}
/**
 * What cross-validation chose, and the run was trained with. The table of folds is in search.json.
 *
 * This interface was referenced by `RunSummary`'s JSON-Schema
 * via the `definition` "SearchResult".
 */
export interface SearchResult {
  /**
   * Combinations that were tried.
   */
  candidates: number;
  /**
   * Trainings of each combination.
   */
  folds: number;
  /**
   * Epochs of each training.
   */
  epochs: number;
  /**
   * What decided.
   */
  monitor: 'validationAccuracy' | 'validationLoss';
  /**
   * The best values, by dotted path.
   */
  chosen: {};
  /**
   * Mean of the monitor over the folds.
   */
  mean: number;
  /**
   * Standard deviation of the monitor over the folds.
   */
  deviation?: number;
  /**
   * Time that the folds took.
   */
  seconds: number;
}
/**
 * This interface was referenced by `RunSummary`'s JSON-Schema
 * via the `definition` "EpochMetrics".
 */
export interface EpochMetrics {
  /**
   * Epoch, counted from 1.
   */
  epoch: number;
  /**
   * Training loss.
   */
  loss: number;
  /**
   * Training accuracy.
   */
  accuracy: number;
  /**
   * Validation loss.
   */
  validationLoss: number;
  /**
   * Validation accuracy.
   */
  validationAccuracy: number;
  /**
   * Validation loss with the weights of the last step, where their average is evaluated.
   */
  lastStepValidationLoss?: number;
  /**
   * Validation accuracy with the weights of the last step, where their average is evaluated.
   */
  lastStepValidationAccuracy?: number;
}
/**
 * This interface was referenced by `RunSummary`'s JSON-Schema
 * via the `definition` "SplitMetrics".
 */
export interface SplitMetrics {
  /**
   * Images.
   */
  examples: number;
  /**
   * Mean cross-entropy, without penalties; absent where only the classes of the answers are known.
   */
  loss?: number;
  /**
   * Share of images whose most probable class is the label.
   */
  accuracy: number;
  /**
   * Unweighted mean of the F1 of the classes that are the label or the prediction of any image.
   */
  macroF1: number;
  /**
   * In class order.
   */
  classes: ClassMetrics[];
  /**
   * Counts [true class][predicted class].
   */
  confusion: number[][];
  /**
   * Of another data set: images that are byte-identical to a training or validation image of the run.
   */
  seen?: number;
  votes?: VoteMetrics;
  /**
   * The same split predicted once, when testTimeAugmentation is on.
   */
  withoutTestTimeAugmentation?: {
    /**
     * Accuracy of a single prediction.
     */
    accuracy: number;
    /**
     * Loss of a single prediction.
     */
    loss: number;
    /**
     * Macro-F1 of a single prediction.
     */
    macroF1: number;
  };
  /**
   * How the result depends on the number of predictions, when testTimeAugmentation is on.
   */
  testTimeAugmentation?: {
    /**
     * Accuracy of the first prediction, of the first two combined, and so on; the last is the split's.
     *
     * @minItems 1
     */
    accuracies: number[];
  };
}
/**
 * This interface was referenced by `RunSummary`'s JSON-Schema
 * via the `definition` "ClassMetrics".
 */
export interface ClassMetrics {
  /**
   * Class.
   */
  name: string;
  /**
   * Images of the class.
   */
  support: number;
  /**
   * Of the images predicted as this class, the share that belongs to it.
   */
  precision: number;
  /**
   * Of the images of this class, the share that was predicted as it.
   */
  recall: number;
  /**
   * Harmonic mean of precision and recall.
   */
  f1: number;
}
/**
 * How the answers agree with the votes of the people of FER+, where the experiment names the votes.
 *
 * This interface was referenced by `RunSummary`'s JSON-Schema
 * via the `definition` "VoteMetrics".
 */
export interface VoteMetrics {
  /**
   * Images that have at least two votes.
   */
  faces: number;
  /**
   * Mean share of an image's votes, of all ten columns, that are for the class that the network names.
   */
  share: number;
  /**
   * The most that the share can be: the mean share of the most voted class.
   */
  ceiling: number;
  /**
   * How often two of the people who voted on an image gave the same answer.
   */
  twoPeople: number;
  /**
   * Mean cross-entropy of the probabilities to the votes, normalised over the classes.
   */
  crossEntropy: number;
  /**
   * The least that the cross-entropy can be: the mean entropy of the votes.
   */
  entropy: number;
  /**
   * By how much people agreed, ascending; only numbers of votes that images have.
   */
  byAgreement: {
    /**
     * Votes of ten for the most voted column; 5 stands for 5 or fewer.
     */
    votes: number;
    /**
     * Images.
     */
    faces: number;
    /**
     * Images whose most probable class is the label.
     */
    right: number;
    /**
     * Mean share of the votes that are for the label.
     */
    labelShare: number;
  }[];
}
