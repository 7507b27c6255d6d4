import assert from 'node:assert/strict';
import { compareRuns } from '../../../results/compare';
import { forestOf } from '../../../results/forest';
import { pictureHash, writePredictions } from '../../../storage/run/predictions';
import { fakeClasses } from '../../fixtures/splits';
import { rowOf, useComparison } from '../comparing';

/** A test face: which picture it is, its label, and whether the network is right. */
type Face = readonly [picture: number, label: number, right: boolean];

async function predict(
  directory: string,
  faces: readonly Face[],
  hashes = true,
  classNames: readonly string[] = fakeClasses,
): Promise<void> {
  const classes = classNames.length;
  const probabilities = new Float32Array(faces.length * classes);
  for (const [at, [, label, right]] of faces.entries()) {
    probabilities[at * classes + (right ? label : (label + 1) % classes)] = 1;
  }
  const pictures = Buffer.concat(faces.map(([picture]) => pictureHash(Uint8Array.of(picture, 1))));
  await writePredictions(directory, {
    ...{ split: 'test', classNames, samples: 1, probabilities },
    ids: Uint32Array.from(faces, (_, at) => at),
    labels: Uint8Array.from(faces, ([, label]) => label),
    ...(hashes && { pictures: new Uint8Array(pictures) }),
  });
}

describe('rows on their common faces', () => {
  const { writeVariant, records } = useComparison();

  async function write(ofBase: readonly Face[], ofFlip: readonly Face[], hashes = true): Promise<void> {
    const [base] = writeVariant('base', 1, [0.8]);
    const [flip] = writeVariant('flip', 2, [0.85], { fingerprint: 'b'.repeat(64) });
    await predict(base!, ofBase);
    await predict(flip!, ofFlip, hashes);
  }
  const compared = async (metric = 'accuracy') =>
    rowOf(await compareRuns(await records(), { commonFaces: true, metric }), 'flip');

  /** Pictures 0 to 199; base is wrong on the first 30. */
  const ofBase = Array.from({ length: 200 }, (_, at): Face => [at, at % 7, at >= 30]);

  it('are those with the same picture and the same label, in whatever order', async () => {
    // In reverse order; pictures 180 to 199 are replaced by others; 0 to 9 have other labels, and flip is wrong on 40 to 44.
    const ofFlip = ofBase.toReversed().map(([picture, label]): Face => {
      if (picture >= 180) return [picture + 20, label, true];
      return [picture, picture < 10 ? (label + 3) % 7 : label, picture < 40 || picture >= 45];
    });
    await write(ofBase, ofFlip);
    assert.equal(rowOf(await compareRuns(await records()), 'flip').difference, undefined);
    const row = await compared();
    const { difference } = row;
    // On pictures 10 to 179, only flip is right on 10 to 29, only base on 40 to 44: scipy.stats.binomtest(5, 25).
    assert.deepEqual(difference?.common, { row: 165 / 170, baseline: 150 / 170, faces: 170 });
    assert.ok(Math.abs(difference.mean - 15 / 170) < 1e-12);
    assert.ok(Math.abs(difference.p - 0.004077315330505371) < 1e-9, String(difference.p));
    assert.match(difference.words, /; on the 170 faces in common: 97\.1 % here, 88\.2 % of the baseline$/);
    assert.match(row.notes.join('\n'), /^Its difference is on the test faces that it has in common with the baseline/m);
  });

  it('count a picture that occurs several times as often as in both', async () => {
    const twice = (right: boolean): Face[] => [
      [7, 1, right],
      [7, 1, right],
    ];
    const others = Array.from({ length: 20 }, (_, at): Face => [100 + at, 0, true]);
    await write([...twice(true), [7, 1, true], ...others], [...others, ...twice(false), [8, 1, true]]);
    const { difference } = await compared();
    assert.deepEqual(difference?.common, { row: 20 / 22, baseline: 1, faces: 22 });
  });

  it('have the labels that FER and FER+ share under two names: one row may have a class more, in another order', async () => {
    const nameOf = (name: string) => (name === 'happy' ? 'happiness' : name);
    const names = ['contempt', ...fakeClasses.toReversed().map(nameOf)];
    const [base] = writeVariant('base', 1, [0.8]);
    const [plus] = writeVariant('flip', 2, [0.85], { fingerprint: 'b'.repeat(64) });
    await predict(base!, ofBase);
    // Every tenth face is contempt; base is wrong on 27 of the others, plus on 20.
    const ofPlus = ofBase.map(([picture, label]): Face => {
      return [
        picture,
        picture % 10 === 9 ? 0 : names.indexOf(nameOf(fakeClasses[label]!)),
        picture % 10 === 9 || picture < 177,
      ];
    });
    await predict(plus!, ofPlus, true, names);
    const { difference } = await compared();
    assert.deepEqual(difference?.common, { row: 160 / 180, baseline: 153 / 180, faces: 180 });
    const happy = ofPlus.filter(([picture, label]) => picture % 10 !== 9 && names[label] === 'happiness');
    const recall = (await compared(`recall:${fakeClasses[3]!}`)).difference?.common;
    const right = happy.filter(([, , isRight]) => isRight).length;
    assert.deepEqual([recall?.faces, recall?.row], [happy.length, right / happy.length]);
    assert.deepEqual((await compared('recall:happiness')).difference?.common, recall);
    const view = await compareRuns(await records(), { commonFaces: true });
    assert.equal(view.metrics.filter((metric) => /happ/.test(metric)).length, 1, 'one class, under one name');
    const forest = await forestOf(await records(), rowOf(view, 'flip').id, { commonFaces: true });
    const ofClasses = forest!.lines.filter((line) => line.class !== undefined);
    assert.equal(ofClasses.length, 7);
    assert.equal(
      ofClasses.reduce((sum, { faces }) => sum + faces, 0),
      180,
    );
  });

  it('are compared by other metrics too, and class by class', async () => {
    const ofFlip = ofBase.slice(0, 150).map(([picture, label]): Face => [picture, label, picture % 7 !== 2]);
    await write(ofBase, ofFlip);
    const { difference } = await compared(`recall:${fakeClasses[2]!}`);
    const faces = ofFlip.filter(([, label]) => label === 2).length;
    const right = ofBase.filter(([picture, label, isRight]) => picture < 150 && label === 2 && isRight).length;
    assert.deepEqual(difference?.common, { row: 0, baseline: right / faces, faces });
    const row = await compared();
    const forest = await forestOf(await records(), row.id, { commonFaces: true });
    assert.deepEqual(
      forest?.lines.map(({ faces: count }) => count),
      [150, ...fakeClasses.map((_, c) => ofFlip.filter(([, label]) => label === c).length)],
    );
  });

  it('are none without the pictures, without one in common, and need not be asked for where all are the same', async () => {
    const why = async () => (await compared()).notes.join('\n');
    await write(ofBase, ofBase.slice(1), false);
    assert.match(await why(), /nobody knows which test faces this row and the baseline have in common/);
    await write(
      ofBase,
      ofBase.map(([picture, label]): Face => [picture, (label + 1) % 7, true]),
    );
    assert.match(await why(), /have no test face with the same label in common/);
    await write(ofBase, ofBase);
    const row = await compared();
    assert.equal(row.difference?.common, undefined);
    assert.doesNotMatch(row.notes.join('\n'), /in common/);
  });
});
