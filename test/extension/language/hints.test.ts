import '../vscodeStub';
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { resolveModel } from '../../../experiment/defaults';
import { parseExperiment } from '../../../experiment/parse';
import { resolveRuns } from '../../../experiment/resolve';
import { hintsOf, modelParameters } from '../../../extension/language/hints';
import { knownSizes } from '../../../results/knownSizes';
import { buildModel, countParameters } from '../../../runner/models';
import type { ModelConfig } from '../../../schemas/generated/experiment';
import schema from '../../../schemas/generated/experiment.schema.json';

function experiment(changes: Record<string, unknown> = {}): string {
  const base = {
    version: 1,
    name: 'x',
    data: { source: 'synthetic' },
    model: { type: 'customCnn' },
    training: { epochs: 30, batchSize: 100 },
  };
  return JSON.stringify({ ...base, ...changes });
}

const resolved = (text: string) => resolveRuns(parseExperiment(text).file!, { path: '/project/x.ferexp.json' })[0]!;

describe('inlay hints', () => {
  it('say epochs in steps, counting the last incomplete batch', () => {
    const [parameters, steps] = hintsOf(parseExperiment(experiment()), { trainingExamples: 1120 });
    assert.equal(parameters?.text, '4,496,903 parameters');
    assert.equal(steps?.text, '360 steps');
    assert.equal(steps?.tooltip, '1,120 training images in batches of 100 are 12 steps an epoch');
    const text = experiment();
    assert.equal(text.slice(0, steps?.position.character).endsWith('"epochs":30'), true);
  });

  it('say what is only estimated, and nothing where nothing is known', () => {
    const hints = hintsOf(parseExperiment(experiment()), { trainingExamples: 1120, approximate: true });
    assert.equal(hints[1]?.text, 'about 360 steps');
    assert.equal(hintsOf(parseExperiment(experiment()), {}).length, 1);
  });

  it('say the steps of fine tuning at its own epochs', () => {
    const text = experiment({ training: { epochs: 30, batchSize: 100, fineTuning: { epochs: 5 } } });
    const steps = hintsOf(parseExperiment(text), { trainingExamples: 1120 }).slice(1);
    assert.deepEqual(
      steps.map((hint) => hint.text),
      ['360 steps', '60 steps'],
    );
  });

  it('say how long a run takes where that is known', () => {
    const time = { text: '≈ 25 min on wasm', tooltip: 'One run, by the last measurement' };
    const [, steps] = hintsOf(parseExperiment(experiment()), { trainingExamples: 1120 }, time);
    assert.equal(steps?.text, '360 steps, ≈ 25 min on wasm');
    assert.match(steps?.tooltip ?? '', /12 steps an epoch\nOne run, by the last measurement$/);
  });

  it('say a fraction in faces', () => {
    const text = experiment({ data: { source: 'synthetic', fraction: 0.25 } });
    const texts = hintsOf(parseExperiment(text), { trainingExamples: 280 }).map((hint) => hint.text);
    assert.deepEqual(texts.slice(2), ['280 training faces']);
  });

  it('give each variant the weights of its own model', () => {
    const text = experiment({ model: { type: 'smallCnn' }, variants: { big: { model: { type: 'customCnn' } } } });
    const texts = hintsOf(parseExperiment(text), {}).map((hint) => hint.text);
    assert.deepEqual(texts, ['200,551 parameters', '4,496,903 parameters']);
  });

  it('count the weights of a narrower ResNet-18, also where a variant changes its width alone', () => {
    const text = experiment({
      model: { type: 'resnet18', width: 32 },
      variants: { narrow: { model: { width: 16 } }, small: { model: { type: 'smallCnn' } } },
    });
    const texts = hintsOf(parseExperiment(text), {}).map((hint) => hint.text);
    assert.deepEqual(texts, ['2,801,063 parameters', '703,191 parameters', '200,551 parameters']);
  });

  it('know the weights of every model as it is built', () => {
    const types = schema.definitions.model.properties.type.enum as ModelConfig['type'][];
    const known = types.flatMap((type) => [{ type }, ...(type === 'resnet18' ? [{ type, width: 24 }] : [])]);
    for (const given of known.filter(({ type }) => type !== 'layersModel')) {
      const settings = resolveModel(given);
      for (const classes of [7, 8]) {
        const model = buildModel(tf, settings, { classes, seed: 1, inputShape: [48, 48, 1] });
        const { width } = given as ModelConfig;
        assert.equal(modelParameters(given.type, classes, width), countParameters(model), JSON.stringify(given));
        model.dispose();
      }
    }
    assert.equal(modelParameters('layersModel', 7), undefined);
  });
});

describe('known sizes', () => {
  it('take an earlier run on the same data for truth', () => {
    const own = resolved(experiment());
    const run = { resolved: own, trainingExamples: 1117 };
    assert.deepEqual(knownSizes(own, [run]), { trainingExamples: 1117 });
    const other = { resolved: resolved(experiment({ data: { source: 'a.csv' } })), trainingExamples: 5 };
    assert.deepEqual(knownSizes(own, [other]), { trainingExamples: 1120, approximate: true });
  });

  it('know FER2013 by its name and labels: 28,709 training images, 25,060 with a majority', () => {
    const size = (data: Record<string, unknown>) => knownSizes(resolved(experiment({ data })), []).trainingExamples;
    assert.equal(size({ source: 'data/fer2013.csv.xz', validation: 'publicTest' }), 28_709);
    const labels = { scheme: 'fer+', votes: 'v.csv' };
    assert.equal(size({ source: 'fer2013.csv', labels, validation: 'publicTest' }), 25_060);
    assert.equal(size({ source: 'fer2013.csv', validation: { fraction: 0.2 } }), 22_967);
    assert.equal(size({ source: 'fer2013.csv', fraction: 0.1 }), 2297);
    assert.equal(size({ source: 'mine.csv' }), undefined);
  });
});
