import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { onnx } from '../../../node_modules/onnxruntime-web/lib/onnxjs/ort-schema/protobuf/onnx';
import type { Engine } from '../../../runner/engine/contract';
import { readNetwork } from '../../../runner/exported/network';
import type { ExportChoice } from '../../../runner/exported/notes';
import { toOnnx } from '../../../runner/exported/onnx/toOnnx';
import { assertClose } from '../engine/kernelCases';
import { buildTimeout, embeddedEngine } from '../engine/wasm/embedded';
import { answersOf, facesShape, greyFaces, networkTypes, savedNetwork, type SavedNetwork } from './networks';

/** Of the largest logit. Both compute in float32, and add up in another order. */
const tolerance = 1e-5;

const notes = { facts: { 'ferexp.run': 'a-run', 'ferexp.version': '1.2.3' }, notice: 'For study.' };

/** What ONNX Runtime computes. @param faces `[N, 48, 48, 1]` */
async function onnxAnswer(directory: string, choice: ExportChoice, faces: Float32Array): Promise<Float32Array> {
  const session = await InferenceSession.create(toOnnx(await readNetwork(directory), choice, notes));
  const answer = await session.run({ faces: new Tensor('float32', faces, facesShape) });
  await session.release();
  const values = answer[choice.answers]!;
  assert.deepEqual(values.dims, [facesShape[0], 7]);
  return values.data as Float32Array;
}

describe('a network as ONNX model', function () {
  this.timeout(buildTimeout);
  let engine: Engine;
  let faces: Float32Array;
  before(async () => {
    engine = await embeddedEngine();
    faces = await greyFaces();
  });

  const saved: SavedNetwork[] = [];
  afterEach(() => {
    for (const network of saved.splice(0)) network.dispose();
  });
  const network = async (...args: [type: (typeof networkTypes)[number], survival?: number]) => {
    const one = await savedNetwork(engine, ...args);
    saved.push(one);
    return one;
  };

  for (const type of networkTypes) {
    it(`has the logits of the run's model in ONNX Runtime: ${type}`, async () => {
      const { directory, model } = await network(type);
      const { logits } = answersOf(engine, model, faces);
      assert.ok(new Set(logits).size > 7, 'answers differ from face to face');
      assertClose(
        await onnxAnswer(directory, { preprocessing: 'inside', answers: 'logits' }, faces),
        logits,
        tolerance,
        'logits',
      );
    });
  }

  it('has the branches of stochastic depth as evaluation has them', async () => {
    const { directory, model } = await network('lightCnn', 0.6);
    const { logits } = answersOf(engine, model, faces);
    assertClose(
      await onnxAnswer(directory, { preprocessing: 'inside', answers: 'logits' }, faces),
      logits,
      tolerance,
      'logits',
    );
  });

  it('gives probabilities, and takes faces that were divided before', async () => {
    const { directory, model } = await network('smallCnn');
    const { probabilities } = answersOf(engine, model, faces);
    const divided = faces.map((value) => value / 255);
    const choice = { preprocessing: 'outside', answers: 'probabilities' } as const;
    assertClose(await onnxAnswer(directory, choice, divided), probabilities, tolerance, 'probabilities');
  });

  it('says what it is, as another reader of the format finds it', async () => {
    const { directory } = await network('smallCnn');
    const choice = { preprocessing: 'inside', answers: 'probabilities' } as const;
    const model = onnx.ModelProto.decode(toOnnx(await readNetwork(directory), choice, notes));
    assert.deepEqual(
      [Number(model.irVersion), model.producerName, model.producerVersion, model.docString],
      [8, 'FER Experiments', '1.2.3', 'For study.'],
    );
    assert.deepEqual(
      model.opsetImport.map(({ domain, version }) => [domain, Number(version)]),
      [['', 17]],
    );
    assert.deepEqual(
      model.metadataProps.map(({ key, value }) => [key, value]),
      Object.entries(notes.facts),
    );
    const shapes = [...model.graph!.input!, ...model.graph!.output!].map(({ name, type }) => [
      name,
      ...type!.tensorType!.shape!.dim!.map(({ dimParam, dimValue }) => dimParam || Number(dimValue)),
    ]);
    assert.deepEqual(shapes, [
      ['faces', 'N', 48, 48, 1],
      ['probabilities', 'N', 7],
    ]);
  });

  it('is refused for a layer that no network of the product has, by its name', async () => {
    const { directory } = await network('smallCnn');
    const file = path.join(directory, 'model', 'model.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"class_name":"GlobalAveragePooling2D"', '"class_name":"GlobalMaxPooling2D"'));
    await assert.rejects(
      readNetwork(directory),
      /^UserError: The layer "pool" is a GlobalMaxPooling2D with settings that cannot/,
    );
    writeFileSync(file, text.replace('"activation":"relu"', '"activation":"gelu"'));
    const unknown = await readNetwork(directory);
    const choice = { preprocessing: 'inside', answers: 'logits' } as const;
    assert.throws(() => toOnnx(unknown, choice, notes), /^UserError: The layer "block1_conv" is a Conv2D/);
    writeFileSync(file, text.replace('"padding":"same"', '"padding":"causal"'));
    await assert.rejects(readNetwork(directory), /^UserError: The layer "block1_conv" is a Conv2D/);
  });
});
