import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { modelFile } from '../../../experiment/graph';
import type { ResolvedInitFrom } from '../../../experiment/types';
import { createWasmEngine } from '../../../runner/engine/wasm/engine';
import { createRun } from '../../../runner/run/create';
import { runProcess } from '../../../runner/run/process';
import { readLayersFile } from '../../../runner/weights/layersFile';
import { readPredictions } from '../../../storage/run/predictions';
import type { RunEnvironment } from '../../../schemas/generated/environment';
import { validateEnvironment } from '../../../schemas/generated/validators';
import { runFiles } from '../../../schemas/runDirectory';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { ended, finalWeights, readEvents, readSummary, startRunner, Workplace } from './harness';
import { useThreads } from './threads';

describe('a warm start', () => {
  const place = new Workplace();
  useThreads(1);
  const original = { log: console.log, error: console.error };
  let said: string[] = [];
  let parent: string;
  before(async () => {
    // One a process: other tests may have left it on another backend.
    await (await createWasmEngine()).tf.setBackend('wasm');
    console.log = (line: string) => said.push(line);
    console.error = (line: string) => said.push(line);
    parent = await create(undefined, { 'techniques.testTimeAugmentation': null });
    assert.equal(await run(parent), 0, said.join('\n'));
  });
  beforeEach(() => {
    said = [];
  });
  after(() => {
    Object.assign(console, original);
    place.dispose();
  });
  const run = async (directory: string) => runProcess(directory, () => undefined);
  const root = path.join(place.folder, '.ferexp', 'runs');

  async function create(
    initFrom?: ResolvedInitFrom,
    set: Record<string, unknown> = {},
    name = 'tiny',
  ): Promise<string> {
    return createRun(root, { ...place.resolve(set), name, ...(initFrom && { initFrom }) });
  }
  const from = (directory: string): ResolvedInitFrom => ({
    experiment: 'tiny.ferexp.json',
    variant: 'base',
    run: directory,
    ancestry: '0123456789ab',
  });
  const environmentOf = (directory: string): RunEnvironment => {
    const environment: unknown = JSON.parse(readFileSync(path.join(directory, runFiles.environment), 'utf8'));
    assert.ok(validateEnvironment(environment), JSON.stringify(validateEnvironment.errors));
    return environment as RunEnvironment;
  };
  const evaluateOnly = { 'training.epochs': 0, 'techniques.testTimeAugmentation': null };
  const messages = (directory: string) =>
    readEvents(directory).flatMap((event) => (event.type === 'warning' ? [event.message] : []));

  for (const [way, initFrom] of [
    ['a chosen run', () => from(parent)],
    ['a run by its path', () => ({ run: path.relative(place.folder, parent) })],
    ['a model on disk', () => ({ model: path.relative(place.folder, path.join(parent, 'model', 'model.json')) })],
  ] as const) {
    it(`without training gives the same bits as what it starts from: ${way}`, async () => {
      const directory = await create(initFrom(), evaluateOnly);
      assert.equal(await run(directory), 0);
      const [own, theirs] = [readSummary(directory), readSummary(parent)];
      assert.deepEqual(own.splits, theirs.splits);
      assert.deepEqual([own.status, own.epochsRun, own.best, own.last], ['completed', 0, undefined, undefined]);
      assert.deepEqual(finalModel(directory), finalModel(parent));
      const [predicted, before] = [await readPredictions(directory, 'test'), await readPredictions(parent, 'test')];
      assert.deepEqual(predicted.probabilities, before.probabilities);
      const told = readEvents(directory).map(({ type }) => type);
      assert.ok(!told.includes('epoch') && !told.includes('batch') && told.includes('evaluated'));
      assert.equal(told.at(-1), 'run-ended');
      assert.deepEqual(
        messages(directory).filter((message) => message.startsWith('Started')),
        [],
      );
    });
  }

  function finalModel(directory: string): Buffer {
    const folder = path.join(directory, runFiles.model);
    return readFileSync(
      path.join(
        folder,
        readdirSync(folder).find((name) => name.endsWith('.bin'))!,
      ),
    );
  }

  it('without training still combines predictions', async () => {
    const directory = await create(from(parent), {
      'training.epochs': 0,
      'techniques.testTimeAugmentation.samples': 3,
    });
    assert.equal(await run(directory), 0);
    const { test } = readSummary(directory).splits;
    const plain = readSummary(parent).splits['test']!;
    const { accuracy, loss, macroF1 } = plain;
    assert.deepEqual(test!.withoutTestTimeAugmentation, { accuracy, loss, macroF1 });
    assert.equal(test!.testTimeAugmentation!.accuracies.length, 3);
  });

  it('trains on from there, with an optimizer anew, and a resumed run takes nothing over again', async () => {
    const whole = await create(from(parent), { 'training.epochs': 2 });
    assert.equal(await run(whole), 0);
    const stopped = await create(from(parent), { 'training.epochs': 2 });
    const code = await runProcess(stopped, (stop) => {
      const asked = () =>
        readdirSync(stopped).includes(runFiles.checkpoint) ? stop.request() : void setTimeout(asked, 5);
      setTimeout(asked, 5);
    });
    assert.equal(code, 0);
    assert.equal(readSummary(stopped).status, 'cancelled');
    // What it started from is not asked for any more.
    const moved = `${parent}-moved`;
    renameSync(parent, moved);
    try {
      assert.equal(await run(stopped), 0);
    } finally {
      renameSync(moved, parent);
    }
    assert.deepEqual(finalWeights(stopped), finalWeights(whole));
    assert.deepEqual(environmentOf(stopped).ancestry, environmentOf(whole).ancestry);
    const fresh = await create(undefined, { 'training.epochs': 2 });
    assert.equal(await run(fresh), 0);
    assert.notDeepEqual(finalWeights(fresh), finalWeights(whole));
  });

  it('keeps what it descends from, with the hash of the weights', async () => {
    const child = await create(from(parent), evaluateOnly, 'child');
    assert.equal(await run(child), 0);
    const grandchild = await create({ ...from(child), experiment: 'child.ferexp.json' }, evaluateOnly, 'grandchild');
    assert.equal(await run(grandchild), 0);
    const weights = createHash('sha256').update(finalModel(parent)).digest('hex');
    const known = { variant: 'base', repeat: 0, seed: 3, weights };
    assert.deepEqual(environmentOf(grandchild).ancestry, [
      { run: child, experiment: 'child', ...known },
      { run: parent, experiment: 'tiny', ...known },
    ]);
    assert.equal(environmentOf(parent).ancestry, undefined);
  });

  it('takes over all but the classifier where the classes differ, and says so', async () => {
    const other = path.join(root, 'tiny', 'other');
    cpSync(parent, other, { recursive: true });
    const file = path.join(other, runFiles.model, 'model.json');
    const model = JSON.parse(readFileSync(file, 'utf8')) as { userDefinedMetadata: { classNames: string[] } };
    model.userDefinedMetadata.classNames.reverse();
    writeFileSync(file, JSON.stringify(model));
    const directory = await create(from(other), evaluateOnly);
    assert.equal(await run(directory), 0);
    const [message] = messages(directory).filter((text) => text.startsWith('Started'));
    assert.match(
      message!,
      /: all layers except the classifier "logits" were taken over, since the classes differ: 7 there, 7 here\./,
    );
    const [own, theirs] = [await readLayersFile(tf, modelFile(directory)), await readLayersFile(tf, modelFile(parent))];
    assert.deepEqual([...own.keys()], [...theirs.keys()]);
    const differing = [...own.keys()].filter((layer) => !isDeepStrictEqual(own.get(layer), theirs.get(layer)));
    assert.deepEqual(differing, ['logits']);
  });

  it('refuses another network by its first layer that differs, with what to do', async () => {
    const directory = await create(from(parent), { ...evaluateOnly, 'model.type': 'customCnn' });
    assert.equal(await run(directory), 2);
    const { status, message, remedy } = readSummary(directory);
    assert.equal(status, 'failed');
    assert.match(
      message!,
      /do not fit: the file has no weights of the layer "block1_conv1"; it has \d+ layers with weights: block1_conv,/,
    );
    assert.match(remedy!, /"model": \{ "type": "layersModel", "base": ".*model\.json" \}, without initFrom/);
  });

  it('says what is missing, and what to do', async () => {
    const gone = path.join(root, 'tiny', 'gone');
    const failed = async (initFrom: ResolvedInitFrom) => {
      const directory = await create(initFrom, evaluateOnly);
      assert.notEqual(await run(directory), 0);
      const { message, remedy } = readSummary(directory);
      return `${message} ${remedy}`;
    };
    assert.match(
      await failed(from(gone)),
      /gone that this one starts from no longer exists\. Put it back, or run the experiment again, .* ferexp run .*tiny\.ferexp\.json$/,
    );
    assert.match(await failed({ run: gone }), /or name another run in initFrom\.$/);
    mkdirSync(gone);
    assert.match(
      await failed(from(gone)),
      /gone that this one starts from has no trained model\. Complete it with: ferexp resume gone$/,
    );
    assert.match(
      await failed({ model: 'nowhere/model.json' }),
      /^The model .*nowhere\/model\.json that this run starts from is missing\./,
    );
    assert.match(
      await failed({ experiment: 'a.ferexp.json', variant: 'base' }),
      /does not say which run it starts from\. Start it with: ferexp run/,
    );
    rmSync(gone, { recursive: true });
  });

  it('finds what it starts from beside it when the project was moved', async () => {
    const recorded = path.join('/elsewhere', path.relative(place.folder, parent));
    const directory = await create(from(recorded), evaluateOnly);
    assert.equal(await run(directory), 0);
    assert.equal(environmentOf(directory).ancestry![0]!.run, parent);
  });
});

describe('a warm start on two threads', function () {
  this.timeout(buildTimeout);
  const place = new Workplace();
  useThreads(2);
  before(() => embeddedEngine());
  after(() => place.dispose());

  it('gives the copies the same weights, which train on together', async () => {
    const settings = {
      'model.type': 'customCnn',
      'training.batchSize': 32,
      'training.epochs': 1,
      'techniques.testTimeAugmentation': null,
    };
    const create = (initFrom: ResolvedInitFrom | undefined, epochs: number) =>
      createRun(path.join(place.folder, '.ferexp', 'runs'), {
        ...place.resolve({ ...settings, 'training.epochs': epochs }),
        ...(initFrom && { initFrom }),
      });
    const complete = async (directory: string) => {
      const { code, output } = await ended(startRunner(directory));
      assert.equal(code, 0, output);
      return readSummary(directory);
    };
    const parent = await create(undefined, 1);
    const trained = await complete(parent);
    // Predicted by both.
    assert.deepEqual((await complete(await create({ run: parent }, 0))).splits, trained.splits);
    // At the end of an epoch the copies are held against each other.
    const child = await complete(await create({ run: parent }, 1));
    assert.notEqual(child.splits['train']!.loss, trained.splits['train']!.loss);
  });
});
