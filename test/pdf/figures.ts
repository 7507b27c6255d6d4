/** A figure of each kind, with names and numbers that need more than ASCII. */
import type { comparisonFigures, dataFigures, runFigures } from '../../cli/arguments/figureKinds';
import { curvesFigure } from '../../figures/curves';
import { classesFigure, facesFigure } from '../../figures/dataFigures';
import { setMatrixFigure } from '../../figures/dataSets';
import { explanationsFigure } from '../../figures/explanations';
import type { Figure } from '../../figures/figure';
import { forestFigure } from '../../figures/forest';
import { type CurvesOfRun, learningCurves } from '../../figures/learningCurves';
import { reliabilityFigure } from '../../figures/reliability';
import { confusionFigure, predictedFigure } from '../../figures/runFigures';
import { sampleCurve } from '../../figures/sampleCurve';
import { votesFigure } from '../../figures/votes';
import { calibrationOf } from '../../results/calibration';
import { votesView } from '../../results/votes';
import { heatMap, scaleOf } from '../../runner/explain/heatMap';
import { encodeGrey } from '../../runner/faces/png';
import type { Explanations } from '../../schemas/explanations';
import type { DataOverview, PredictedFaces, ShownFace } from '../../schemas/faces';
import type { Forest } from '../../schemas/messages/comparison';
import { tooSure, votesOfPeople } from '../fixtures/calibrated';

export type FigureKind =
  (typeof runFigures)[number] | (typeof dataFigures)[number] | (typeof comparisonFigures)[number] | 'explanations';

export const subject = 'flip − “größer” ≥ 1 & <Δ> Прогон ±½ × 2, seed 1';
const side = 48;
const classNames = ['angry', 'disgust', 'happy'];

const grey = (shift: number): string =>
  encodeGrey(
    Uint8Array.from({ length: side * side }, (_, index) => (5 * index + shift) % 256),
    side,
    side,
  );
const map = Float32Array.from({ length: side * side }, (_, index) => ((7 * index) % 101) / 50 - 1);

const measured = { time: '2026-01-01T00:00:00.000Z', learningRate: 0.001, imagesPerSecond: 100 };

const epoch = (number: number, loss: number): CurvesOfRun['epochs'][number] => ({
  ...{ ...measured, epoch: number, loss, accuracy: 1 - loss, validationLoss: loss + 0.1 },
  ...{ validationAccuracy: 0.95 - loss, best: number === 3, seconds: 1, residentBytes: 1, tensors: 1, tensorBytes: 1 },
});

const run: CurvesOfRun = {
  header: { epochs: 4, stepsPerEpoch: 3 },
  epochs: [0.9, 0.7, 0.6, 0.65].map((loss, index) => epoch(index + 1, loss)),
  batches: Array.from({ length: 12 }, (_, index) => ({
    ...{ ...measured, epoch: 1 + Math.floor(index / 3), step: 1 + (index % 3) },
    ...{ loss: 1 - 0.03 * index, accuracy: 0.04 * index },
  })),
  earlier: [{ directory: '/runs/earlier', label: 'crop, seed 2', epochs: [epoch(2, 0.8)] }],
};

const face = (id: number): ShownFace => ({
  ...{ id, image: grey(id), part: 'PrivateTest', split: 'test', label: id % 3, fer: id % 3, ferPlus: (id + 1) % 3 },
  ...{ traits: [], identical: [] },
});

const found: PredictedFaces = {
  query: { split: 'test', offset: 0, limit: 9 },
  ...{ classNames, total: 3, names: { classNames, ferNames: classNames, voteNames: classNames } },
  faces: [0, 1, 2].map((id) => ({
    ...{ id, truth: id, predicted: (id + 1) % 3, face: face(id) },
    probabilities: [0.2, 0.2, 0.2].map((value, index) => (index === (id + 1) % 3 ? 0.6 : value)),
  })),
};

const overview: DataOverview = {
  ...{ experiment: 'flip', variant: 'base', source: 'data/fer2013.csv', scheme: 'fer+', rule: 'majority' },
  ...{ width: side, height: side, images: 35_887, fingerprint: 'f', classNames, ferNames: classNames },
  voteNames: classNames,
  splits: [
    // A class without a face has a bar without a length.
    { split: 'train', count: 22_001, classes: [12_000, 0, 10_001] },
    { split: 'test', count: 7_177, classes: [1_000, 1_177, 5_000] },
  ],
  traits: { disagree: 0, duplicate: 0, conflicting: 0, leaked: 0, dropped: 0, excluded: 0, unused: 0 },
  ...{ dropped: [], unique: 1, groups: 0, conflictingGroups: 0, warnings: [] },
};

const difference = (mean: number): Forest['lines'][number]['difference'] => ({
  ...{ mean, low: mean - 0.04, high: mean + 0.03, theseFaces: { low: mean - 0.01, high: mean + 0.01 } },
  ...{ p: 0.2, adjustedP: 0.2, compared: 1, test: 'unpaired', networks: [3, 3], verdict: 'unclear', words: '' },
});

const forest: Forest = {
  ...{
    row: 'flip',
    of: 'flip – größer',
    baseline: 'base',
    note: '2 classes were looked at, each with its own interval.',
  },
  lines: [
    { faces: 7_178, difference: difference(0.021) },
    { class: 'angry', faces: 958, difference: difference(-0.012) },
    { class: 'disgust', faces: 12, difference: difference(0.05) },
  ],
};

const scales = {
  integratedGradients: scaleOf([map], true, 'Logits'),
  gradCam: scaleOf([map.map(Math.abs)], false, 'Layer conv'),
};

const explanations: Explanations = {
  ...{ run: '/runs/flip', experiment: 'flip', variant: 'base', split: 'test', engine: 'wasm', device: 'CPU' },
  ...{ width: side, height: side, classNames },
  scales,
  faces: [7, 8].map((example) => ({
    ...{ example, trueClass: 'angry', predictedClass: 'happy', explainedClass: 'happy', image: grey(example) },
    probabilities: [0.1, 0.05, 0.85],
    attributions: [
      {
        ...({
          method: 'integratedGradients',
          values: '',
          picture: heatMap(map, side, side, scales.integratedGradients),
        } as const),
        completeness: { sum: 3.562, expected: 3.567 },
      },
      { method: 'gradCam', values: '', picture: heatMap(map.map(Math.abs), side, side, scales.gradCam) },
    ],
  })),
};

/** The type has a place for each kind, so the next one is drawn too. */
export const drawn: Readonly<Record<FigureKind, () => Figure>> = {
  accuracy: () => curvesFigure(learningCurves(run, 'accuracy', { batches: true, earlier: true }), subject),
  loss: () => curvesFigure(learningCurves(run, 'loss', { batches: true, earlier: true }), subject),
  confusion: () =>
    confusionFigure(
      'test',
      {
        classes: classNames.map((name) => ({ name, precision: 1, recall: 1, f1: 1, support: 1 })),
        confusion: [
          [90, 7, 3],
          [0, 0, 0],
          [11, 1_222, 4],
        ],
      },
      true,
      subject,
    ),
  predictions: () =>
    curvesFigure(sampleCurve({ accuracies: [0.61, 0.634, 0.641], single: 0.622, published: { 2: 0.63 } }), subject),
  mistakes: () => predictedFigure(found, found.faces, subject),
  reliability: () =>
    reliabilityFigure(calibrationOf(tooSure('test', 400, 0), tooSure('validation', 300, 1000)), subject),
  people: () => votesFigure(votesView('test', votesOfPeople), subject),
  classes: () => classesFigure(overview, subject),
  faces: () => facesFigure(overview, { split: 'test' }, [0, 1, 2, 3, 4].map(face), subject),
  forest: () => forestFigure(forest, subject),
  sets: () =>
    setMatrixFigure(
      {
        sets: ['raf-db', 'größer'],
        classes: classNames,
        rows: ['raf-db', 'größer'].map((set, row) => ({
          ...{ row: set, name: `source-${set}`, set, unlearned: 0 },
          cells: [0.912, 0.034].map((mean, column) => {
            const estimate = { mean, low: mean - 0.02, high: mean + 0.02, minimum: mean, maximum: mean, count: 3 };
            const estimates = { accuracy: estimate, balancedAccuracy: estimate };
            return row + column === 1 && row === 0
              ? null
              : { faces: 7_178, estimates, same: row === column, seen: 0, otherFaces: column === 0 && row === 1 };
          }),
        })),
        notes: ['Cells of different columns are of other faces.'],
      },
      'accuracy',
      subject,
    ),
  explanations: () => explanationsFigure(explanations, 0.75, subject),
};
