import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadDataset } from '../../../runner/data/load';
import { voteColumns } from '../../../runner/data/labels/classes';
import { batchSource } from '../../../runner/run/batches';
import { relabelledRecord } from '../../../runner/run/relabelled';
import { Relabelling } from '../../../runner/train/relabelling';
import { trainingClass } from '../../../runner/train/batches';
import { runFiles } from '../../../schemas/runDirectory';
import { readRelabelled } from '../../../storage/run/runFile';
import { buildTimeout, ensureKernels } from '../engine/wasm/embedded';
import { finalWeights, readSummary, Workplace } from './harness';
import { useRunsHere } from './runsHere';
import { useThreads } from './threads';

describe('a run that weighs and relabels its faces', function () {
  this.timeout(60_000);
  const place = new Workplace();
  useThreads(1);
  const { run: here, output } = useRunsHere();
  const plain = { 'training.epochs': 2, 'techniques.testTimeAugmentation': null };
  before(async function () {
    this.timeout(buildTimeout);
    await ensureKernels();
  });
  after(() => place.dispose());
  const run = async (set: Record<string, unknown>) => {
    const directory = await place.create({ ...plain, ...set });
    assert.equal(await here(directory), 0, output());
    return directory;
  };
  const dataset = () =>
    loadDataset(place.resolve().data, {
      baseDirectory: place.folder,
      cacheDirectory: path.join(place.folder, '.ferexp', 'cache'),
      onProgress: () => undefined,
    });

  it('keeps which faces of the training split it relabelled, with the label that each had', async () => {
    const directory = await run({ 'techniques.selfCure': { relabelFrom: 2, relabelMargin: 0 } });
    const record = (await readRelabelled(directory))!;
    const faces = await dataset();
    const { train } = faces.splits;
    assert.ok(record.faces.length > 0 && record.faces.length < train.length, String(record.faces.length));
    assert.equal(record.trainingFaces, train.length);
    assert.equal(record.agreement, undefined);
    for (const { face, given, label, epoch } of record.faces) {
      assert.ok(train.includes(face), `face ${face} is not of the training split`);
      assert.equal(given, faces.labels[face]);
      assert.notEqual(label, given);
      assert.equal(epoch, 2, 'labels are corrected from epoch 2 on');
    }
    // At most what the low groups of four batches of 16, 16, 16 and 12 faces hold.
    assert.ok(record.faces.length <= 5 * 3 + 4);
  });

  it('evaluates and saves the network alone', async () => {
    const [alone, cured] = [await run({}), await run({ 'techniques.selfCure': { relabelMargin: 1 } })];
    assert.equal(readSummary(cured).parameters, readSummary(alone).parameters);
    assert.equal(finalWeights(cured).model.length, finalWeights(alone).model.length);
    assert.ok(!finalWeights(cured).model.equals(finalWeights(alone).model), 'weighing changed nothing');
    assert.deepEqual((await readRelabelled(cured))!.faces, []);
    assert.equal(await readRelabelled(alone), undefined);
  });

  it('trains on the new label, smoothed as others are, with the class weight of the new one', async () => {
    const faces = await dataset();
    const relabelling = new Relabelling(1, (example) => trainingClass(faces, example));
    const resolved = place.resolve({ ...plain, 'training.classWeights': 'balanced' });
    const source = batchSource(resolved, faces, { relabelling });
    const [first, second] = source.examples(1, 1);
    const rowOf = () => {
      const { targets, weights } = source.batch(1, 1);
      return [0, 1].map((row) => ({ target: [...targets.subarray(row * 7, row * 7 + 7)], weight: weights[row] }));
    };
    const before = rowOf();
    const label = (relabelling.given(first!) + 1) % 7;
    relabelling.take(1, Uint32Array.of(first!), Int8Array.of(label));
    const after = rowOf();
    assert.deepEqual(after[1], before[1], `face ${second} keeps its label`);
    const expected = Array.from({ length: 7 }, (_, c) => Math.fround((c === label ? 0.9 : 0) + 0.1 / 7));
    after[0]!.target.forEach((value, c) => assert.ok(Math.abs(value - expected[c]!) < 1e-7, `class ${c}`));
    // Keras's balanced weight: faces / (classes · faces of the class), of the labels that the data gives.
    const own = [...faces.splits.train].filter((example) => faces.labels[example] === label).length;
    assert.ok(Math.abs(after[0]!.weight! - faces.splits.train.length / (7 * own)) < 1e-6);
  });

  it('counts new and given labels that are the majority of the votes', () => {
    const classNames = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
    const votesFor = (votes: Partial<Record<(typeof voteColumns)[number], number>>) =>
      voteColumns.map((name) => votes[name] ?? 0);
    const votes = Uint8Array.from([
      ...votesFor({ neutral: 8, sadness: 2 }), // the new label
      ...votesFor({ anger: 9, neutral: 1 }), // the given label
      ...votesFor({ fear: 6, surprise: 4 }), // neither
      ...votesFor({ contempt: 9, neutral: 1 }), // no class of FER2013
      ...votesFor({ sadness: 4, neutral: 4, fear: 2 }), // no majority
      ...votesFor({ unknown: 8, fear: 2 }), // no emotion
    ]);
    const given = [4, 0, 5, 6, 4, 2];
    const labels = [6, 6, 0, 4, 6, 5];
    const faces = labels.map((label, example) => ({ example, class: label, epoch: 3 }));
    const splits = {
      train: Uint32Array.of(0, 1, 2, 3, 4, 5, 6),
      validation: new Uint32Array(),
      test: new Uint32Array(),
    };
    const relabelling = { faces: () => faces, given: (example: number) => given[example]! };
    const record = relabelledRecord('fer', { classNames, splits, votes }, relabelling);
    assert.deepEqual(record.agreement, { faces: 3, given: 1, label: 1 });
    assert.equal(record.trainingFaces, 7);
    assert.deepEqual(record.voteNames, [...voteColumns]);
    assert.deepEqual(record.faces[0], { face: 0, given: 4, label: 6, epoch: 3, votes: [8, 0, 0, 2, 0, 0, 0, 0, 0, 0] });
  });

  it('is not read where the file names what is no class', async () => {
    const directory = await run({ 'training.epochs': 1, 'techniques.selfCure': { relabelFrom: 1, relabelMargin: 0 } });
    const file = path.join(directory, runFiles.relabelled);
    const record = JSON.parse(readFileSync(file, 'utf8')) as { faces: { label: number }[] };
    record.faces[0]!.label = 8;
    writeFileSync(file, JSON.stringify(record));
    await assert.rejects(
      readRelabelled(directory),
      /relabelled\.json cannot be right: face \d+ has a label that is no class/,
    );
  });
});
