import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listSources } from '../../cli/commands/dataList';
import { FacesServer } from '../../cli/commands/faces';
import { figure } from '../../cli/commands/figure';
import type { FacesReply, FacesRequest } from '../../schemas/faces';
import { runFiles } from '../../schemas/runDirectory';
import { csvRows, generateFaces } from '../../runner/data/synthetic';
import { writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from './support';

const options = { split: 'test', variant: 'base', faces: 6, batches: true, earlier: true };

describe('pictures and faces on the command line', () => {
  const folder = temporaryFolder();
  let file: string;
  let text: string;

  beforeEach(async () => {
    mkdirSync(path.join(folder.path, '.vscode'));
    const faces = await generateFaces({ training: 28, test: 14, seed: 1, labelNoise: 0 });
    writeFileSync(path.join(folder.path, 'fer.csv'), [...csvRows(faces)].join(''));
    file = path.join(folder.path, 'drawn.ferexp.json');
    text = JSON.stringify({
      version: 1,
      name: 'drawn',
      data: { source: 'fer.csv' },
      model: { type: 'smallCnn' },
      training: { epochs: 1 },
      variants: { half: { data: { fraction: 0.5 } } },
    });
    writeFileSync(file, text);
  });

  const drawn = async (subject: string, more: object = {}): Promise<string> => {
    const output = path.join(folder.path, 'out.svg');
    assert.equal(await figure(subject, { ...options, project: folder.path, output, ...more }), 0);
    return readFileSync(output, 'utf8');
  };
  const ask = async (server: FacesServer, replies: FacesReply[], request: FacesRequest): Promise<FacesReply> => {
    await server.answer({ id: 7, request });
    return replies.at(-1)!;
  };

  it('draws the classes and the faces of data', async () => {
    assert.match(await drawn(file), /<desc>Training, 2[0-9] faces: angry \d.*Test, 14 faces/);
    assert.equal((await drawn(file, { kind: 'faces' })).match(/<image /g)!.length, 6);
  });

  it('draws curves and confusion of a run', async () => {
    const run = writeFakeRun(path.join(folder.path, '.ferexp', 'runs'), { epochs: 5, testExamples: 70 });
    assert.match(await drawn(run), /Confusion, test.*fake \/ base, seed 1/s);
    assert.match(await drawn(run, { kind: 'accuracy' }), /<polyline.*best epoch/s);
    await assert.rejects(drawn(run, { kind: 'predictions' }), /predicted each face once/);
    await assert.rejects(drawn(run, { split: 'privateTest' }), {
      remedy: 'Give one of: train, validation, test, testUnseen.',
    });
    await assert.rejects(drawn(run, { kind: 'classes' }), /A run has no picture "classes"/);
    await assert.rejects(drawn(file, { kind: 'loss' }), /Data has no picture "loss"/);
    await assert.rejects(drawn(run, { output: 'x.png' }), /x\.png is not an SVG file/);
  });

  it('answers with faces, and with what is wrong', async () => {
    const replies: FacesReply[] = [];
    const server = new FacesServer((reply) => replies.push(reply));
    assert.deepEqual(await ask(server, replies, { type: 'faces', ids: [0] }), {
      id: 7,
      problem: { message: 'No data is open.', remedy: 'Open an experiment or a run first.' },
    });
    const opened = await ask(server, replies, { type: 'open', file, text, variant: 'base' });
    assert.ok('result' in opened && 'images' in opened.result && opened.result.images === 42);
    const page = await ask(server, replies, { type: 'list', filter: { split: 'test' }, offset: 10, limit: 10 });
    assert.ok('result' in page && 'total' in page.result && page.result.total === 14 && page.result.faces.length === 4);
    const broken = await ask(server, replies, { type: 'open', file, text: '{', variant: 'base' });
    assert.ok('problem' in broken && broken.problem.message === `${file} is not valid.`);
  });

  it('shows no faces for a run whose data has changed since', async () => {
    const run = writeFakeRun(path.join(folder.path, '.ferexp', 'runs'));
    const experiment = path.join(run, runFiles.experiment);
    const replies: FacesReply[] = [];
    const server = new FacesServer((reply) => replies.push(reply));
    await ask(server, replies, { type: 'open', file, text, variant: 'base' });
    const opened = replies.at(-1)!;
    assert.ok('result' in opened && 'fingerprint' in opened.result);
    const { fingerprint } = opened.result;
    const resolved = JSON.parse(readFileSync(experiment, 'utf8')) as object;
    const data = { source: 'fer.csv', fraction: 1, labels: { scheme: 'fer', rule: 'majority', unknown: 'remove' } };
    const splits = {
      validation: { fraction: 0.2, seed: 123, stratified: false, keepDuplicatesTogether: false },
      test: ['publicTest', 'privateTest'],
    };
    writeFileSync(
      experiment,
      JSON.stringify({ ...resolved, file, baseDirectory: folder.path, data: { ...data, ...splits } }),
    );
    const ranOn = path.join(run, runFiles.environment);
    const environment = JSON.parse(readFileSync(ranOn, 'utf8')) as object;
    const saw = (known: string): void =>
      writeFileSync(
        ranOn,
        JSON.stringify({ ...environment, data: { fingerprint: known, source: 'fer.csv', examples: 42 } }),
      );
    saw(fingerprint);
    assert.ok('result' in (await ask(server, replies, { type: 'openRun', directory: run })));
    saw('0'.repeat(64));
    const changed = await ask(server, replies, { type: 'openRun', directory: run });
    assert.ok(
      'problem' in changed && changed.problem.message.startsWith('The data has changed since this run: fer.csv'),
    );
    const after = await ask(server, replies, { type: 'faces', ids: [0] });
    assert.ok('problem' in after, 'no face of the wrong data');
  });

  it('lists sources once, imports nothing, and counts what was imported before', async () => {
    const [unread] = await listSources([file]);
    assert.deepEqual([unread!.state, unread!.images, unread!.views.length], ['unread', undefined, 2]);
    await drawn(file);
    const [ready] = await listSources([file]);
    assert.deepEqual([ready!.state, ready!.images], ['ready', 42]);
    assert.deepEqual(
      ready!.views.map(({ variant, labels, counts }) => [variant, labels, counts]),
      [
        ['base', 'FER', 'train 22 · validation 6 · test 14'],
        ['half', 'FER, 50 %', 'train 11 · validation 3 · test 7'],
      ],
    );
  });
});
