import assert from 'node:assert/strict';
import { calibrationOf, fitTemperature, meanDeviation, readCalibration } from '../../results/calibration';
import { type Predictions, writePredictions } from '../../storage/run/predictions';
import { calibrationWords } from '../../words/calibration';
import reference from '../fixtures/statistics/calibration.json';
import { temporaryFolder } from '../storage/temporaryFolder';

const close = (actual: number, expected: number, tolerance: number, what = ''): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what} ${actual}, expected ${expected}`);

const classNames = ['a', 'b', 'c', 'd', 'e'];

interface Faces {
  readonly probabilities: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

/** @param first id of the first face */
function predictionsOf(split: string, { probabilities, labels }: Faces, first = 0): Predictions {
  return {
    split,
    classNames: classNames.slice(0, probabilities[0]?.length ?? 5),
    samples: 1,
    probabilities: Float32Array.from(probabilities.flat()),
    ids: Uint32Array.from(labels, (_, face) => first + face),
    labels: Uint8Array.from(labels),
  };
}

describe('calibration', () => {
  const folder = temporaryFolder();

  for (const [index, { test, validation, ...expected }] of reference.cases.entries()) {
    it(`is scikit-learn’s and SciPy’s, case ${index}`, () => {
      const found = calibrationOf(predictionsOf('test', test), predictionsOf('validation', validation, 10_000));
      close(found.ece, expected.ece, 1e-12, 'ECE');
      close(found.eceByChance, expected.eceByChance, 1e-12, 'ECE by chance');
      close(found.loss, expected.loss, 1e-12, 'loss');
      // The minimum is flat: SciPy finds it to the root of the precision.
      close(found.temperature!.value, expected.temperature.value, 1e-6, 'T');
      close(found.temperature!.ece, expected.temperature.ece, 1e-6, 'ECE with T');
      close(found.temperature!.loss, expected.temperature.loss, 1e-8, 'loss with T');
      assert.equal(found.bins.length, expected.bins.length);
      for (const [position, bin] of found.bins.entries()) {
        const other = expected.bins[position]!;
        assert.equal(bin.faces, other.faces);
        close(bin.low, other.low, 1e-12);
        close(bin.high, other.high, 1e-12);
        close(bin.accuracy, other.accuracy, 1e-12);
        close(bin.confidence, other.confidence, 1e-12);
        assert.ok(bin.interval[0] <= bin.accuracy && bin.accuracy <= bin.interval[1]);
      }
    });
  }

  it('counts a face on the edge of two bins in the lower one, as calibration_curve does', () => {
    const { bins } = calibrationOf(
      predictionsOf('test', {
        probabilities: [
          [0.6, 0.4],
          [0.625, 0.375],
          [1, 0],
        ],
        labels: [0, 0, 1],
      }),
      'none',
    );
    // In single precision, 0.6 is slightly more than 9/15.
    assert.deepEqual(
      bins.map(({ low, high, faces }) => [Math.round(15 * low), Math.round(15 * high), faces]),
      [
        [9, 10, 2],
        [14, 15, 1],
      ],
    );
  });

  it('has De Moivre’s mean deviation where all faces are as sure', () => {
    for (const { n, p, deviation } of reference.deviations) {
      close(meanDeviation(new Array<number>(n).fill(p)), deviation, 1e-9, `${n} at ${p}`);
    }
    assert.equal(meanDeviation([1, 1, 0]), 0);
  });

  it('finds the temperature that a network was sharpened by, and changes no answer', () => {
    const { probabilities } = reference.cases[0]!.test;
    // Labels as often as the probabilities say: 100 of each face.
    const truth = probabilities.slice(0, 40);
    const repeated = truth.flatMap((row) => {
      const counts = row.map((probability) => Math.round(1000 * probability));
      return counts.flatMap((count, label) =>
        new Array<number>(count).fill(label).map((each) => ({ row, label: each })),
      );
    });
    const sharpened = repeated.map(({ row }) => {
      const powers = row.map((probability) => probability ** 1.8);
      const total = powers.reduce((sum, power) => sum + power, 0);
      return powers.map((power) => power / total);
    });
    const faces = { probabilities: sharpened, labels: repeated.map(({ label }) => label) };
    close(fitTemperature(predictionsOf('validation', faces)), 1.8, 0.01);
  });

  it('has a bound where a network is always right, or knows nothing', () => {
    const certain = {
      probabilities: [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      labels: [0, 1],
    };
    const wrong = {
      probabilities: [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      labels: [1, 0],
    };
    const test = predictionsOf('test', certain);
    for (const [faces, value] of [
      [certain, 1 / 20],
      [wrong, 20],
    ] as const) {
      const { temperature } = calibrationOf(test, predictionsOf('validation', faces, 9));
      close(temperature!.value, value, 1e-6);
      assert.ok(temperature!.isBound);
    }
    const found = calibrationOf(test, predictionsOf('validation', wrong, 9));
    assert.match(calibrationWords(found).at(-1)!, /^No temperature: on 2 validation faces the best one is beyond 20/);
  });

  it('fits no temperature on faces that it is judged by, and says why there is none', async () => {
    const { test, validation } = reference.cases[0]!;
    const same = calibrationOf(predictionsOf('test', test), predictionsOf('validation', validation));
    assert.equal(same.temperature, undefined);
    assert.match(same.noTemperature!, /validation faces are among these faces/);
    await writePredictions(folder.path, predictionsOf('test', test));
    assert.match(
      (await readCalibration(folder.path, 'test')).noTemperature!,
      /validation faces, .* missing or damaged/,
    );
    await writePredictions(folder.path, predictionsOf('validation', validation, 10_000));
    assert.equal((await readCalibration(folder.path, 'test')).temperature!.fittedOn, 300);
    assert.match((await readCalibration(folder.path, 'validation')).noTemperature!, /judged by test faces/);
    await assert.rejects(readCalibration(folder.path, 'train'), /train\.bin/);
  });

  it('is not of predictions that only name classes', () => {
    const named = predictionsOf('test', {
      probabilities: [
        [1, 0],
        [0, 1],
      ],
      labels: [0, 0],
    });
    assert.throws(() => calibrationOf(named, 'none'), /name a class for each face, without probabilities/);
  });

  it('says what the numbers mean, and what averaged predictions mean for the temperature', () => {
    const { test, validation } = reference.cases[0]!;
    const averaged = { ...predictionsOf('test', test), samples: 10 };
    const words = calibrationWords(calibrationOf(averaged, predictionsOf('validation', validation, 10_000)));
    const right = test.labels.filter((label, face) => {
      const row = test.probabilities[face]!;
      return row.indexOf(Math.max(...row)) === label;
    }).length;
    const share = ((100 * right) / test.labels.length).toFixed(1);
    assert.match(
      words[0]!,
      new RegExp(`^On average this network is \\d+\\.\\d % sure, and right for ${share} % of 320 faces\\.$`),
    );
    assert.match(words[1]!, /^Expected calibration error 0\.232, in 15 bins\. .* has 0\.057 on as many faces\.$/);
    assert.match(
      words[2]!,
      /^Temperature 2\.21, fitted on 300 validation faces alone, changes the error from 0\.232 to 0\.067 and the loss from 1\.379 to 1\.165\./,
    );
    assert.match(words[3]!, /mean of 10 predictions of each test face/);
  });
});
