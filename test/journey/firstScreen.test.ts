/**
 * What the README's first command prints, read as a person reads it: each number can be, training is seen to learn, and the
 * table says what the summaries of the runs say.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { EpochEvent, RunEvent } from '../../schemas/generated/run-event';
import type { RunSummary } from '../../schemas/generated/summary';
import { root } from '../../scripts/paths';
import { firstCommand } from '../../scripts/start';

const run = promisify(execFile);
const classes = 7;

interface Epoch {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  readonly seconds: number;
  readonly imagesPerSecond: number;
}

interface PrintedRun {
  readonly variant: string;
  readonly runId: string;
  readonly epochs: Epoch[];
  testAccuracy?: number;
}

const epochLine =
  /^ {2}epoch (\d+)\/(\d+) {2}loss ([\d.]+) {2}accuracy ([\d.]+) % {2}validation loss ([\d.]+) {2}accuracy ([\d.]+) % {2}(?:(\d+) min)? ?(?:([\d.]+) s)?, ([\d.,]+) images\/s$/;

function parse(lines: readonly string[]): PrintedRun[] {
  const runs: PrintedRun[] = [];
  for (const line of lines) {
    const [, variant, runId] = /^Run \d+ of \d+: quick, (\S+) \((\S+)\)$/.exec(line) ?? [];
    if (variant !== undefined) runs.push({ variant, runId: runId!, epochs: [] });
    const numbers = epochLine
      .exec(line)
      ?.slice(1)
      .map((text = '0') => Number(text.replace(',', '')));
    if (numbers) {
      const [epoch, , loss, accuracy, validationLoss, validationAccuracy, minutes, rest, imagesPerSecond] = numbers as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const seconds = 60 * minutes + rest;
      runs.at(-1)!.epochs.push({ epoch, loss, accuracy, validationLoss, validationAccuracy, seconds, imagesPerSecond });
    }
    const done = /done: test accuracy ([\d.]+) %$/.exec(line)?.[1];
    if (done !== undefined) runs.at(-1)!.testAccuracy = Number(done);
  }
  return runs;
}

const close = (printed: number, value: number, decimals: number, what: string): void =>
  assert.ok(Math.abs(printed - value) <= 0.5001 * 10 ** -decimals, `${what}: printed ${printed}, recorded ${value}`);

describe('the first command of the README', function () {
  this.timeout(600_000);
  let folder: string;
  let lines: string[];
  let printed: PrintedRun[];
  const summaries = new Map<string, RunSummary>();

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-first-'));
    await cp(path.join(root, 'examples', 'quick.ferexp.json'), path.join(folder, 'examples', 'quick.ferexp.json'));
    const [command, ...args] = firstCommand;
    const { stdout, stderr } = await run(command, args, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
    lines = `${stderr}\n${stdout}`.split('\n');
    printed = parse(lines);
    for (const { runId } of printed) {
      const file = path.join(folder, 'examples', '.ferexp', 'runs', 'quick', runId, 'summary.json');
      summaries.set(runId, JSON.parse(await readFile(file, 'utf8')) as RunSummary);
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('trains each variant of the example, every epoch of it', () => {
    assert.deepEqual(
      printed.map(({ variant }) => variant),
      ['base', 'flip', 'smoothing-0.1'],
    );
    for (const { epochs } of printed)
      assert.deepEqual(
        epochs.map(({ epoch }) => epoch),
        [1, 2, 3, 4, 5, 6, 7, 8],
      );
  });

  it('prints accuracies that can be, and that rise', () => {
    for (const { variant, epochs } of printed) {
      const told = `${variant}: ${epochs.map(({ accuracy }) => accuracy).join(' ')}`;
      for (const { accuracy, validationAccuracy } of epochs) {
        assert.ok(accuracy > 2 && accuracy < 100 && validationAccuracy > 2 && validationAccuracy < 100, told);
      }
      // It begins about chance and ends well above: a fifth of the labels is wrong, so never near 100.
      assert.ok(epochs[0]!.accuracy < 40, told);
      assert.ok(epochs.at(-1)!.accuracy > 2.5 * (100 / classes), told);
      assert.ok(epochs.at(-1)!.accuracy > epochs[0]!.accuracy + 15, told);
      const falls = epochs.slice(1).filter(({ accuracy }, i) => accuracy < epochs[i]!.accuracy).length;
      assert.ok(falls <= 2, told);
    }
  });

  it('prints losses and speeds that can be', () => {
    for (const { variant, epochs } of printed) {
      const told = `${variant}: ${JSON.stringify(epochs)}`;
      assert.ok(epochs.at(-1)!.loss < epochs[0]!.loss - 0.3, told);
      for (const { loss, validationLoss, seconds, imagesPerSecond } of epochs) {
        assert.ok(loss > 0 && loss < 10 && validationLoss > 0 && validationLoss < 30, told);
        assert.ok(seconds > 0 && imagesPerSecond > 0, told);
        // An epoch is 1,120 images and its validation: never more images than its time allows.
        assert.ok((imagesPerSecond + 1) * (seconds + 0.5) >= 1120, told);
      }
    }
  });

  it('prints what the events say', async () => {
    for (const { runId, epochs } of printed) {
      const file = path.join(folder, 'examples', '.ferexp', 'runs', 'quick', runId, 'events.jsonl');
      const events = (await readFile(file, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as RunEvent);
      const recorded = events.filter((event): event is EpochEvent => event.type === 'epoch');
      assert.equal(recorded.length, epochs.length);
      epochs.forEach((line, i) => {
        const event = recorded[i]!;
        close(line.accuracy, 100 * event.accuracy, 1, 'accuracy');
        close(line.validationAccuracy, 100 * event.validationAccuracy, 1, 'validation accuracy');
        close(line.loss, event.loss, 3, 'loss');
        close(line.validationLoss, event.validationLoss, 3, 'validation loss');
        // Answers are whole: a share of 1,120 training and of 280 validation faces.
        for (const [share, count] of [
          [event.accuracy, 1120],
          [event.validationAccuracy, 280],
        ] as const) {
          assert.ok(Math.abs(share * count - Math.round(share * count)) < 1e-6, `${share} of ${count}`);
        }
      });
    }
  });

  it('ends with a table that says what the summaries say', () => {
    const rows = lines
      .filter((line) => line.startsWith('│'))
      .map((line) =>
        line
          .split('│')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const [head, ...body] = rows as [string[], ...string[][]];
    const at = (row: string[], title: string) => row[head.indexOf(title)]!;
    assert.equal(body.length, printed.length);
    const accuracyOf = (index: number) => summaries.get(printed[index]!.runId)!.splits['test']!.accuracy;
    body.forEach((row, index) => {
      const { runId, variant, testAccuracy } = printed[index]!;
      const { accuracy, macroF1, examples, confusion } = summaries.get(runId)!.splits['test']!;
      assert.equal(at(row, 'Variant'), variant);
      close(testAccuracy!, 100 * accuracy, 1, 'done');
      close(Number.parseFloat(at(row, 'Test accuracy')), 100 * accuracy, 1, 'test accuracy');
      close(Number.parseFloat(at(row, 'Macro-F1')), 100 * macroF1, 1, 'macro-F1');
      assert.equal(at(row, 'Runs'), '1');
      assert.equal(
        confusion.flat().reduce((sum, count) => sum + count, 0),
        examples,
      );
      assert.equal(examples, 700);
      const difference = at(row, 'Difference in points');
      if (index === 0) assert.equal(difference, 'baseline');
      else
        close(
          Number.parseFloat(difference.replace('−', '-')),
          100 * (accuracyOf(index) - accuracyOf(0)),
          0,
          'difference',
        );
    });
    const told = lines.filter((line) => /^(flip|smoothing)/.test(line)).join('\n');
    // One run each never says that a technique is worth anything.
    assert.doesNotMatch(lines.join('\n'), /\b[Rr]eal\b/);
    assert.match(told, /flip/);
  });

  it('says why validation lies below test, once', () => {
    const told = lines
      .join(' ')
      .replace(/\s+/g, ' ')
      .match(/About 20 % of the training and validation labels/g);
    assert.equal(told?.length, 1);
  });

  it('leaves runs and nothing else beside the example', async () => {
    assert.deepEqual((await readdir(path.join(folder, 'examples'))).sort(), ['.ferexp', 'quick.ferexp.json']);
  });
});
