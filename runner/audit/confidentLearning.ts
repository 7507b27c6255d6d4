/**
 * Labels that probably are wrong, by confident learning (Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty
 * in dataset labels", JAIR 70, 2021), with the choices of its authors' library where the paper leaves some.
 */

export interface Predicted {
  /** Out of sample: `examples · classes`, each row adding up to 1. */
  readonly probabilities: Float32Array | Float64Array;
  /** Class of each example. */
  readonly labels: Uint8Array;
  readonly classes: number;
}

type Matrix = number[][];

/** Room for rounding errors of probabilities that equal a threshold. */
const tolerance = 1e-6;

/** Mean predicted probability of each class over the examples that have it as label; 2, which nothing reaches, for a class without any. */
export function thresholdsOf({ probabilities, labels, classes }: Predicted): number[] {
  const sums = new Array<number>(classes).fill(0);
  const counts = new Array<number>(classes).fill(0);
  labels.forEach((label, i) => {
    sums[label]! += probabilities[i * classes + label]!;
    counts[label]!++;
  });
  return sums.map((sum, label) => (counts[label] === 0 ? 2 : Math.max(sum / counts[label]!, 2 * tolerance)));
}

/**
 * Counts examples by given (row) and confident (column) class, then scales them so that each row adds up to the examples with
 * that label: an estimate of given and true labels.
 */
export function confidentJoint(predicted: Predicted): Matrix {
  const { labels, classes } = predicted;
  const thresholds = thresholdsOf(predicted);
  const joint = zeros(classes);
  const counts = new Array<number>(classes).fill(0);
  labels.forEach((label, i) => {
    counts[label]!++;
    const confident = confidentClass(predicted, thresholds, i);
    if (confident !== undefined) joint[label]![confident]!++;
  });
  for (let k = 0; k < classes; k++) joint[k]![k] = Math.max(1, joint[k]![k]!);
  const scaled = joint.map((row, label) => row.map((value) => (value / Math.max(sum(row), 1e-100)) * counts[label]!));
  const whole = labels.length / Math.max(sum(scaled.flat()), 1e-100);
  return scaled.map((row) => roundedRow(row.map((value) => value * whole)));
}

/** The class whose threshold its probability reaches; of several, the most probable of all. */
function confidentClass(
  { probabilities, classes }: Predicted,
  thresholds: readonly number[],
  i: number,
): number | undefined {
  const reached = thresholds.flatMap((threshold, k) =>
    probabilities[i * classes + k]! >= threshold - tolerance ? [k] : [],
  );
  return reached.length > 1 ? mostProbable(probabilities, i, classes) : reached[0];
}

function mostProbable(probabilities: Predicted['probabilities'], i: number, classes: number): number {
  let best = 0;
  for (let k = 1; k < classes; k++) {
    if (probabilities[i * classes + k]! > probabilities[i * classes + best]!) best = k;
  }
  return best;
}

/** Whole numbers with the same sum: those that rounding moved farthest are moved by one. */
function roundedRow(values: readonly number[]): number[] {
  const result = values.map(roundHalfEven);
  for (;;) {
    const missing = roundHalfEven(sum(values)) - sum(result);
    if (missing === 0) return result;
    const step = Math.sign(missing);
    const order = values.map((value, at) => [step * (value - result[at]!), at] as const).sort((a, b) => b[0] - a[0]);
    for (const [, at] of order.slice(0, Math.abs(missing))) result[at]! += step;
  }
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value - Math.trunc(value)) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** How examples with wrong labels are chosen once their number is estimated. `both`: those that both others choose. */
export type PruneBy = 'noiseRate' | 'class' | 'both';

export interface LabelIssues {
  /** Indices of examples, the worst first. */
  readonly issues: readonly number[];
  readonly joint: Matrix;
}

/**
 * Examples whose label probably is wrong: those that the most probable class contradicts, as many as the joint estimates.
 *
 * @param rankBy `margin`: the largest other probability less that of the label. `selfConfidence`: the label's probability
 */
export function labelIssues(predicted: Predicted, pruneBy: PruneBy, rankBy: 'margin' | 'selfConfidence'): LabelIssues {
  const { probabilities, labels, classes } = predicted;
  const joint = confidentJoint(predicted);
  const byClass = pruneBy === 'noiseRate' ? undefined : wrongByClass(predicted, joint);
  const byRate = pruneBy === 'class' ? undefined : wrongByNoiseRate(predicted, joint);
  const self = (i: number): number => probabilities[i * classes + labels[i]!]!;
  const other = (i: number): number => {
    let best = 0;
    for (let k = 0; k < classes; k++) if (k !== labels[i]) best = Math.max(best, probabilities[i * classes + k]!);
    return best;
  };
  const score = (i: number): number => (rankBy === 'margin' ? self(i) - other(i) : self(i));
  const issues = Array.from(labels.keys()).filter(
    (i) => (byClass?.has(i) ?? true) && (byRate?.has(i) ?? true) && self(i) + tolerance < other(i),
  );
  return { issues: issues.sort((a, b) => score(a) - score(b) || a - b), joint };
}

function examplesOf(labels: Uint8Array, label: number): number[] {
  return Array.from(labels.keys()).filter((i) => labels[i] === label);
}

/** Of each class, as many as are estimated wrong: the least probable. */
function wrongByClass({ probabilities, labels, classes }: Predicted, joint: Matrix): Set<number> {
  const wrong = new Set<number>();
  for (let given = 0; given < classes; given++) {
    const examples = examplesOf(labels, given);
    if (examples.length < 2) continue;
    examples.sort((a, b) => probabilities[a * classes + given]! - probabilities[b * classes + given]!);
    for (const i of examples.slice(0, Math.max(0, examples.length - joint[given]![given]!))) wrong.add(i);
  }
  return wrong;
}

/** Of each given and each other true class, as many as are estimated: those with the largest margin. */
function wrongByNoiseRate({ probabilities, labels, classes }: Predicted, joint: Matrix): Set<number> {
  const wrong = new Set<number>();
  for (let given = 0; given < classes; given++) {
    const examples = examplesOf(labels, given);
    if (examples.length < 2) continue;
    for (let truth = 0; truth < classes; truth++) {
      if (truth === given) continue;
      const margin = (i: number) => probabilities[i * classes + truth]! - probabilities[i * classes + given]!;
      examples.sort((a, b) => margin(b) - margin(a));
      for (const i of examples.slice(0, joint[given]![truth]!)) wrong.add(i);
    }
  }
  return wrong;
}

const zeros = (size: number): Matrix => Array.from({ length: size }, () => new Array<number>(size).fill(0));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
