import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeFakeRun } from '../fixtures/runs';
import { queuedRuns, temporaryFolder } from './support';
import type { ComparisonView } from '../../schemas/messages/comparison';

const root = path.resolve(__dirname, '../..');
const loader = pathToFileURL(path.join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command from its sources. */
function ferexp(cwd: string, ...args: readonly string[]): Promise<Ended> {
  const main = path.join(root, 'cli', 'main.ts');
  const child = spawn(process.execPath, ['--import', loader, main, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

const valid = {
  version: 1,
  name: 'a',
  data: { source: 'synthetic' },
  model: { type: 'smallCnn' },
  training: { epochs: 2 },
  variants: { flip: { techniques: { augmentation: { horizontalFlip: true } } } },
};

describe('ferexp', () => {
  const folder = temporaryFolder();
  const write = (name: string, value: unknown) => writeFileSync(path.join(folder.path, name), JSON.stringify(value));
  beforeEach(() => mkdirSync(path.join(folder.path, '.vscode')));

  it('ends without an error when whoever reads its help stops reading', async () => {
    const main = path.join(root, 'cli', 'main.ts');
    const child = spawn(process.execPath, ['--import', loader, main, 'run', '--help'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.deepEqual([code, said], [0, '']);
  });

  it('validates: 0 and a line for a valid file', async () => {
    write('a.ferexp.json', valid);
    const { code, out, err } = await ferexp(folder.path, 'validate', 'a.ferexp.json');
    assert.deepEqual([code, out, err], [0, 'a.ferexp.json: valid, 2 runs of 2 variants\n', '']);
  });

  it('validates: 2 and the place for a wrong file, nothing on standard output', async () => {
    write('a.ferexp.json', { ...valid, seed: -1 });
    const { code, out, err } = await ferexp(folder.path, 'validate', 'a.ferexp.json');
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /^a\.ferexp\.json:1:\d+ error seed must be a whole number from 0 to 4294967295, but is -1\./);
    assert.match(err, /\^\^\n/);
    assert.match(err, /a\.ferexp\.json: 1 error\n$/);
  });

  it('validates for machines: only JSON on standard output', async () => {
    write('a.ferexp.json', { ...valid, seeds: 1 });
    const { code, out } = await ferexp(folder.path, 'validate', '--json', 'a.ferexp.json');
    assert.equal(code, 2);
    const [result] = JSON.parse(out) as [{ valid: boolean; problems: { suggestion: string }[] }];
    assert.equal(result.valid, false);
    assert.equal(result.problems[0]?.suggestion, 'seed');
  });

  it('refuses to run a wrong file before anything is written', async () => {
    write('a.ferexp.json', { ...valid, data: { source: 'missing.csv' } });
    const { code, err } = await ferexp(folder.path, 'run', 'a.ferexp.json');
    assert.equal(code, 2);
    assert.match(err, /"missing\.csv" does not exist/);
    assert.match(err, /a\.ferexp\.json cannot run: 1 error\.\n$/);
    assert.match((await ferexp(folder.path, 'list')).err, /^No runs in /);
  });

  it('refuses a project that is no folder, with every command that reads runs', async () => {
    write('file.txt', {});
    const commands = ['list', 'compare', 'queue', 'stop --all', 'resume --all', 'figure RUN', 'explain RUN'];
    for (const command of commands) {
      for (const [given, said] of [
        ['nowhere', /^error There is no folder nowhere\.\n {2}Give the folder of the project with --project\.$/m],
        ['file.txt', /^error file\.txt is not a folder: the project was expected\.$/m],
      ] as const) {
        const { code, err } = await ferexp(folder.path, ...command.split(' '), '-C', given);
        assert.equal(code, 2, `${command}: ${err}`);
        assert.match(err, said, command);
      }
    }
  });

  it('names the experiments where list is asked for one without runs', async () => {
    writeFakeRun(path.join(folder.path, '.ferexp', 'runs'), { experiment: 'flips' });
    const { code, err, out } = await ferexp(folder.path, 'list', 'flops');
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /^error There are no runs of an experiment "flops"\.\n {2}Did you mean "flips"\?$/m);
    assert.match((await ferexp(folder.path, 'list', 'flips')).out, /flips/);
  });

  it('names the nearest file, and shows no stack', async () => {
    write('flips.ferexp.json', valid);
    const { code, err } = await ferexp(folder.path, 'validate', 'flip.ferexp.json');
    assert.equal(code, 2);
    assert.match(
      err,
      /^error There is no experiment file .*flip\.ferexp\.json\.\n {2}Did you mean .*flips\.ferexp\.json\?\n$/,
    );
  });

  it('ends with 2 on wrong usage, with 0 on --help and --version', async () => {
    const [wrong, help, version, nothing] = await Promise.all([
      ferexp(folder.path, 'run', '--nope', 'a'),
      ferexp(folder.path, '--help'),
      ferexp(folder.path, '--version'),
      ferexp(folder.path),
    ]);
    assert.deepEqual([wrong.code, help.code, version.code, nothing.code], [2, 0, 0, 2]);
    assert.match(wrong.err, /unknown option '--nope'/);
    assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
  });

  it('lists and stops runs, and finds them by the end of their id', async () => {
    const [first, second] = await queuedRuns(folder.path, 'wait', 'wait');
    const id = path.basename(first!.directory);
    const listed = JSON.parse((await ferexp(folder.path, 'list', '--json')).out) as { run: string; state: string }[];
    assert.deepEqual(
      listed.map(({ run, state }) => [run, state]).sort(),
      [first, second].map((run) => [path.basename(run!.directory), 'queued']).sort(),
    );
    const stopped = await ferexp(folder.path, 'stop', 'v0');
    assert.deepEqual([stopped.code, stopped.out], [0, `${id}: taken out of the queue\n`]);
    const unknown = await ferexp(folder.path, 'stop', `${id.slice(0, -1)}z`);
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, new RegExp(`There is no run ".*"\\.\\n {2}Did you mean ${id}\\?`));
    const resumed = await ferexp(folder.path, 'resume', id);
    assert.equal(resumed.code, 1);
    assert.match(
      resumed.err,
      new RegExp(`The run ${id} is waiting for its turn: process ${process.pid} on .* will start it\\.`),
    );
  });

  it('compares runs as a table, as Markdown in a file and as CSV', async () => {
    const runsRoot = path.join(folder.path, '.ferexp', 'runs');
    for (const [variant, accuracy] of [
      ['base', 0.5],
      ['flip', 0.6],
    ] as const) {
      for (const repeat of [0, 1]) writeFakeRun(runsRoot, { variant, repeat, repeats: 2, testAccuracy: accuracy });
    }
    const [table, markdown, csv, typo, machine] = await Promise.all([
      ferexp(folder.path, 'compare'),
      ferexp(folder.path, 'compare', '--format', 'markdown', '--output', 'results.md'),
      ferexp(folder.path, 'compare', '--format', 'csv', '--baseline', 'flip'),
      ferexp(folder.path, 'compare', '--baseline', 'flop'),
      ferexp(folder.path, 'compare', '--format', 'json'),
    ]);
    assert.equal(table.code, 0, table.err);
    assert.match(table.out, /│ Variant .*│ Test accuracy/);
    assert.match(table.out, /│ base .*│ baseline/);
    assert.match(
      table.out,
      /\nflip {2}Cannot tell: \+10\.0 points .*, 2 of 2 seeds better; two seeds\n {6}are too few, so repeat/,
    );
    assert.deepEqual([markdown.code, markdown.out, markdown.err], [0, '', 'Written to results.md.\n']);
    assert.match(readFileSync(path.join(folder.path, 'results.md'), 'utf8'), /^\| Variant \|.*\n\| --- \|/m);
    const { date, title, rows } = JSON.parse(machine.out) as { date: string } & ComparisonView;
    assert.ok(Math.abs(Date.parse(date) - Date.now()) < 3_600_000, date);
    const { engines, fingerprint, testFaces, seeds } = rows[1]!.basis;
    assert.deepEqual([title, engines, fingerprint, testFaces, seeds], ['fake', ['wasm'], 'f'.repeat(64), 700, [1, 2]]);
    // A heading, two rows and the two runs of each.
    assert.deepEqual(
      csv.out
        .trim()
        .split(/\r?\n/)
        .map((line) => line.split(',')[0]),
      ['level', 'row', 'run', 'run', 'row', 'run', 'run'],
    );
    assert.equal(typo.code, 2);
    assert.match(typo.err, /There is no variant "flop" to compare with\.\n {2}Did you mean "flip"\?/);
  });
});
