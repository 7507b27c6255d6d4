/** Files of predictions become runs: with scikit-learn's metrics, whatever their form; and what is refused. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { agreementOf } from '../../../results/judge/agreement';
import { readPredictionsFile } from '../../../runner/imported/readFile';
import { readPredictions } from '../../../storage/run/predictions';
import { readResolved, readSummary } from '../../../storage/run/runFile';
import { UserError } from '../../../schemas/userError';
import { csvOf, firstTest, importedClasses, pixelsOf, reference, stored } from '../../fixtures/import/project';
import { temporaryFolder } from '../../storage/temporaryFolder';
import { type Given, importing, type Project, projectIn } from './support';

const near = (actual: number | undefined, expected: number, tolerance = 1e-12): void =>
  assert.ok(Math.abs((actual ?? NaN) - expected) <= tolerance, `${actual}, expected ${expected}`);

const { labels, probabilities } = reference;
const backwards = [...labels.keys()].reverse();

describe('predictions from elsewhere', () => {
  const folder = temporaryFolder();
  let project: Project;
  beforeEach(async () => {
    project = await projectIn(folder.path);
  });
  const refuses = async (content: string | Buffer, message: RegExp, given: Given = {}): Promise<void> => {
    await assert.rejects(importing(project, content, given), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.equal(error.exitCode, 2);
      assert.match(`${error.message} ${error.remedy ?? ''}`.replaceAll(`${folder.path}${path.sep}`, ''), message);
      return true;
    });
    // Nothing half written.
    assert.deepEqual(
      readdirSync(path.join(folder.path, '.ferexp', 'runs', 'faces'), { withFileTypes: false }).length,
      0,
    );
  };
  beforeEach(() => mkdirSync(path.join(folder.path, '.ferexp', 'runs', 'faces'), { recursive: true }));

  it('have scikit-learn’s metrics', async () => {
    const { summary, how } = await importing(project, stored('float32.npy'), {}, 'given.npy');
    const test = summary.splits['test']!;
    near(test.accuracy, reference.accuracy);
    near(test.macroF1, reference.macroF1);
    // Ours are sums of float32, as the product stores them.
    near(test.loss, reference.loss, 1e-7);
    const { balancedAccuracy, kappa, mcc } = agreementOf(test.confusion);
    near(balancedAccuracy, reference.balancedAccuracy);
    near(kappa, reference.kappa);
    near(mcc, reference.mcc);
    assert.deepEqual(how, [
      'The numbers of classes are read as the order of the experiment’s labels: 0 angry, 1 disgust, 2 fear, 3 happy, 4 sad, 5 surprise, 6 neutral. If that is not so, give --classes.',
      'Rows are matched to the test faces by their order in the data.',
      'Nothing in the file confirms that order: a column of labels would.',
    ]);
  });

  it('are stored as those of runs here are, and state no training', async () => {
    const { directory, summary } = await importing(project, csvOf(), { seed: 5, framework: 'PyTorch' });
    const test = await readPredictions(directory, 'test');
    assert.deepEqual(
      [...test.ids],
      labels.map((_, i) => firstTest + i),
    );
    assert.deepEqual([...test.labels], labels);
    assert.deepEqual([...test.probabilities], [...Float32Array.from(probabilities.flat())]);
    const hash = createHash('sha256')
      .update(pixelsOf(firstTest + 3))
      .digest()
      .subarray(0, 8);
    assert.deepEqual(Buffer.from(test.pictures!.subarray(24, 32)), hash);
    assert.equal(test.classesOnly, undefined);
    // The first test face is a training face too.
    assert.equal((await readPredictions(directory, 'testUnseen')).ids.length, labels.length - 1);
    assert.equal(summary.dataFingerprint, project.dataset.fingerprint);
    assert.deepEqual(await readSummary(directory), summary);
    const resolved = await readResolved(directory);
    assert.deepEqual(
      [resolved.training, resolved.model, resolved.techniques, resolved.engine, resolved.seed],
      [undefined, undefined, undefined, undefined, 5],
    );
    const { importedAt, sha256, ...imported } = resolved.imported!;
    assert.deepEqual(imported, { file: 'given.csv', answers: 'probabilities', framework: 'PyTorch' });
    assert.equal(sha256, createHash('sha256').update(csvOf()).digest('hex'));
    assert.ok(Date.parse(importedAt) <= Date.now());
    for (const name of ['trainingSeconds', 'epochsRun', 'best', 'engine'] as const)
      assert.equal(summary[name], undefined);
    assert.deepEqual(readdirSync(directory).sort(), ['experiment.json', 'predictions', 'summary.json']);
  });

  describe('are the same in every form:', () => {
    const forms: Record<string, () => readonly [string | Buffer, Given?, string?]> = {
      'savetxt without a header': () => [stored('savetxt.csv')],
      'the header that pandas writes': () => [csvOf({ header: ['0', '1', '2', '3', '4', '5', '6'] })],
      'semicolons and a mark of UTF-8': () => [`\ufeff${csvOf().replaceAll(',', ';')}`],
      'columns in another order, with other names': () => [
        csvOf({
          header: ['label', 'p_Neutral', 'p_Anger', 'p_Disgust', 'p_Fear', 'p_Happiness', 'p_Sad', 'p_Surprise'],
          columns: (row) => [labels[row]!, probabilities[row]![6]!, ...probabilities[row]!.slice(0, 6)],
        }),
      ],
      'a map of classes': () => [
        csvOf({
          header: ['1', '2', '3', '4', '5', '6', '7'],
          columns: (row) => [probabilities[row]![6]!, ...probabilities[row]!.slice(0, 6)],
        }),
        {
          classes: {
            '1': 'neutral',
            '2': 'angry',
            '3': 'disgust',
            '4': 'fear',
            '5': 'happy',
            '6': 'sad',
            '7': 'surprise',
          },
        },
      ],
      'a map of classes for numbers without a header': () => [
        stored('savetxt.csv'),
        {
          classes: {
            '1': 'angry',
            '2': 'disgust',
            '3': 'fear',
            '4': 'happy',
            '5': 'sad',
            '6': 'surprise',
            '7': 'neutral',
          },
        },
      ],
      'rows by number': () => [
        csvOf({
          header: [...importedClasses, 'row'],
          columns: (row) => [...probabilities[row]!, row],
          rows: backwards,
        }),
      ],
      'rows by face': () => [
        csvOf({
          header: ['face', ...importedClasses],
          columns: (row) => [firstTest + row, ...probabilities[row]!],
          rows: backwards,
        }),
      ],
      'rows by hash': () => [
        csvOf({
          header: ['hash', ...importedClasses],
          columns: (row) => [
            createHash('sha256')
              .update(pixelsOf(firstTest + row))
              .digest('hex'),
            ...probabilities[row]!,
          ],
          rows: backwards,
        }),
      ],
      'an .npz with labels and rows': () => [stored('predictions.npz'), {}, 'given.npz'],
      logits: () => [stored('logits.npy'), { logits: true }, 'given.npy'],
      'logits in an .npz': () => [stored('logits.npz'), { logits: true }, 'given.npz'],
      'Fortran’s order': () => [stored('fortran.npy'), {}, 'given.npy'],
    };
    for (const [what, form] of Object.entries(forms)) {
      it(what, async () => {
        const [content, given, file] = form();
        const { directory, summary } = await importing(project, content, given, file);
        const test = await readPredictions(directory, 'test');
        test.probabilities.forEach((value, i) => near(value, probabilities.flat()[i]!, 1e-6));
        near(summary.splits['test']!.accuracy, reference.accuracy);
      });
    }
  });

  it('may be classes alone: then loss stays unknown', async () => {
    for (const [content, file] of [
      [stored('classes.npy'), 'a.npy'],
      [stored('names.npy'), 'b.npy'],
      [
        csvOf({ header: ['class'], columns: (row) => [probabilities[row]!.indexOf(Math.max(...probabilities[row]!))] }),
        'c.csv',
      ],
    ] as const) {
      const { directory, summary } = await importing(project, content, {}, file);
      near(summary.splits['test']!.accuracy, reference.accuracy);
      assert.equal(summary.splits['test']!.loss, undefined);
      assert.equal((await readPredictions(directory, 'test')).classesOnly, true);
    }
  });

  it('may be of validation faces too', async () => {
    const validation = csvOf({ rows: [...labels.keys()].slice(0, 14) });
    const { summary, how } = await importing(project, csvOf(), { validation });
    assert.equal(summary.splits['validation']!.examples, 14);
    assert.match(how.join(' '), /Validation: Rows are matched to the validation faces by their order/);
    await assert.rejects(
      importing(project, csvOf(), { validation: csvOf() }),
      /has 70 rows: expected 14, one for each validation face/,
    );
  });

  it('of a whole part serve where the experiment tests on a share of it', async () => {
    project = await projectIn(folder.path, { fraction: 0.5 });
    const { directory, how } = await importing(project, csvOf());
    const { ids, probabilities: found } = await readPredictions(directory, 'test');
    assert.equal(ids.length, 35);
    ids.forEach((id, i) => near(found[7 * i], Math.fround(probabilities[id - firstTest]![0]!), 0));
    assert.match(how.join(' '), /faces of the part, dropped ones too, by their order/);
  });

  it('find the pictures of a folder by the names of their files', async () => {
    const pictures = path.join(folder.path, 'pictures');
    const write = (part: string, face: number, label: number): void => {
      const inside = path.join(pictures, part, importedClasses[label]!);
      mkdirSync(inside, { recursive: true });
      const png = new PNG({ width: 48, height: 48 });
      pixelsOf(face).forEach((value, i) => png.data.set([value, value, value, 255], 4 * i));
      writeFileSync(path.join(inside, `${face}.png`), PNG.sync.write(png));
    };
    for (let face = 0; face < 28; face++) write('train', face, face % 7);
    labels.forEach((label, row) => write('test', firstTest + row, label));
    project = await projectIn(folder.path, { source: 'pictures', validation: { fraction: 0.5, seed: 1 } });
    const fileOf = (row: number): string => `/data/fer/test/${importedClasses[labels[row]!]!}/${firstTest + row}.png`;
    const header = ['file', 'label', ...importedClasses];
    const columns = (row: number) => [fileOf(row), labels[row]!, ...probabilities[row]!];
    const { summary } = await importing(project, csvOf({ header, columns, rows: backwards }));
    near(summary.splits['test']!.accuracy, reference.accuracy);
    const wrong = csvOf({
      header,
      columns: (row) => [row === 3 ? 'other.png' : fileOf(row), ...columns(row).slice(1)],
    });
    await assert.rejects(importing(project, wrong), /line 5: file "other\.png" is no test face\./);
  });

  it('by file name need a folder', () => {
    const header = ['file', ...importedClasses];
    return refuses(
      csvOf({ header, columns: (row) => [`${row}.png`, ...probabilities[row]!] }),
      /names files, and the data is no folder/,
    );
  });

  describe('are refused:', () => {
    const line = (index: number, text: string, from = csvOf()): string => {
      const lines = from.split('\n');
      lines[index] = text;
      return lines.join('\n');
    };
    const even = Array.from({ length: 7 }, () => 1 / 7);
    const faces = (rows: number[], columns = (row: number): readonly (string | number)[] => [firstTest + row]) =>
      csvOf({ header: ['face', ...importedClasses], columns: (row) => [...columns(row), ...even], rows });
    const cases: Record<string, readonly [string | Buffer, RegExp, Given?]> = {
      nothing: ['', /given\.csv is empty: expected a CSV/],
      'a header alone': ['angry,disgust\n', /given\.csv has a header and no rows/],
      'no class': ['a,b\n1,2\n', /line 1: no column tells a class \(the columns are a, b\)\. The columns are angry/],
      'six classes': [
        csvOf({ header: importedClasses.slice(0, 6), columns: (row) => probabilities[row]!.slice(0, 6) }),
        /has 6 classes \(angry, .*\), and the data 7: there is none for neutral/,
      ],
      'eight classes': [
        csvOf({ header: ['0', '1', '2', '3', '4', '5', '6', '7'], columns: (row) => [...probabilities[row]!, 0] }),
        /has 8 classes .*, and the data 7/,
      ],
      'a class twice': [csvOf({ header: ['anger', ...importedClasses.slice(0, 6)] }), /has two columns for angry/],
      NaN: [
        line(4, '0.1,nan,0.1,0.1,0.1,0.1,0.1'),
        /line 4|line 5, class disgust: is no number: expected a probability/,
      ],
      'a sum that is not 1': [
        line(3, '0.1,0.1,0.1,0.1,0.1,0.1,0.1'),
        /line 4: the probabilities add up to 0\.7000: expected 1/,
      ],
      logits: [
        stored('logits.npy'),
        /row 0, class \w+: is .*: expected a probability from 0 to 1\. These look like logits\. Give --logits/,
      ],
      'logits by name': [stored('logits.npz'), /calls its numbers logits\. Give --logits/],
      'probabilities as logits': [csvOf(), /--logits was given, and all 70 rows are probabilities/, { logits: true }],
      'too few rows': [csvOf({ rows: [0, 1, 2] }), /has 3 rows: expected 70, one for each test face/],
      'a short line': [line(2, '0.5,0.5'), /line 3: has 2 values: expected 7 as in line 1/],
      'a decimal comma': [line(2, '"0,5",0.5,0,0,0,0,0'), /line 3, class angry: is no number/],
      spaces: [stored('spaces.csv'), /line 1: the values are separated by spaces/],
      'UTF-16': [Buffer.from(`\ufeff${csvOf()}`, 'utf16le'), /is UTF-16 text: expected a CSV.*Save it again as UTF-8/],
      'a binary file': [Buffer.from([1, 2, 0, 3, 4, 0, 9]), /is a binary file of an unknown kind/],
      'a pickle': [Buffer.from([0x80, 4, 0x95, 1, 1]), /is a Python pickle/],
      'a zip of something else': [Buffer.from('PK\x03\x04 and no more', 'latin1'), /cannot be read as a zip/],
      'other labels': [
        csvOf({
          header: [...importedClasses, 'label'],
          columns: (row) => [...probabilities[row]!, (labels[row]! + 1) % 7],
        }),
        /line 2: the label is disgust, and test face 28 of the data is angry\. Labels of 70 of 70 rows disagree\. Most likely/,
      ],
      'a label that is no class': [
        csvOf({
          header: [...importedClasses, 'label'],
          columns: (row) => [...probabilities[row]!, row === 2 ? 'joy' : labels[row]!],
        }),
        /line 4: the label is "joy": expected one of angry/,
      ],
      'a face twice': [faces([...labels.keys(), 4]), /line 72: face "32" is there twice, first in line 6/],
      'a face that is missing': [faces([...labels.keys()].slice(1)), /lacks 1 of 70 test faces: the first is face 28/],
      'a training face': [
        faces([...labels.keys()], (row) => [row === 0 ? 3 : firstTest + row]),
        /line 2: face "3" is no test face/,
      ],
      'a face that there is not': [
        faces([0], () => [99_999]),
        /line 2: the face is "99999": expected its number in the data, from 0 to 97/,
      ],
      'a row number twice': [
        csvOf({ header: ['row', ...importedClasses], columns: (row) => [Math.max(1, row), ...even] }),
        /line 3: the row number 1 is there twice, first in line 2/,
      ],
      'row numbers from 1': [
        csvOf({ header: ['row', ...importedClasses], columns: (row) => [row + 1, ...even] }),
        /line 71: the row number is "70": expected one from 0 to 69\. Count from 0/,
      ],
      'a hash that is none': [
        csvOf({ header: ['hash', ...importedClasses], columns: () => ['abc', ...even] }),
        /line 2: the hash is "abc": expected at least 16 hexadecimal digits/,
      ],
      'a map that lacks a class': [
        csvOf(),
        /--classes does not say which class is disgust, fear/,
        { classes: { '0': 'angry' } },
      ],
      'a map to another scheme': [csvOf(), /the data has no class contempt/, { classes: { '0': 'contempt' } }],
      'bytes that move a cursor': [
        csvOf({ header: ['\x1b[2J'] }),
        /no column tells a class \(the columns are \\u001b\[2J\)/,
      ],
    };
    for (const [what, [content, message, given]] of Object.entries(cases)) {
      it(what, () => refuses(content, message, given));
    }
  });

  it('that are missing are named', async () => {
    const { classNames } = project.dataset;
    const missing = path.join(folder.path, 'none.csv');
    assert.equal(existsSync(missing), false);
    await assert.rejects(
      readPredictionsFile(missing, classNames, undefined),
      /Cannot read the predictions .*none\.csv|does not exist/,
    );
  });
});
