import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { runsRootIn } from '../../experiment/project';
import { loadDataset } from '../../runner/data/load';
import type { DemoFacts } from '../../schemas/demo';
import { readPredictions } from '../../storage/run/predictions';
import { writeFakeRun } from '../fixtures/runs';
import { assertClose } from '../runner/engine/kernelCases';
import { temporaryFolder } from '../storage/temporaryFolder';
import { ferexp } from './command';
import { onlyRun, writeProject } from './project';

describe('ferexp export', () => {
  const folder = temporaryFolder();
  const inFolder = (name: string) => path.join(folder.path, name);

  it('writes a file that answers for test faces what the run answered, and replaces it only when told', async () => {
    writeProject(folder.path);
    const trained = await ferexp(folder.path, ['run', 'tiny.ferexp.json']);
    assert.equal(trained.code, 0, trained.err);
    const { directory, resolved, header, summary } = await onlyRun(folder.path);
    assert.ok(!resolved.imported);
    const made = await ferexp(folder.path, ['export', header.runId, '-o', 'tiny.onnx']);
    assert.equal(made.code, 0, made.err);
    assert.match(
      made.err,
      /^Written to tiny\.onnx: ONNX, opset 17, \d+ kB\. It takes: grey faces, N × 48 × 48 × 1, float32, values from 0 to 255\.\n$/,
    );

    const bytes = readFileSync(inFolder('tiny.onnx'));
    const session = await InferenceSession.create(bytes);
    const { pixels, splits, width, height } = await loadDataset(resolved.data, {
      baseDirectory: resolved.baseDirectory,
      cacheDirectory: inFolder('cache'),
      onProgress: () => undefined,
    });
    const size = width * height;
    const faces = Float32Array.from([...splits.test].flatMap((id) => [...pixels.subarray(id * size, (id + 1) * size)]));
    const answered = await session.run({ faces: new Tensor('float32', faces, [splits.test.length, height, width, 1]) });
    await session.release();
    const { probabilities } = await readPredictions(directory, 'test');
    assertClose(answered['probabilities']!.data as Float32Array, probabilities, 1e-5, 'probabilities');
    // The law stands in the file.
    assert.ok(bytes.includes('Regulation (EU) 2024/1689'));

    const again = await ferexp(folder.path, ['export', header.runId, '-o', 'tiny.onnx', '--answers', 'logits']);
    assert.equal(again.code, 2);
    assert.match(
      again.err,
      /tiny\.onnx is there already\. It was not changed\.\n {2}Name another file, or add --overwrite\./,
    );
    assert.deepEqual(readFileSync(inFolder('tiny.onnx')), bytes);
    const replaced = ['--answers', 'logits', '--overwrite', '--json'];
    const { code, out } = await ferexp(folder.path, ['export', header.runId, '-o', 'tiny.onnx', ...replaced]);
    assert.equal(code, 0);
    const told = JSON.parse(out) as { file: string; bytes: number; format: string };
    assert.deepEqual([told.file, told.format], [inFolder('tiny.onnx'), 'onnx']);
    assert.equal(readFileSync(inFolder('tiny.onnx')).length, told.bytes);

    const archive = await ferexp(folder.path, ['export', header.runId, '-o', 'tiny.keras']);
    assert.equal(archive.code, 0, archive.err);
    assert.match(archive.err, /keras: Keras 3, as version 3\.15\.1 writes it, \d+ kB\. It takes: grey faces/);
    assert.deepEqual(readFileSync(inFolder('tiny.keras')).subarray(0, 4), Buffer.from('PK\x03\x04'));

    const page = await ferexp(folder.path, ['export', header.runId, '-o', 'tiny.html']);
    assert.equal(page.code, 0, page.err);
    assert.match(
      page.err,
      /Demo page, for any browser with WebAssembly, [\d.]+ MB\. It takes: pictures of faces that are dropp/,
    );
    const html = readFileSync(inFolder('tiny.html'), 'utf8');
    const said = JSON.parse(/id="facts">(.*)<\/script>/.exec(html)![1]!) as DemoFacts;
    const test = summary!.splits['test']!;
    assert.deepEqual([said.run, said.size, said.classNames], [header.runId, 48, summary!.classNames]);
    assert.ok(
      said.tested!.startsWith(`Of ${test.examples} test faces it told ${(100 * test.accuracy).toFixed(1)} % (`),
    );
    const chosen = await ferexp(folder.path, ['export', header.runId, '-o', 'b.html', '--answers', 'logits']);
    assert.equal(chosen.code, 2);
    assert.match(
      chosen.err,
      /A demo page takes pictures and shows probabilities\.\n {2}Leave --preprocessing and --answ/,
    );

    rmSync(path.join(directory, 'model'), { recursive: true });
    const without = await ferexp(folder.path, ['export', header.runId, '-o', 'other.onnx']);
    assert.equal(without.code, 2);
    assert.match(without.err, /has no weights: .*model\.json is missing\.\n {2}Its folder model\/ was deleted/);
  });

  it('says what is wrong with a run or a place, and writes nothing', async () => {
    const write = (run: Parameters<typeof writeFakeRun>[1]) =>
      path.basename(writeFakeRun(runsRootIn(folder.path), run));
    const done = write({ runId: 'run-done' });
    const stopped = write({ runId: 'run-stopped', state: 'cancelled' });
    const imported = write({ runId: 'run-imported', imported: {} });
    const ensemble = write({
      runId: 'run-ensemble',
      imported: {
        ensemble: { combine: 'mean', members: ['a', 'b'].map((run) => ({ run, experiment: 'done', variant: 'base' })) },
      },
    });
    mkdirSync(inFolder('folder.onnx'));
    writeFileSync(inFolder('text'), '');
    const before = readdirSync(folder.path);
    for (const [run, output, message] of [
      [done, 'a.onnx', /has no weights: .*run the experiment again\./s],
      [stopped, 'a.onnx', /is not finished: .* Let it finish first; ferexp resume /s],
      [imported, 'a.onnx', /was imported from predictions\.csv: there is no network here to export\./],
      [ensemble, 'a.onnx', /is an ensemble: there is no network here to export\..*take one of them\./s],
      [
        done,
        'a.txt',
        /The ending of a\.txt names no format\.\n {2}Name it \*\.onnx or \*\.html or \*\.keras, or give --to\./,
      ],
      [done, 'missing/a.onnx', /There is no folder .*missing\.\n {2}Make the folder first/],
      [done, 'text/a.onnx', /text is not a folder/],
      [done, 'folder.onnx', /folder\.onnx is a folder\./],
    ] as const) {
      const { code, err, out } = await ferexp(folder.path, ['export', run, '-o', output]);
      assert.deepEqual([code, out], [2, ''], err);
      assert.match(err, message);
    }
    const { code, err } = await ferexp(folder.path, ['export', done, '-o', 'a.keras', '--to', 'onnx']);
    assert.equal(code, 2);
    assert.match(
      err,
      /a\.keras ends as a file of Keras 3 does, and --to says onnx\.\n {2}Name it \*\.onnx, or leave --to out/,
    );
    assert.deepEqual(readdirSync(folder.path), before);
  });
}).timeout(120_000);
