import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { facesOf, predictedFaces } from '../../results/predictedFaces';
import { writePredictions } from '../../storage/run/predictions';

const predictions = {
  split: 'test',
  classNames: ['happy', 'sad', 'angry'],
  samples: 1,
  ids: Uint32Array.from([10, 11, 12, 13, 14]),
  labels: Uint8Array.from([0, 1, 0, 2, 0]),
  probabilities: Float32Array.from([
    ...[0.9, 0.05, 0.05], // right
    ...[0.6, 0.3, 0.1], // sad called happy
    ...[0.1, 0.8, 0.1], // happy called sad
    ...[0.4, 0.4, 0.2], // angry called happy, the first of two equals
    ...[0.2, 0.8, 0], // happy called sad, as sure as 12
  ]),
};

describe('faces by what was predicted of them', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-predicted-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('orders mistakes by how sure the network was, equals by number', () => {
    assert.deepEqual(
      facesOf(predictions, undefined).map(({ id, truth, predicted }) => [id, truth, predicted]),
      [
        [12, 0, 1],
        [14, 0, 1],
        [11, 1, 0],
        [13, 2, 0],
      ],
    );
  });

  it('gives the faces of a cell, right ones too', () => {
    const ids = (truth: number, predicted: number) => facesOf(predictions, { truth, predicted }).map(({ id }) => id);
    assert.deepEqual(ids(0, 0), [10]);
    assert.deepEqual(ids(0, 1), [12, 14]);
    assert.deepEqual(ids(1, 2), []);
  });

  it('reads a page of them from a run', async () => {
    await writePredictions(folder, predictions);
    const found = await predictedFaces(folder, { split: 'test', offset: 1, limit: 2 });
    assert.equal(found.total, 4);
    assert.deepEqual(
      found.faces.map(({ id }) => id),
      [14, 11],
    );
    assert.ok(Math.abs(found.faces[1]!.probabilities[0]! - 0.6) < 1e-6);
    await assert.rejects(predictedFaces(folder, { split: 'train', offset: 0, limit: 1 }), /train\.bin/);
  });
});
