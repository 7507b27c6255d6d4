/**
 * Calibration of a run from its predictions: the expected calibration error (Naeini, Cooper and Hauskrecht, 2015; Guo, Pleiss,
 * Sun and Weinberger, 2017) with its bias, the bins of a reliability diagram, and temperature scaling.
 */
import { crossEntropyOf, mostProbable, type Predictions, readPredictions } from '../storage/run/predictions';
import type { Calibration, ReliabilityBin, Temperature } from '../schemas/calibration';
import { UserError } from '../schemas/userError';
import { wilsonInterval } from './statistics/binomial';

/** Of equal width, as Guo and others have it. */
const binCount = 15;
/** Single precision's smallest normal number stands in for 0, whose logarithm no temperature could mend. */
const underflow = 2 ** -126;
/** The search for log T ends here: T from 1/20 to 20. */
const widest = Math.log(20);
/** Halvings of the range of log T, which leave 1e-12. */
const halvings = 42;

interface Answered extends Pick<Predictions, 'labels' | 'classNames'> {
  /** `examples · classes`, example after example. */
  readonly probabilities: Float32Array | Float64Array;
}

/** Top probabilities, and whether they are right, one a face. */
interface Confidences {
  /** 0 to 1. */
  readonly confidence: Float64Array;
  readonly right: Uint8Array;
}

function confidencesOf({ probabilities, labels, classNames }: Answered): Confidences {
  const classes = classNames.length;
  const confidence = new Float64Array(labels.length);
  const right = new Uint8Array(labels.length);
  for (let face = 0; face < labels.length; face++) {
    const start = face * classes;
    let total = 0;
    for (let c = 0; c < classes; c++) total += probabilities[start + c]!;
    const best = mostProbable(probabilities, start, classes);
    confidence[face] = probabilities[start + best]! / total;
    right[face] = Number(best === labels[face]);
  }
  return { confidence, right };
}

/** Bin of a probability: above k/15, up to (k + 1)/15. */
const binOf = (confidence: number): number => Math.max(0, Math.ceil(confidence * binCount) - 1);

/** Positions of the faces of each bin. */
function binned({ confidence }: Confidences): number[][] {
  const bins: number[][] = Array.from({ length: binCount }, () => []);
  for (let face = 0; face < confidence.length; face++) bins[binOf(confidence[face]!)]!.push(face);
  return bins;
}

const sumOver = (faces: readonly number[], values: ArrayLike<number>): number =>
  faces.reduce((total, face) => total + values[face]!, 0);

/**
 * Expected calibration error: the distance of accuracy and mean top probability in 15 bins of equal width, weighted by faces.
 * @param predictions of at least one face
 * @returns 0 to 1
 */
export function expectedCalibrationError(predictions: Answered): number {
  return errorOf(confidencesOf(predictions));
}

function errorOf(confidences: Confidences): number {
  const { confidence, right } = confidences;
  const gaps = binned(confidences).map((faces) => Math.abs(sumOver(faces, right) - sumOver(faces, confidence)));
  return gaps.reduce((total, gap) => total + gap, 0) / right.length;
}

/**
 * The mean error of a network that is calibrated perfectly, with these top probabilities: chance alone moves each bin's
 * accuracy away from its mean. Exact: the number of wrong faces of a bin has a Poisson binomial distribution.
 */
function errorByChance(confidences: Confidences): number {
  const { confidence } = confidences;
  const gaps = binned(confidences).map((faces) => meanDeviation(faces.map((face) => 1 - confidence[face]!)));
  return gaps.reduce((total, gap) => total + gap, 0) / confidence.length;
}

/** Counts that are less probable do not matter. */
const negligible = 1e-15;

/** Mean absolute deviation, from its mean, of how many of independent events occur. */
export function meanDeviation(probabilities: readonly number[]): number {
  // Probability of each count from `first` on.
  let first = 0;
  let counts = [1];
  for (const probability of probabilities) {
    const next = new Array<number>(counts.length + 1);
    for (let i = 0; i < next.length; i++) {
      next[i] = (counts[i] ?? 0) * (1 - probability) + (i === 0 ? 0 : counts[i - 1]! * probability);
    }
    let from = 0;
    while (next[from]! < negligible) from++;
    let to = next.length;
    while (next[to - 1]! < negligible) to--;
    counts = next.slice(from, to);
    first += from;
  }
  const mean = probabilities.reduce((total, probability) => total + probability, 0);
  return counts.reduce((total, probability, i) => total + probability * Math.abs(first + i - mean), 0);
}

function reliabilityBins(confidences: Confidences): ReliabilityBin[] {
  const { confidence, right } = confidences;
  return binned(confidences).flatMap((faces, index) => {
    if (faces.length === 0) return [];
    const accuracy = sumOver(faces, right) / faces.length;
    const { low, high } = wilsonInterval(accuracy, faces.length);
    return {
      ...{ low: index / binCount, high: (index + 1) / binCount, faces: faces.length },
      ...{ confidence: sumOver(faces, confidence) / faces.length, accuracy, interval: [low, high] },
    };
  });
}

/** Mean cross-entropy, as the metrics of a run have it. */
function lossOf({ probabilities, labels, classNames }: Answered): number {
  const classes = classNames.length;
  let sum = 0;
  for (let face = 0; face < labels.length; face++) {
    let total = 0;
    for (let c = 0; c < classes; c++) total += probabilities[face * classes + c]!;
    sum += crossEntropyOf(probabilities[face * classes + labels[face]!]! / total);
  }
  return sum / labels.length;
}

/** Probabilities to the power of 1/T, scaled to a sum of 1: for those of a softmax, the softmax of the logits over T. */
function scaled({ probabilities, labels, classNames }: Answered, temperature: number): Answered {
  const classes = classNames.length;
  const result = new Float64Array(probabilities.length);
  for (let start = 0; start < result.length; start += classes) {
    let total = 0;
    const largest = Math.log(Math.max(probabilities[start + mostProbable(probabilities, start, classes)]!, underflow));
    for (let c = 0; c < classes; c++) {
      const logarithm = Math.log(Math.max(probabilities[start + c]!, underflow));
      total += result[start + c] = Math.exp((logarithm - largest) / temperature);
    }
    for (let c = 0; c < classes; c++) result[start + c]! /= total;
  }
  return { probabilities: result, labels, classNames };
}

/**
 * The temperature with the least cross-entropy, by bisection of the slope: cross-entropy is convex in 1/T, so there is one.
 * @param predictions of at least one face, to fit on
 * @returns T, from 1/20 to 20
 */
export function fitTemperature({ probabilities, labels, classNames }: Answered): number {
  const classes = classNames.length;
  const logarithms = Float64Array.from(probabilities, (probability) => Math.log(Math.max(probability, underflow)));
  /** Positive where a higher T is better: the mean logarithm of the label is below that of the scaled probabilities. */
  const slope = (temperature: number): number => {
    let sum = 0;
    for (let face = 0; face < labels.length; face++) {
      const row = logarithms.subarray(face * classes, (face + 1) * classes);
      const largest = row[mostProbable(row, 0, classes)]!;
      let [total, weighted] = [0, 0];
      for (const logarithm of row) {
        const weight = Math.exp((logarithm - largest) / temperature);
        total += weight;
        weighted += weight * logarithm;
      }
      sum += weighted / total - row[labels[face]!]!;
    }
    return sum;
  };
  let [low, high] = [-widest, widest];
  for (let halving = 0; halving < halvings; halving++) {
    const middle = (low + high) / 2;
    if (slope(Math.exp(middle)) > 0) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

/** A network that names classes only has no probabilities to judge. */
export const namesOnly = ({ probabilities }: Answered): boolean =>
  probabilities.every((each) => each === 0 || each === 1);

/**
 * @param predictions of at least one face
 * @param validation predictions to fit the temperature on, or why there are none, as a sentence
 * @throws UserError if the predictions only name classes
 */
export function calibrationOf(predictions: Predictions, validation: Predictions | string): Calibration {
  if (namesOnly(predictions)) {
    throw new UserError(
      'These predictions name a class for each face, without probabilities: nothing says how sure it is.',
    );
  }
  const confidences = confidencesOf(predictions);
  const why = typeof validation === 'string' ? validation : unfit(predictions, validation);
  return {
    split: predictions.split,
    faces: predictions.labels.length,
    samples: predictions.samples,
    ece: errorOf(confidences),
    eceByChance: errorByChance(confidences),
    loss: lossOf(predictions),
    bins: reliabilityBins(confidences),
    ...(why === undefined && typeof validation !== 'string'
      ? { temperature: temperatureOf(predictions, validation) }
      : { noTemperature: why! }),
  };
}

/** Why a temperature that is fitted on these validation faces says nothing of the split; undefined if it does. */
function unfit(predictions: Predictions, validation: Predictions): string | undefined {
  if (validation.labels.length === 0) return 'No temperature: there are no validation faces.';
  if (validation.classNames.join('\n') !== predictions.classNames.join('\n')) {
    return 'No temperature: the validation predictions have other classes.';
  }
  const seen = new Set(validation.ids);
  return predictions.ids.some((id) => seen.has(id))
    ? 'No temperature: validation faces are among these faces, so it would be fitted on what it is judged by.'
    : undefined;
}

function temperatureOf(predictions: Predictions, validation: Predictions): Temperature {
  const value = fitTemperature(validation);
  const after = scaled(predictions, value);
  return {
    value,
    isBound: Math.abs(Math.log(value)) > widest - 1e-6,
    fittedOn: validation.labels.length,
    ece: expectedCalibrationError(after),
    loss: lossOf(after),
  };
}

/**
 * The calibration of a split of a run. A temperature needs validation predictions, and is for test faces only.
 * @throws UserError if the run has no predictions of the split, if they are damaged, or only name classes
 */
export async function readCalibration(runDirectory: string, split: string): Promise<Calibration> {
  const predictions = await readPredictions(runDirectory, split);
  if (predictions.labels.length === 0) throw new UserError(`The split "${split}" has no faces.`);
  return calibrationOf(predictions, await validationOf(runDirectory, split));
}

async function validationOf(runDirectory: string, split: string): Promise<Predictions | string> {
  if (split === 'validation' || split === 'train') {
    return 'No temperature: it is fitted on validation faces, and judged by test faces.';
  }
  try {
    return await readPredictions(runDirectory, 'validation');
  } catch {
    return 'No temperature: the predictions of validation faces, which it is fitted on, are missing or damaged.';
  }
}
