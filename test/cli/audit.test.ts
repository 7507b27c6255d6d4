import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AuditReport } from '../../schemas/audit';
import { splitMetrics } from '../../runner/evaluate/metrics';
import { readPredictions, writePredictions } from '../../storage/run/predictions';
import { auditedProject, finishedRun } from '../fixtures/auditedProject';
import { ferexp, endOf, startFerexp } from './command';
import { temporaryFolder } from './support';

describe('ferexp audit', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const inFolder = (name: string): string => path.join(folder.path, name);
  const read = (name: string): string => readFileSync(inFolder(name), 'utf8');
  const run = (...args: readonly string[]) => ferexp(folder.path, ['audit', ...args]);
  const reportOf = async (...args: readonly string[]): Promise<AuditReport> => {
    const { code, out, err } = await run(...args, '--json');
    assert.equal(code, 0, err);
    return JSON.parse(out) as AuditReport;
  };

  beforeEach(() => auditedProject(folder.path));

  it('finds copies and pictures without a face, and keeps the near copies for the next time', async () => {
    const { code, out } = await run('audited.ferexp.json');
    assert.equal(code, 0);
    assert.match(out, /^! Copies$/m);
    assert.match(out, /20 further pairs show the same picture with other pixels/);
    assert.match(out, /No finished run of audited predicts these faces\. Run it, best with several values/);
    assert.match(out, /^! Pictures without a face$/m);
    const again = await ferexp(folder.path, ['audit', 'audited.ferexp.json']);
    assert.equal(again.out, out);
    assert.doesNotMatch(again.err, /near copies/);
  });

  it('finds the same near copies again where what was kept is damaged', async () => {
    const first = await reportOf('audited.ferexp.json');
    const cache = inFolder('.ferexp/cache/audit');
    const [name] = readdirSync(cache);
    for (const damage of ['', '{"format":"ferexp-near-copies"}', read(`.ferexp/cache/audit/${name}`).slice(0, -9)]) {
      writeFileSync(path.join(cache, name!), damage);
      assert.deepEqual(await reportOf('audited.ferexp.json'), first);
    }
  });

  it('judges a run: leaks, its accuracy with and without them, how many looks', async () => {
    const directory = await finishedRun({ file: inFolder('audited.ferexp.json'), text: read('audited.ferexp.json') });
    const { test, labels } = await reportOf(path.basename(directory));
    assert.deepEqual([test!.leaks, test!.looks, test!.selectedOnTest], [{ exact: 10, near: 20 }, 1, []]);
    const [only] = test!.runs;
    const { accuracy, leaked, clean } = only!;
    assert.deepEqual([leaked!.examples, clean!.examples], [30, 110]);
    const all = (leaked!.accuracy * 30 + clean!.accuracy * 110) / 140;
    assert.ok(Math.abs(all - accuracy) < 1e-9);
    // The network of the run is wrong on every ninth face, and sure of it.
    assert.equal(labels!.predicted, 224);
    assert.ok(labels!.suspects.length > 15);
    assert.ok(labels!.suspects.every(({ face, given, likely }) => face.id % 9 === 0 && given !== likely));
  });

  it('says how often the networks are right by which it judges labels, and asks none that learned nothing', async () => {
    const text = read('audited.ferexp.json');
    const directory = await finishedRun({ file: inFolder('audited.ferexp.json'), text });
    const answers = await readPredictions(directory, 'test');
    const faces = [...answers.ids, ...(await readPredictions(directory, 'validation')).ids];
    // Every ninth face of the data is answered wrong.
    const right = (100 * faces.filter((id) => id % 9 !== 0).length) / faces.length;
    assert.equal(
      (await reportOf('audited.ferexp.json')).labels!.from,
      `1 run of audited, whose answer is the given label for ${right.toFixed(1)} %`,
    );
    const always = answers.probabilities.map((_, at) => (at % answers.classNames.length === 4 ? 1 : 0));
    await writePredictions(directory, { ...answers, probabilities: always });
    const file = path.join(directory, 'summary.json');
    const summary = JSON.parse(readFileSync(file, 'utf8')) as { splits: Record<string, object> };
    const { classes, ...others } = splitMetrics(always, answers.labels, answers.classNames);
    writeFileSync(file, JSON.stringify({ ...summary, splits: { ...summary.splits, test: { ...others, classes } } }));
    const { labels, noLabels } = await reportOf('audited.ferexp.json');
    assert.equal(labels, undefined);
    assert.match(noLabels!, /^The finished runs of audited learned nothing, so they say nothing of labels\./);
  });

  it('says of which runs the test split chose the epoch', async () => {
    const text = read('audited.ferexp.json');
    const directory = await finishedRun({ file: inFolder('audited.ferexp.json'), text });
    const file = path.join(directory, 'experiment.json');
    const resolved = JSON.parse(readFileSync(file, 'utf8')) as { data: object };
    // No file of today can do this: runs of an earlier version, or of another hand, can.
    writeFileSync(file, JSON.stringify({ ...resolved, data: { ...resolved.data, validation: 'publicTest' } }));
    const { test } = await reportOf('audited.ferexp.json');
    assert.equal(test!.selectedOnTest.length, 1);
    assert.match(test!.selectedOnTest[0]!, /^audited \/ base, seed 1: its epoch, .* was chosen on publicTest/);
  });

  it('takes predictions from a file', async () => {
    const classes = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
    const lines = Array.from(
      { length: 300 },
      (_, id) => `${id},${classes.map((_, k) => (k === 3 ? 0.4 : 0.1)).join()}`,
    );
    writeFileSync(inFolder('p.csv'), [`face,${classes.join()}`, ...lines].join('\n'));
    const { labels } = await reportOf('audited.ferexp.json', '--predictions', 'p.csv');
    assert.deepEqual([labels!.from, labels!.predicted], ['p.csv', 300]);

    const refused = async (text: string, message: RegExp) => {
      writeFileSync(inFolder('p.csv'), text);
      const { code, out, err } = await run('audited.ferexp.json', '--predictions', 'p.csv');
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, message);
    };
    const head = `face,${classes.join()}\n`;
    await refused('face,angry\n', /p\.csv, line 1: the column disgust is missing\.\n {2}The columns are: face,angry,/);
    await refused(
      `${head}560,1,0,0,0,0,0,0\n`,
      /line 2, column face: is "560": expected the number of a face from 0 to 559/,
    );
    await refused(`${head}1,1,0,0,0,0,0,x\n`, /line 2, column neutral: is "x": expected a probability from 0 to 1/);
    await refused(`${head}1,1,1,0,0,0,0,0\n`, /line 2: the probabilities add up to 2\.000: expected 1/);
    await refused(`${head}1,1,0,0\n`, /line 2, column happy: is "": expected a probability/);
  });

  it('writes a report, and a list of faces that an experiment leaves out', async () => {
    const { code, err } = await run(
      ...['audited.ferexp.json', '--markdown', 'audit.md', '--write-exclusions', 'exclude.txt'],
    );
    assert.equal(code, 0);
    assert.match(err, /The report is in audit\.md\n\d+ faces in exclude\.txt: name it in data\.exclude/);
    assert.match(read('audit.md'), /^# Audit of fer\.csv\n[\s\S]*## Copies ⚠[\s\S]*\| face \| near copy \|/);

    const experiment = JSON.parse(read('audited.ferexp.json')) as { data: object };
    const text = JSON.stringify({ ...experiment, data: { ...experiment.data, exclude: 'exclude.txt' } });
    writeFileSync(inFolder('clean.ferexp.json'), text);
    const before = await reportOf('audited.ferexp.json');
    const after = await reportOf('clean.ferexp.json');
    assert.notEqual(after.fingerprint, before.fingerprint);
    assert.deepEqual([after.excludable.leaks, after.excludable.nonFaces], [0, 0]);
    const ofTest = ({ copies }: AuditReport) => copies.splits.filter((row) => row.of === 'test');
    assert.ok(ofTest(before).some(({ exact, near }) => exact + near > 0));
    assert.ok(ofTest(after).every(({ exact, near }) => exact + near === 0));
  });

  it('audits a data source without an experiment', async () => {
    const { source, experiment, copies } = await reportOf('--data', 'fer.csv');
    assert.deepEqual([source, experiment, copies.near.length], ['fer.csv', 'audit', 20]);
  });

  it('says what is wrong with its arguments', async () => {
    const cases: readonly (readonly [args: readonly string[], message: RegExp])[] = [
      [[], /Nothing to audit was given\.\n {2}Give an experiment file or a run, or a data source with --data/],
      [['audited.ferexp.json', '--data', 'fer.csv'], /Both audited\.ferexp\.json and --data were given/],
      [['none.ferexp.json'], /There is no experiment file/],
      [['20260101-000000-none'], /There is no run "20260101-000000-none"/],
      [['--data', 'none.csv'], /The data "none\.csv" does not exist/],
      [['audited.ferexp.json', '--exclude', 'everything'], /Allowed choices are leaks, conflicting, copies/],
      [['audited.ferexp.json', '--exclude', 'leaks'], /--exclude chooses what --write-exclusions lists/],
      [['audited.ferexp.json', '--variant', 'none'], /There is no variant "none"/],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = await run(...args);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.match(err, message);
    }
  });

  it('stops at Ctrl-C with nothing written', async () => {
    const child = startFerexp(folder.path, ['audit', 'audited.ferexp.json', '--markdown', 'audit.md']);
    const ended = endOf(child);
    await new Promise<void>((resolve) => {
      let said = '';
      child.stderr!.on('data', (data) => {
        said += String(data);
        if (said.includes('Looking for near copies')) resolve();
      });
    });
    child.kill('SIGINT');
    const { code, out, err } = await ended;
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /error Stopped\. Nothing was written\./);
    assert.equal(existsSync(inFolder('audit.md')), false);
  });
});
