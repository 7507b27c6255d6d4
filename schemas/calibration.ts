/** Whether a network is as often right as it is sure, as the run's page and `ferexp figure` show it. */

/** Faces whose most probable class has about the same probability. */
export interface ReliabilityBin {
  /** Its probabilities are above `low`, up to `high`. */
  readonly low: number;
  readonly high: number;
  /** At least one. */
  readonly faces: number;
  /** Mean probability of the most probable class. */
  readonly confidence: number;
  /** Share of the faces whose most probable class is the label, with its 95 % interval over the choice of faces. */
  readonly accuracy: number;
  readonly interval: readonly [low: number, high: number];
}

/** What one temperature would change: probabilities to the power of 1/T, scaled to a sum of 1. */
export interface Temperature {
  /** T; above 1 where the network is too sure. */
  readonly value: number;
  /** Whether T ended at a bound of the search, beyond which it says no more. */
  readonly isBound: boolean;
  /** Validation faces that it was fitted on. */
  readonly fittedOn: number;
  /** Of the split, with the temperature. */
  readonly ece: number;
  readonly loss: number;
}

export interface Calibration {
  /** As in the summary. */
  readonly split: string;
  readonly faces: number;
  /** Predictions of each face that were averaged; 1 without test-time augmentation. */
  readonly samples: number;
  /** Expected calibration error, 0 to 1. */
  readonly ece: number;
  /** The mean error that a perfectly calibrated network with the same probabilities has on as many faces. */
  readonly eceByChance: number;
  /** Mean cross-entropy. */
  readonly loss: number;
  /** Those that have faces, ascending. */
  readonly bins: readonly ReliabilityBin[];
  readonly temperature?: Temperature;
  /** Why there is no temperature, as a sentence. */
  readonly noTemperature?: string;
}
