import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleFiles } from '../../schemas/bundle';
import { runFiles } from '../../schemas/runDirectory';
import type { ComparisonView } from '../../schemas/messages/comparison';
import { differences } from '../../cli/bundle/portableView';
import { runsRootIn } from '../../experiment/project';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';
import { ferexp } from './command';

describe('a bundle', () => {
  const folder = temporaryFolder();
  const project = () => path.join(folder.path, 'someone', 'project');
  const bundle = () => path.join(folder.path, 'bundle');
  const write = (run: FakeRun) => writeFakeRun(runsRootIn(project()), run);

  function writeProject(): void {
    mkdirSync(project(), { recursive: true });
    writeFileSync(path.join(project(), 'study.ferexp.json'), '{ "version": 1 }');
    for (const repeat of [0, 1, 2]) {
      write({ experiment: 'study', variant: 'base', repeat, testAccuracy: 0.78 + repeat / 200 });
      write({
        ...{ experiment: 'study', variant: 'flip', repeat, testAccuracy: 0.8 + repeat / 200 },
        model: { dropout: 0.5 },
      });
    }
    write({ experiment: 'other', repeat: 0 });
  }

  async function exported(...args: string[]) {
    return ferexp(project(), ['bundle', 'study', '--output', bundle(), ...args]);
  }

  const filesIn = (root: string): string[] =>
    readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [path.join(entry.parentPath, entry.name)] : [],
    );

  it('gives the same table in an empty folder, without the project', async () => {
    writeProject();
    const compared = await ferexp(project(), ['compare', 'study']);
    const made = await exported();
    assert.equal(made.code, 0, made.err);
    assert.match(made.err, /^6 runs in .*bundle, [\d.,]+ [kM]B\. Check it with: ferexp verify /);
    rmSync(project(), { recursive: true });
    const elsewhere = path.join(folder.path, 'elsewhere');
    cpSync(bundle(), elsewhere, { recursive: true });
    rmSync(bundle(), { recursive: true });
    const verified = await ferexp(elsewhere, ['verify']);
    assert.equal(verified.code, 0, verified.err);
    const table = (text: string) => text.slice(0, text.indexOf('finished runs of this project'));
    const withoutLooks = (text: string) => table(text).replace(/\n\d+ $/, '');
    assert.equal(withoutLooks(verified.out), withoutLooks(compared.out));
    assert.match(verified.err, /Its maker states: 7 finished runs of this project were tested on these 700 faces/);
    assert.match(verified.err, /verified The bundle, made \d{4}-\d\d-\d\d with FER Experiments \d/);
    assert.match(verified.err, /the metrics of 12 splits follow from their predictions/);
    // The runs lie as in a project.
    const listed = JSON.parse((await ferexp(elsewhere, ['list', '--json'])).out) as unknown[];
    assert.equal(listed.length, 6);
  });

  it('holds wherever it is copied, whatever times and order its files have there', async () => {
    // Runs of one second, whose order is that of their files' times.
    const names = ['zebra', 'base', 'owl', 'ant', 'bee'];
    for (const [at, variant] of names.entries()) {
      const model = { dropout: at / 10 };
      const directory = write({
        experiment: 'study',
        variant,
        repeat: 0,
        model,
        runId: `20260314-101500-${variant}-1`,
      });
      utimesSync(path.join(directory, runFiles.experiment), 1_700_000_000, 1_700_000_000 + at);
    }
    const rows = async (args: string[], folder: string) =>
      (JSON.parse((await ferexp(folder, args)).out) as { rows: { variant: string }[] }).rows.map(
        ({ variant }) => variant,
      );
    const inProject = await rows(['compare', 'study', '--json'], project());
    assert.deepEqual(inProject, ['base', 'zebra', 'owl', 'ant', 'bee']);
    assert.equal((await exported()).code, 0);
    const experiments = filesIn(bundle()).filter((file) => path.basename(file) === runFiles.experiment);
    for (const order of [experiments, [...experiments].reverse(), [...experiments].sort()]) {
      for (const [at, file] of order.entries()) utimesSync(file, 1_700_000_000, 1_700_000_000 + at);
      const verified = await ferexp(bundle(), ['verify', '--json']);
      assert.equal(verified.code, 0, verified.out);
      const { view } = JSON.parse(verified.out) as { view: { rows: { variant: string }[] } };
      assert.deepEqual(
        view.rows.map(({ variant }) => variant),
        inProject,
      );
    }
  });

  it('has no star and no note, and holds when its reader gives some', async () => {
    writeProject();
    write({ experiment: 'study', variant: 'base', repeat: 0, testAccuracy: 0.78, starred: true, note: 'of nobody' });
    assert.equal((await exported()).code, 0);
    assert.deepEqual(
      filesIn(bundle()).filter((file) => file.includes('note.json') || readFileSync(file).includes('of nobody')),
      [],
    );
    const [first] = JSON.parse((await ferexp(bundle(), ['list', '--json'])).out) as { run: string }[];
    assert.equal((await ferexp(bundle(), ['star', first!.run])).code, 0);
    assert.equal((await ferexp(bundle(), ['note', first!.run, 'of its reader'])).code, 0);
    const verified = await ferexp(bundle(), ['verify']);
    assert.equal(verified.code, 0, verified.err);
  });

  it('holds no path of the computer that it was made on', async () => {
    writeProject();
    assert.equal((await exported()).code, 0);
    for (const file of filesIn(bundle())) {
      assert.ok(!readFileSync(file).includes(folder.path), file);
    }
    const manifest = readFileSync(path.join(bundle(), bundleFiles.manifest), 'utf8');
    for (const { path: place, sha256 } of (JSON.parse(manifest) as { files: { path: string; sha256: string }[] })
      .files) {
      const content = readFileSync(path.join(bundle(), place));
      assert.equal(createHash('sha256').update(content).digest('hex'), sha256, place);
    }
    assert.ok(existsSync(path.join(bundle(), 'study.ferexp.json')));
  });

  it('is smaller where it is compact, and gives the same accuracies', async () => {
    writeProject();
    const sizeOf = () => filesIn(bundle()).reduce((sum, file) => sum + readFileSync(file).length, 0);
    const table = async (): Promise<string> => {
      const verified = await ferexp(bundle(), ['verify', '--json']);
      assert.equal(verified.code, 0, verified.out);
      const { view } = JSON.parse(verified.out) as { view: ComparisonView };
      return JSON.stringify(view.rows.map(({ metrics, difference }) => [metrics['testAccuracy'], difference]));
    };
    assert.equal((await exported()).code, 0);
    const [whole, accuracies] = [sizeOf(), await table()];
    rmSync(bundle(), { recursive: true });
    assert.equal((await exported('--compact')).code, 0);
    assert.ok(sizeOf() < 0.75 * whole, `${sizeOf()} of ${whole} bytes`);
    assert.equal(await table(), accuracies);
  });

  it('has the predictions of the named splits alone, and says of how many metrics it only states', async () => {
    writeProject();
    assert.equal((await exported()).code, 0);
    const all = JSON.parse((await ferexp(bundle(), ['verify', '--json'])).out) as Record<string, number>;
    rmSync(bundle(), { recursive: true });
    assert.equal((await exported('--splits', 'test')).code, 0);
    const predictions = filesIn(bundle()).filter((file) => file.endsWith('.bin'));
    assert.deepEqual(
      predictions.map((file) => path.basename(file)),
      Array.from({ length: 6 }, () => 'test.bin'),
    );
    const verified = await ferexp(bundle(), ['verify']);
    assert.equal(verified.code, 0, verified.err);
    assert.match(verified.err, /the metrics of 6 splits follow .*, the metrics of 18 others are stated without pre/);
    // Of four splits a run; those of two of them have predictions in the project.
    assert.deepEqual([all['splits'], all['stated']], [12, 12]);

    rmSync(bundle(), { recursive: true });
    const refused = await exported('--splits', 'test,exam');
    assert.equal(refused.code, 2);
    assert.match(
      refused.err,
      /No run was evaluated on "exam"\.\s+Name splits among test, testUnseen, train, validation/,
    );
    assert.equal(existsSync(bundle()), false);
  });

  it('has the network that a run only evaluates', async () => {
    writeProject();
    const parent = write({ experiment: 'parent', repeat: 0, testAccuracy: 0.7 });
    for (const repeat of [0, 1]) {
      write({
        ...{ experiment: 'child', repeat, testAccuracy: 0.71 },
        training: { epochs: 0 },
        initFrom: { experiment: 'parent.ferexp.json', variant: 'base', run: parent, ancestry: 'a' },
      });
    }
    const made = await ferexp(project(), ['bundle', 'child', '-o', bundle(), '--json']);
    assert.equal((JSON.parse(made.out) as { runs: number }).runs, 3);
    const verified = await ferexp(bundle(), ['verify', '--json']);
    const { view } = JSON.parse(verified.out) as { view: { rows: { metrics: { testAccuracy: { count: number } } }[] } };
    assert.deepEqual(
      view.rows.map(({ metrics }) => metrics.testAccuracy.count),
      [1],
    );
  });

  it('says nothing of where a teacher lay on this computer', async () => {
    writeProject();
    const teacher = write({ experiment: 'large', repeat: 0 });
    const from = { experiment: 'large.ferexp.json', variant: 'base', run: teacher, ancestry: 'a' };
    const techniques = { distillation: { from, temperature: 4, weight: 0.9 } };
    const student = write({ experiment: 'small', repeat: 0, techniques });
    const made = await ferexp(project(), ['bundle', 'small', '-o', bundle()]);
    assert.equal(made.code, 0, made.err);
    const id = path.basename(student);
    const file = readdirSync(bundle(), { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith(path.join(id, runFiles.experiment)),
    )!;
    const text = readFileSync(path.join(bundle(), file), 'utf8');
    assert.ok(!text.includes(project()), text);
    const stored = JSON.parse(text) as { techniques: { distillation: { from: { run: string } } } };
    assert.equal(stored.techniques.distillation.from.run, `/bundle/.ferexp/runs/large/${path.basename(teacher)}`);
  });

  it('has the baseline of the comparison, also where two experiments have a variant of its name', async () => {
    writeProject();
    write({ experiment: 'other', repeat: 1, startedAt: '2026-02-01T10:00:00.000Z' });
    const compared = JSON.parse((await ferexp(project(), ['compare', '--json'])).out) as ComparisonView;
    const wanted = compared.rows.find(({ experiment, id }) => experiment === 'other' && id !== compared.baseline)!;
    const bases = compared.rows.filter(({ variant }) => variant === 'base');
    assert.equal(bases.length, 2);
    const made = await ferexp(project(), ['bundle', '--baseline', wanted.id, '-o', bundle()]);
    assert.equal(made.code, 0, made.err);
    const verified = await ferexp(bundle(), ['verify', '--json']);
    const { view } = JSON.parse(verified.out) as { view: ComparisonView };
    assert.equal(view.rows.find(({ id }) => id === view.baseline)?.experiment, 'other');
  });

  it('does not hold where a figure, a prediction or a run was changed', async () => {
    writeProject();
    assert.equal((await exported()).code, 0);
    const verifiedAfter = async (change: () => void) => {
      const whole = path.join(folder.path, 'whole');
      cpSync(bundle(), whole, { recursive: true });
      change();
      const { code, err } = await ferexp(bundle(), ['verify']);
      rmSync(bundle(), { recursive: true });
      cpSync(whole, bundle(), { recursive: true });
      rmSync(whole, { recursive: true });
      assert.equal(code, 1, err);
      assert.match(err, /does not hold: \d+ problems?\./);
      return err;
    };
    const find = (pattern: RegExp) => filesIn(bundle()).find((file) => pattern.test(file))!;
    const forged = await verifiedAfter(() => {
      const summary = find(/flip.*summary\.json$/);
      const text = readFileSync(summary, 'utf8');
      writeFileSync(summary, text.replace(/("test":\s*\{[^]*?"macroF1": ?)0\.\d+/, '$10.99'));
    });
    assert.match(forged, /summary\.json is not the file that the bundle was made with\./);
    assert.match(forged, /test: macroF1: 0\.99, but 0\.\d+ follows from the predictions\./);
    assert.match(forged, /The table does not follow from the runs\. rows\[1\]\.metrics/);
    // Whoever forges computes the checksums again.
    const sumsAgain = () => {
      const manifest = path.join(bundle(), bundleFiles.manifest);
      const content = JSON.parse(readFileSync(manifest, 'utf8')) as { files: { path: string; sha256: string }[] };
      for (const file of content.files) {
        file.sha256 = createHash('sha256')
          .update(readFileSync(path.join(bundle(), file.path)))
          .digest('hex');
      }
      writeFileSync(manifest, JSON.stringify(content));
    };
    const edited = (file: string, pattern: RegExp, text: string) => {
      const before = readFileSync(file, 'utf8');
      assert.match(before, pattern);
      writeFileSync(file, before.replace(pattern, text));
      sumsAgain();
    };
    const table = await verifiedAfter(() => edited(find(/README\.md$/), /\| 78\.5 %/, '| 98.5 %'));
    assert.match(table, /README\.md does not say what follows from the runs\./);
    const looks = await verifiedAfter(() => edited(find(/bundle\.json$/), /"looks": ?\d+/, '"looks": 1'));
    assert.match(looks, /The manifest states 1 looks at the test faces, but the bundle itself has 6\./);
    const seed = await verifiedAfter(() => edited(find(/flip-1\/summary\.json$/), /"seed": ?2/, '"seed": 7'));
    assert.match(seed, /flip-1 contradicts itself: seed: 2, but 7 in its summary\./);
    const engine = await verifiedAfter(() =>
      edited(find(/flip-1\/environment\.json$/), /"engine": ?"wasm"/, '"engine": "tensorflow"'),
    );
    assert.match(engine, /flip-1 contradicts itself: engine: "tensorflow", but "wasm" in its summary\./);
    const cut = await verifiedAfter(() => writeFileSync(find(/base.*test\.bin$/), 'FERPRED1'));
    assert.match(cut, /test\.bin is not the file/);
    const gone = await verifiedAfter(() => rmSync(path.dirname(find(/base.*summary\.json$/)), { recursive: true }));
    assert.match(gone, /summary\.json is missing\./);
    const without = await verifiedAfter(() => rmSync(find(/base.*summary\.json$/)));
    assert.match(without, /summary\.json is missing\./);
    const damaged = await verifiedAfter(() => edited(find(/flip-1\/summary\.json$/), /"variant"/, '"variety"'));
    assert.equal(damaged.match(/summary\.json/g)?.length, 1, damaged);
    const added = await verifiedAfter(() =>
      writeFakeRun(runsRootIn(bundle()), { experiment: 'study', variant: 'flip', repeat: 3, testAccuracy: 0.99 }),
    );
    assert.match(added, /was added to the bundle\./);
  });

  it('is written whole or not at all, and never over files', async () => {
    writeProject();
    mkdirSync(bundle());
    writeFileSync(path.join(bundle(), 'mine.txt'), 'mine');
    const refused = await exported();
    assert.equal(refused.code, 2);
    assert.match(refused.err, /bundle is not empty\.\n {2}Name a new folder/);
    assert.deepEqual(readdirSync(bundle()), ['mine.txt']);
    rmSync(bundle(), { recursive: true });
    const none = await ferexp(project(), ['bundle', 'nobody', '-o', bundle()]);
    assert.equal(none.code, 2);
    assert.deepEqual(
      readdirSync(folder.path).filter((name) => name.includes('bundle')),
      [],
    );
  });

  it('is refused where a manifest leads out of it, or is none', async () => {
    writeProject();
    assert.equal((await exported()).code, 0);
    const manifest = path.join(bundle(), bundleFiles.manifest);
    const text = readFileSync(manifest, 'utf8');
    for (const wrong of [
      '{}',
      'no JSON',
      text.replace('"README.md"', '"../README.md"'),
      text.replace('"README.md"', '"a\\\\b"'),
    ]) {
      assert.notEqual(wrong, text);
      writeFileSync(manifest, wrong);
      const { code, err } = await ferexp(bundle(), ['verify']);
      assert.equal(code, 2, err);
      assert.match(err, /bundle\.json is damaged, or of a newer version/);
    }
    rmSync(manifest);
    assert.equal((await ferexp(bundle(), ['verify'])).code, 2);
  });

  it('names the places that differ, and forgives the last digits', () => {
    assert.deepEqual(differences({ a: [1, { b: 0.1 + 0.2 }] }, { a: [1, { b: 0.3 }] }), []);
    assert.deepEqual(differences({ a: [1], c: 'x' }, { a: [2, 3] }), [
      'a[0]: 1, but 2',
      'a[1]: nothing, but 3',
      'c: "x", but nothing',
    ]);
  });
}).timeout(240_000);

describe('ferexp card', () => {
  const folder = temporaryFolder();

  it('writes the card of a run, and refuses a run without a result', async () => {
    const runId = path.basename(writeFakeRun(runsRootIn(folder.path), { testAccuracy: 0.6 }));
    const card = await ferexp(folder.path, ['card', runId, '-o', 'card.md']);
    assert.deepEqual([card.code, card.err], [0, 'Written to card.md.\n']);
    assert.match(readFileSync(path.join(folder.path, 'card.md'), 'utf8'), /^# fake, base, seed 1\n/);
    const { card: text } = JSON.parse((await ferexp(folder.path, ['card', runId, '--json'])).out) as { card: string };
    assert.match(text, /^# fake, base, seed 1\n/);
    const failed = path.basename(writeFakeRun(runsRootIn(folder.path), { repeat: 1, state: 'failed' }));
    const refused = await ferexp(folder.path, ['card', failed]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /has no test result to describe\.\n {2}Let it finish first\./);
  });
}).timeout(60_000);
