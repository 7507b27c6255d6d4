/** The snippets of docs/notebooks.md are run as they are, and compute what our table shows. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { splitMetrics } from '../../runner/evaluate/metrics';
import { Random } from '../../runner/random';
import { readPredictions, writePredictions } from '../../storage/run/predictions';
import type { RunSummary } from '../../schemas/generated/summary';
import { runFiles } from '../../schemas/runDirectory';
import type { ComparisonRow, ComparisonView } from '../../schemas/messages/comparison';
import { root } from '../../scripts/paths';
import { notebooksPython } from '../../scripts/provision/notebooks';
import { ferexp } from '../cli/command';
import { runsRoot } from '../cli/project';
import { writeFakeRun } from '../fixtures/runs';

const document = readFileSync(path.join(root, 'docs/notebooks.md'), 'utf8');
/** The code of a language, all of its blocks one after another. */
const snippets = (language: string): string =>
  [...document.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code).join('\n');

const python = notebooksPython();
const noPython = python === undefined ? ': skipped. Run `npx tsx scripts/provision/keras.ts`.' : '';
const hasR = spawnSync('Rscript', ['-e', 'library(jsonlite)']).status === 0;
// `.ci/install` installs R: there, its absence is a failure.
const skipR = !hasR && process.env['CI'] === undefined;
const noR = skipR ? ': skipped. Install R and its package jsonlite.' : '';

const close = (actual: number | undefined, expected: number | undefined, what: string): void =>
  assert.ok(Math.abs(actual! - expected!) < 1e-9, `${what}: ${actual}, expected ${expected}`);

describe('docs/notebooks.md', function () {
  this.timeout(120_000);
  let folder: string;
  let view: ComparisonView;
  const rowOf = (variant: string): ComparisonRow => view.rows.find((row) => row.variant === variant)!;
  const directoryOf = (variant: string, seed: number): string =>
    rowOf(variant).runs.find((run) => run.seed === seed)!.directory;

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-notebooks-'));
    const random = new Random(7, 'notebooks');
    for (const [day, [variant, share]] of Object.entries({ base: 0.7, flip: 0.76 }).entries()) {
      for (const repeat of [0, 1, 2]) {
        const run = { experiment: 'flip', variant, repeat, startedAt: `2026-01-0${day + 1}T0${repeat}:00:00.000Z` };
        const directory = writeFakeRun(runsRoot(folder), run);
        const predictions = await readPredictions(directory, 'test');
        const { ids, labels, classNames } = predictions;
        const probabilities = new Float32Array(ids.length * classNames.length);
        labels.forEach((label, face) => {
          const answer = random.uniform() < share ? label : (label + 1) % classNames.length;
          probabilities[face * classNames.length + answer] = 1;
        });
        // Every fifth face shows the picture of the one before it.
        const pictures = predictions.pictures!.slice();
        for (let face = 4; face < ids.length; face += 5) pictures.copyWithin(8 * face, 8 * (face - 1), 8 * face);
        await writePredictions(directory, { ...predictions, probabilities, pictures });
        const file = path.join(directory, runFiles.summary);
        const summary = JSON.parse(readFileSync(file, 'utf8')) as RunSummary;
        const test = splitMetrics(probabilities, labels, classNames);
        writeFileSync(file, JSON.stringify({ ...summary, splits: { ...summary.splits, test } }));
      }
    }
    for (const [, line] of document.matchAll(/^(ferexp compare .*)$/gm)) {
      const { code, err } = await ferexp(folder, line!.split(' ').slice(1));
      assert.equal(code, 0, err);
    }
    view = JSON.parse(readFileSync(path.join(folder, 'comparison.json'), 'utf8')) as ComparisonView;
  });
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

  (python === undefined ? it.skip : it)(`computes the table's figures in pandas${noPython}`, async () => {
    const dump = `
import json
print(json.dumps({
  "base": base, "difference": difference, "only": [only_first, only_second], "p": p, "means": means.to_dict(),
  "types": {name: str(kind) for name, kind in runs.dtypes.items()}, "repeats": runs["repeat"].tolist(), "lines": len(faces),
  "sums": faces.filter(like="p_").sum(axis=1).round(6).unique().tolist(), "groups": group.nunique(),
  "agree": bool((faces["right"] == (faces["label"] == faces["predicted"])).all()),
}))`;
    writeFileSync(path.join(folder, 'notebook.py'), snippets('python') + dump);
    const { stdout } = await promisify(execFile)(python!, ['notebook.py'], { cwd: folder });
    const found = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
    const { mean, low, high } = rowOf('base').metrics.testAccuracy!;
    const { difference } = rowOf('flip');
    [mean, low, high].forEach((value, index) => close(found.base[index], value, 'base'));
    [difference!.mean, difference!.low, difference!.high].forEach((value, index) =>
      close(found.difference[index], value, 'difference'),
    );
    for (const variant of ['base', 'flip'])
      close(found.means[variant], rowOf(variant).metrics.testMacroF1?.mean, 'macro-F1');
    const [first, second] = await Promise.all(
      ['flip', 'base'].map(async (variant) => {
        const { probabilities, labels, classNames } = await readPredictions(directoryOf(variant, 1), 'test');
        return [...labels].map((label, face) => probabilities[face * classNames.length + label] === 1);
      }),
    );
    assert.deepEqual(found.only, [
      first!.filter((isRight, face) => isRight && !second![face]).length,
      second!.filter((isRight, face) => isRight && !first![face]).length,
    ]);
    assert.deepEqual([found.lines, found.groups, found.agree, found.sums], [6 * 700, 560, true, [1]]);
    assert.deepEqual(found.repeats, [1, 2, 3, 1, 2, 3]);
    const { types } = found;
    assert.deepEqual(
      [types.seed, types.baseline, types['data.fraction'], types['model.type'], types.startedAt, types.testAccuracy],
      ['int64', 'bool', 'float64', 'object', 'datetime64[ms, UTC]', 'float64'],
    );
    assert.match(stdout, new RegExp(`^base: ${(100 * mean).toFixed(1)} %`, 'm'));
  });

  (skipR ? it.skip : it)(`computes the table's figures in R${noR}`, async () => {
    const dump = '\ncat(toJSON(c(base$estimate, base$conf.int), digits = NA))\n';
    writeFileSync(path.join(folder, 'notebook.R'), snippets('r') + dump);
    const { stdout } = await promisify(execFile)('Rscript', ['notebook.R'], { cwd: folder });
    const found = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as number[];
    const { mean, low, high } = rowOf('base').metrics.bestValidationAccuracy!;
    [mean, low, high].forEach((value, index) => close(found[index], value, 'validation accuracy'));
    const { mean: tested } = rowOf('flip').metrics.testAccuracy!;
    assert.match(stdout, new RegExp(`^flip: ${(100 * tested).toFixed(1)} %`, 'm'));
  });
});
