import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { ferexp } from './command';
import { assertWholeEvents, onlyRun, tiny, writeProject } from './project';
import { temporaryFolder } from './support';

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('a wrong experiment file', () => {
  const folder = temporaryFolder();
  const text = (changes: object) => JSON.stringify({ ...tiny, ...changes }, null, 2);

  for (const [title, content, place, message] of [
    [
      'with a syntax error',
      '{\n  "version": 1,\n  "name": "tiny"\n  "model": { "type": "smallCnn" }\n}',
      '4:3',
      'A comma was expected here, after the previous entry. [syntax]',
    ],
    [
      'with an unknown key',
      text({ training: { epoch: 1 } }),
      '21:5',
      'Unknown setting "epoch" in training. Did you mean "epochs"? Known here: epochs, ',
    ],
    [
      'with a wrong type',
      text({ training: { epochs: '3' } }),
      '21:15',
      'training.epochs must be a whole number from 0 to 10000, but is the text "3". [schema/type]',
    ],
    [
      'with a value out of range',
      text({ training: { epochs: -1 } }),
      '21:15',
      'training.epochs must be a whole number from 0 to 10000, but is -1. [schema/range]',
    ],
    [
      'whose data is missing',
      text({ data: { source: 'data/faces.csv' } }),
      '6:15',
      `Did you mean "data/face.csv"? [file-missing]`,
    ],
  ] as const) {
    it(`${title} is told with its place, and nothing is written`, async () => {
      mkdirSync(path.join(folder.path, 'data'));
      writeFileSync(path.join(folder.path, 'data', 'face.csv'), '');
      writeFileSync(path.join(folder.path, 'wrong.ferexp.json'), content);
      const before = readdirSync(folder.path);
      for (const command of ['validate', 'run']) {
        const { code, out, err } = await ferexp(folder.path, [command, 'wrong.ferexp.json']);
        assert.deepEqual([code, out], [2, ''], err);
        assert.match(err, new RegExp(`^wrong\\.ferexp\\.json:${place} error .*${escaped(message)}`, 'm'));
        // The line itself, and a mark below what is meant.
        assert.match(err, new RegExp(`^ +${place.split(':')[0]} \\| .*\\n +\\| +\\^+$`, 'm'));
      }
      assert.deepEqual(readdirSync(folder.path), before);
    });
  }

  it('is none of a folder, and the message names the files in it', async () => {
    writeProject(folder.path);
    const { code, err } = await ferexp(folder.path, ['run', '.']);
    assert.equal(code, 2);
    assert.match(
      err,
      /^error .* is a folder: an experiment file was expected\.\n {2}Give a file in it: .*tiny\.ferexp\.json\.\n$/,
    );
  });

  it('is mended by an option', async () => {
    writeProject(folder.path, { data: { source: 'missing.csv' } });
    const set = ['data.source=synthetic', 'data.synthetic.training=80', 'data.synthetic.test=24'];
    const { code, err } = await ferexp(folder.path, ['run', 'tiny.ferexp.json', ...set.flatMap((s) => ['--set', s])]);
    assert.equal(code, 0, err);
  });
});

describe('a wrong option', () => {
  const folder = temporaryFolder();

  for (const [option, message] of [
    ['training.epochs=three', 'training.epochs must be a whole number from 0 to 10000, but is the text "three".'],
    ['training.epoch=3', 'Unknown setting "epoch" in training. Did you mean "epochs"?'],
    ['data.source=faces.csw', 'Paths start from the folder of the experiment file. Did you mean "faces.csv"?'],
    ['data.test=["publicTest","publicTest"]', 'data.test names "publicTest" twice.'],
  ] as const) {
    it(`--set ${option} is told by its name, and nothing is written`, async () => {
      writeProject(folder.path);
      writeFileSync(path.join(folder.path, 'faces.csv'), '');
      const { code, err } = await ferexp(folder.path, ['run', 'tiny.ferexp.json', '--set', option]);
      assert.equal(code, 2);
      assert.match(err, new RegExp(`^error --set ${escaped(option)}: .*${escaped(message)}`, 'm'));
      assert.equal(existsSync(path.join(folder.path, '.ferexp')), false);
    });
  }

  it('of little sense is a warning', async () => {
    writeProject(folder.path);
    const { code, err } = await ferexp(folder.path, ['run', 'tiny.ferexp.json', '--set', 'training.batchSize=100']);
    assert.equal(code, 0, err);
    assert.match(err, /^warning --set training\.batchSize=100: A batch of 100 is larger than the training data/m);
  });
});

const header = 'emotion,pixels,Usage';
const pixels = (count: number, last = '7') => [...new Array<string>(count - 1).fill('7'), last].join(' ');
const row = (emotion: number, usage: string, values = pixels(2304)) => `${emotion},${values},${usage}`;
const csv = (...rows: readonly string[]) => `${[header, row(0, 'Training'), ...rows].join('\n')}\n`;

function png(size: number, at: (offset: number) => number, opacity = 255): Buffer {
  const image = new PNG({ width: size, height: size });
  image.data.fill(opacity);
  for (let i = 0; i < image.data.length; i++) if (i % 4 !== 3) image.data[i] = at(i);
  return PNG.sync.write(image);
}

const face = png(48, () => 90);
const images = (wrong: Buffer | string) => ({
  'faces/train/happy/Training_1.png': face,
  'faces/train/sad/Training_2.png': wrong,
});
const votes = (...usages: readonly string[]) =>
  'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n' +
  usages.map((usage, i) => `${usage},fer${i}.png,10,0,0,0,0,0,0,0,0,0\n`).join('');

interface BadData {
  readonly title: string;
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly source: string;
  readonly votes?: string;
  readonly message: RegExp;
}

const badData: readonly BadData[] = [
  {
    title: 'a CSV with a short row',
    files: { 'faces.csv': csv(row(1, 'Training', pixels(2303))) },
    source: 'faces.csv',
    message: /faces\.csv, row 2 \(line 3\), column pixels: has 2303 pixels: expected 2304 grey values \(48 × 48\)\./,
  },
  {
    title: 'a CSV with a row that is cut off',
    files: { 'faces.csv': csv(`1,${pixels(2304)}`) },
    source: 'faces.csv',
    message: /faces\.csv, row 2 \(line 3\), column Usage: is missing: the row has 2 of 3 columns, so it is cut short\./,
  },
  {
    title: 'a CSV with a non-number',
    files: { 'faces.csv': csv(row(1, 'Training', pixels(2304, 'x'))) },
    source: 'faces.csv',
    message: /row 2 \(line 3\), column pixels: has "x" as value 2304: expected a whole number from 0 to 255\./,
  },
  {
    title: 'a CSV with a pixel of 256',
    files: { 'faces.csv': csv(row(1, 'Training', pixels(2304, '256'))) },
    source: 'faces.csv',
    message: /row 2 \(line 3\), column pixels: has "256" as value 2304: expected a whole number from 0 to 255\./,
  },
  {
    title: 'a CSV with an unknown Usage',
    files: { 'faces.csv': csv(row(1, 'Trainig')) },
    source: 'faces.csv',
    message: /row 2 \(line 3\), column Usage: is "Trainig": expected Training, PublicTest or PrivateTest\./,
  },
  {
    title: 'a CSV without rows',
    files: { 'faces.csv': `${header}\n` },
    source: 'faces.csv',
    message: /faces\.csv has a header but no rows: expected one row per face\./,
  },
  {
    title: 'an image that is not one',
    files: images('<html>Not found</html>'),
    source: 'faces',
    message: /Training_2\.png is not an image: .*\. Leave that file out, or get it again if it was cut off\./,
  },
  {
    title: 'an image that is too small for a face',
    files: images(png(8, () => 90)),
    source: 'faces',
    message: /Training_2\.png is 8 × 8 pixels: expected 16 to 4096 on each side\. Crop the face, or remove the file/,
  },
  {
    title: 'a transparent image',
    files: images(png(48, () => 80, 128)),
    source: 'faces',
    message: /Training_2\.png is partly transparent: expected an opaque picture\. Remove the transparency/,
  },
  {
    title: 'FER+ votes of another length',
    files: { 'faces.csv': csv(row(1, 'Training')), 'votes.csv': votes('Training') },
    source: 'faces.csv',
    votes: 'votes.csv',
    message: /The FER\+ votes have 1 rows? but the data has 2 images: .* Give the complete fer2013\.csv/,
  },
  {
    title: 'FER+ votes of other faces',
    files: {
      'faces.csv': csv(...new Array<string>(119).fill(row(3, 'Training'))),
      'votes.csv': votes(...new Array<string>(120).fill('Training')),
    },
    source: 'faces.csv',
    votes: 'votes.csv',
    message: /FER label of 0\.0 % of 120 faces, and of 67 to 71 % where they belong together/,
  },
  {
    title: 'a table of another program',
    files: { 'faces.csv': 'PAR1' },
    source: 'faces.csv',
    message: /faces\.csv is a Parquet table: .* Save its table as CSV/,
  },
  {
    title: 'a folder of classes by number',
    files: { 'faces/train/1/a.png': face, 'faces/test/1/b.png': face },
    source: 'faces',
    message:
      /the class folder test\/1 is a number, and data sets number emotions differently\. Say what each number means/,
  },
];

describe('wrong data', () => {
  const folder = temporaryFolder();

  for (const { title, files, source, votes: votesFile, message } of badData) {
    it(`${title} is told by data inspect, by run and by what the editor lists`, async () => {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder.path, name)), { recursive: true });
        writeFileSync(path.join(folder.path, name), content);
      }
      const labels = votesFile === undefined ? {} : { labels: { scheme: 'fer+', rule: 'majority', votes: votesFile } };
      writeProject(folder.path, { data: { source, ...labels } });

      const inspect = ['data', 'inspect', source, ...(votesFile === undefined ? [] : ['--votes', votesFile])];
      const inspected = await ferexp(folder.path, inspect);
      assert.deepEqual([inspected.code, inspected.out], [2, ''], inspected.err);
      assert.match(inspected.err.replace(/\n +/g, ' '), message);

      const run = await ferexp(folder.path, ['run', 'tiny.ferexp.json']);
      assert.equal(run.code, 2, run.err);
      assert.match(run.err, message);

      const { directory, header: shown } = await onlyRun(folder.path);
      assert.equal(shown.state, 'failed');
      assert.match(`${shown.message} ${shown.remedy}`, message);
      assertWholeEvents(directory);
    });
  }

  it('behind a pipe is refused at once, as is an experiment', async function () {
    if (process.platform === 'win32') return this.skip();
    for (const name of ['faces.csv', 'x.ferexp.json']) execFileSync('mkfifo', [path.join(folder.path, name)]);
    for (const args of [
      ['data', 'inspect', 'faces.csv'],
      ['validate', 'x.ferexp.json'],
      ['run', 'x.ferexp.json'],
    ]) {
      const { code, out, err } = await ferexp(folder.path, args);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, /^error Cannot read the (data|experiment) .*: it is a named pipe, not a regular file\.\n/);
    }
  });

  it('by number is read with what each means', async () => {
    for (const [name, bytes] of [
      ['train/1/a.png', face],
      ['test/2/b.png', face],
    ] as const) {
      mkdirSync(path.dirname(path.join(folder.path, 'faces', name)), { recursive: true });
      writeFileSync(path.join(folder.path, 'faces', name), bytes);
    }
    const { code, err } = await ferexp(folder.path, [
      'data',
      'inspect',
      'faces',
      '--classes',
      '1=surprise,2=fear',
      '--json',
    ]);
    assert.equal(code, 0, err);
    assert.match(err, /warning The class folders are numbers: 1 is surprise \(1 image\), 2 is fear \(1 image\)/);
    const wrong = await ferexp(folder.path, ['data', 'inspect', 'faces', '--classes', '1=glad']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /"1=glad" is not folder=emotion: expected for example 1=surprise/);
  });

  it('with a byte order mark and CRLF is no wrong data', async () => {
    const lines = csv(row(1, 'PublicTest'), row(2, 'PrivateTest'));
    writeFileSync(path.join(folder.path, 'unix.csv'), lines);
    writeFileSync(path.join(folder.path, 'windows.csv'), `\uFEFF${lines.replaceAll('\n', '\r\n')}`);
    const [unix, windows] = await Promise.all(
      ['unix.csv', 'windows.csv'].map((name) => ferexp(folder.path, ['data', 'inspect', name, '--json'])),
    );
    assert.deepEqual([unix!.code, windows!.code], [0, 0], windows!.err);
    const fingerprint = ({ out }: { out: string }) => (JSON.parse(out) as { fingerprint: string }).fingerprint;
    assert.equal(fingerprint(windows!), fingerprint(unix!));
  });
});

describe('an engine that is not set up', () => {
  const folder = temporaryFolder();

  it('is told with how to set it up, before anything is written', async () => {
    writeProject(folder.path);
    const { code, err } = await ferexp(folder.path, ['run', 'tiny.ferexp.json', '--engine', 'tensorflow']);
    assert.equal(code, 2);
    assert.match(err, /^error The engine "?tensorflow"? .*\n.*ferexp engine setup/m);
    assert.equal(existsSync(path.join(folder.path, '.ferexp')), false);
  });
});
