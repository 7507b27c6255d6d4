/** The faces that a run relabelled, on the command line. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RelabelledRecord } from '../../schemas/generated/relabelled';
import { runFiles } from '../../schemas/runDirectory';
import { writeFakeRun } from '../fixtures/runs';
import { ferexp } from './command';
import { temporaryFolder } from './support';

const record: RelabelledRecord = {
  version: 1,
  scheme: 'fer',
  classNames: ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'],
  voteNames: ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear', 'contempt', 'unknown', 'NF'],
  trainingFaces: 100,
  agreement: { faces: 25, given: 5, label: 20 },
  faces: Array.from({ length: 25 }, (_, i) => ({
    ...{ face: 3 * i, given: i % 6, label: 6, epoch: 10 + i },
    votes: [8, 0, 0, 2, 0, 0, 0, 0, 0, 0],
  })),
};

describe('ferexp relabelled', () => {
  const folder = temporaryFolder();
  const selfCure = { relabelFrom: 10, relabelMargin: 0.2, rankMargin: 0.15, highShare: 0.7 };
  const write = (runId: string, techniques: object, found?: object): void => {
    const directory = writeFakeRun(path.join(folder.path, '.ferexp', 'runs'), { runId, techniques });
    if (found) writeFileSync(path.join(directory, runFiles.relabelled), JSON.stringify(found));
  };
  beforeEach(() => {
    write('run-aaaa', { selfCure }, record);
    write('run-bbbb', {});
    write('run-cccc', { selfCure });
    write('run-dddd', { selfCure }, { ...record, faces: [], agreement: { faces: 0, given: 0, label: 0 } });
  });

  it('lists the first ones with both labels, epoch and votes, and counts all', async () => {
    const { code, out } = await ferexp(folder.path, ['relabelled', 'aaaa']);
    assert.equal(code, 0);
    assert.match(out, /│\s+0 │ angry\s+│ neutral │\s+10 │ 8 neutral, 2 sadness │/);
    assert.match(out, /│\s+57 │/);
    assert.doesNotMatch(out, /│\s+60 │/);
    assert.match(out, /^25 of 100 training faces \(25\.0 %\) have another label\.$/m);
    assert.match(out, /on 25 of them: it is the given label of 5 \(20\.0 %\) and the new label of 20 \(80\.0 %\)\.$/m);
    assert.match(out, /^5 more: --all lists them\.$/m);
    const all = await ferexp(folder.path, ['relabelled', 'aaaa', '--all']);
    assert.match(all.out, /│\s+72 │/);
    assert.doesNotMatch(all.out, /more/);
  });

  it('gives programs the whole record', async () => {
    const { code, out } = await ferexp(folder.path, ['relabelled', 'aaaa', '--json']);
    assert.equal(code, 0);
    const { run, directory, ...rest } = JSON.parse(out) as RelabelledRecord & { run: string; directory: string };
    assert.equal(run, 'run-aaaa');
    assert.equal(path.basename(directory), 'run-aaaa');
    assert.deepEqual(rest, record);
  });

  it('says that nothing was relabelled', async () => {
    const { code, out } = await ferexp(folder.path, ['relabelled', 'dddd']);
    assert.deepEqual([code, out], [0, 'None of 100 training faces has another label.\n']);
  });

  it('refuses runs that relabel nothing, and those that have not got to it', async () => {
    const other = await ferexp(folder.path, ['relabelled', 'bbbb']);
    assert.equal(other.code, 2);
    assert.match(other.err, /run-bbbb was trained without techniques\.selfCure, so it relabelled no face\./);
    const early = await ferexp(folder.path, ['relabelled', 'cccc']);
    assert.equal(early.code, 2);
    assert.match(early.err, /run-cccc has not finished an epoch yet/);
  });
});
