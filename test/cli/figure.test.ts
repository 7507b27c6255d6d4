import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listSources } from '../../cli/commands/dataList';
import { FacesServer } from '../../cli/commands/faces';
import { compare } from '../../cli/commands/compare';
import { figure } from '../../cli/commands/figure';
import { readCalibration } from '../../results/calibration';
import type { RunSummary } from '../../schemas/generated/summary';
import type { UserError } from '../../schemas/userError';
import { writePredictions } from '../../storage/run/predictions';
import { tooSure, votesOfPeople } from '../fixtures/calibrated';
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
    await assert.rejects(drawn(run, { output: 'x.png' }), /x\.png is neither an SVG nor a PDF file/);
  });

  it('draws how often a run is right by how sure it is, with the numbers', async () => {
    const run = writeFakeRun(path.join(folder.path, '.ferexp', 'runs'), { testExamples: 70 });
    await writePredictions(run, tooSure('test', 400, 0));
    await writePredictions(run, tooSure('validation', 300, 1000));
    const svg = await drawn(run, { kind: 'reliability' });
    assert.match(svg, /Reliability, test.*fake \/ base, seed 1.*as right as it is sure.*Temperature 1\.[5-9]/s);
    const calibration = await readCalibration(run, 'test');
    // A dot for each bin, and one in the legend of what has few faces or not.
    const few = calibration.bins.filter(({ faces }) => faces < 30).length;
    assert.ok(few > 0);
    assert.equal(svg.match(/<circle /g)!.length, calibration.bins.length + 2);
    assert.equal(svg.match(/<circle [^>]*fill="none"/g)!.length, few + 1);
    assert.match(svg, /fewer than 30 faces: says little/);
    await assert.rejects(drawn(run, { kind: 'reliability', split: 'train' }), /train\.bin/);
  });

  it('draws accuracy by agreement of people, and says where no votes are known', async () => {
    const run = writeFakeRun(path.join(folder.path, '.ferexp', 'runs'), { testExamples: 3153 });
    await assert.rejects(drawn(run, { kind: 'people' }), /was not compared with the votes of people/);
    const file = path.join(run, runFiles.summary);
    const summary = JSON.parse(readFileSync(file, 'utf8')) as RunSummary;
    const test = { ...summary.splits['test']!, votes: votesOfPeople };
    writeFileSync(file, JSON.stringify({ ...summary, splits: { ...summary.splits, test } }));
    const svg = await drawn(run, { kind: 'people' });
    assert.match(svg, /Accuracy by agreement of people, test.*5 or fewer votes.*≤ 5.*one person of those who voted/s);
    assert.match(svg, /10 votes, 97\.4 % of 805 faces right/);
    assert.match(svg, />68\.8|68\.8 %/);
    const impossible = { ...test, votes: { ...votesOfPeople, faces: 3154 } };
    writeFileSync(file, JSON.stringify({ ...summary, splits: { ...summary.splits, test: impossible } }));
    await assert.rejects(drawn(run, { kind: 'people' }), /3154 images have votes, and "examples" is 3153/);
  });

  it('draws the differences by class of a comparison', async () => {
    const runs = path.join(folder.path, '.ferexp', 'runs');
    for (const repeat of [0, 1, 2]) {
      writeFakeRun(runs, { experiment: 'study', repeat, testAccuracy: 0.6 + repeat / 100 });
      writeFakeRun(runs, { experiment: 'study', variant: 'flip', repeat, testAccuracy: 0.65, model: { dropout: 0.5 } });
    }
    const output = path.join(folder.path, 'forest.svg');
    const comparing = { project: folder.path, figure: 'forest' as const, output };
    assert.equal(await compare(['study'], comparing), 0);
    const svg = readFileSync(output, 'utf8');
    assert.match(svg, /Differences by class: flip against base.*study.*all faces.*angry.*neutral/s);
    // The mean of each line, and zero.
    assert.equal(svg.match(/<line [^>]*stroke-width="6"/g)!.length, 8 + 1, 'thick bars, and that of the legend');
    await assert.rejects(
      compare(['study'], { ...comparing, output: 'forest.png' }),
      /forest\.png is neither an SVG nor a PDF file/,
    );
    await assert.rejects(compare(['study'], { ...comparing, row: 'base' }), /This row is the baseline/);
    await assert.rejects(compare(['study'], { project: folder.path, row: 'flip' }), /--row is for --figure/);
    writeFakeRun(runs, { experiment: 'study', variant: 'crop', model: { dropout: 0.4 } });
    await assert.rejects(compare(['study'], comparing), (error: UserError) => {
      assert.equal(error.remedy, 'Name one with --row: "flip" or "crop".');
      return true;
    });
    assert.equal(await compare(['study'], { ...comparing, row: 'flip' }), 0);
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
