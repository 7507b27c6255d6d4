import assert from 'node:assert/strict';
import path from 'node:path';
import { checkExperiment } from '../../../experiment/checks';
import { parseExperiment } from '../../../experiment/parse';
import { example } from '../example';
import { check, context, folder, only, valueOf } from './support';

const fer = { data: { source: 'data/fer2013.csv' } };

describe('checkExperiment', () => {
  it('has nothing to say about a file without concerns', () => {
    assert.deepEqual(
      check(example({ variants: { flip: { techniques: { augmentation: { horizontalFlip: true } } } } })),
      [],
    );
  });

  it('says nothing about a file that is not valid', () => {
    assert.deepEqual(checkExperiment(parseExperiment('{}'), context), []);
  });

  describe('paths', () => {
    it('data that does not exist, with the nearest name of its folder', () => {
      const told = only(fer, { exists: () => false, list: () => ['fer2013.csv.xz', 'notes.txt'] });
      assert.equal(
        told.message,
        `"data/fer2013.csv" does not exist (${path.join(folder, 'data', 'fer2013.csv')}). Paths start from the folder of ` +
          'the experiment file. Did you mean "data/fer2013.csv.xz"?',
      );
      assert.deepEqual([told.severity, told.code, told.at], ['error', 'file-missing', '"data/fer2013.csv"']);
      assert.equal(valueOf(told, 'data', 'source'), 'data/fer2013.csv.xz');
    });

    it('data that does not exist, with nothing near', () => {
      const told = only(fer, { exists: () => false, list: () => undefined });
      assert.match(told.message, /Put the data there, correct the path, or use "synthetic" for generated faces\.$/);
      assert.deepEqual(told.fixes, []);
    });

    it('a mistyped "synthetic"', () => {
      const told = only({ data: { source: 'syntetic' } }, { exists: () => false });
      assert.match(told.message, /Did you mean "synthetic"\?$/);
      assert.equal(valueOf(told, 'data', 'source'), 'synthetic');
    });

    it('nothing where it cannot be told whether a file exists', () => {
      assert.deepEqual(check(example(fer), { exists: () => undefined }), []);
    });

    it('votes that do not exist', () => {
      const labels = { scheme: 'fer+', votes: 'votes.csv' };
      const told = only({ data: { source: 'a.csv', labels } }, { exists: (file) => !file.endsWith('votes.csv') });
      assert.match(
        told.message,
        /^"votes\.csv" does not exist .*Put fer2013new\.csv of FER\+ there or correct the path\.$/,
      );
    });

    it('a list of excluded faces that does not exist', () => {
      const told = only(
        { data: { source: 'a.csv', exclude: 'out.txt' } },
        { exists: (file) => !file.endsWith('.txt') },
      );
      assert.match(
        told.message,
        /^"out\.txt" does not exist .*Write it with "ferexp audit --write-exclusions", correct/,
      );
      assert.deepEqual([told.severity, told.at], ['error', '"out.txt"']);
    });

    it('a path that leads out of the project: where to', () => {
      const told = only({ data: { source: '../shared/fer2013.csv' } });
      assert.equal(
        told.message,
        `"../shared/fer2013.csv" leads out of the project folder, to ${path.resolve('/shared/fer2013.csv')}. It will be ` +
          'read from there; anyone who gets this project needs the same file at the same place. Keep data inside the ' +
          'project if you can.',
      );
      assert.deepEqual([told.severity, told.code], ['warning', 'path-outside']);
    });

    it('a model outside of the project that training starts from', () => {
      const found = check(example({ initFrom: { model: '../shared/model.json' } }));
      const told = found.find(({ code }) => code === 'path-outside');
      assert.match(told!.message, /^"\.\.\/shared\/model\.json" leads out of the project folder/);
    });

    it('a link that leads out of the project', () => {
      const told = only(fer, { realPath: (file) => (file === folder ? file : path.resolve('/elsewhere/fer2013.csv')) });
      assert.equal(told.code, 'path-outside');
    });

    it('names that only begin with two dots stay inside', () => {
      assert.deepEqual(check(example({ data: { source: '..data/fer2013.csv' } })), []);
    });
  });

  describe('labels', () => {
    it('FER+ without votes', () => {
      const told = only({ data: { source: 'a.csv', labels: { scheme: 'fer+' } } });
      assert.match(told.message, /^The scheme "fer\+" needs the votes of the annotators\. Give data\.labels\.votes /);
      assert.deepEqual([told.severity, told.code, told.at], ['error', 'votes-missing', '"fer+"']);
      assert.equal(valueOf(told, 'data', 'labels', 'votes'), 'data/fer2013new.csv');
    });

    it('FER+ on generated faces', () => {
      const told = only({ data: { labels: { scheme: 'fer+', votes: 'v.csv' } } });
      assert.match(told.message, /^Generated faces have no FER\+ votes\./);
      assert.equal(told.severity, 'error');
    });

    it('a rule that is not used', () => {
      const told = only({ data: { labels: { scheme: 'fer', rule: 'crossEntropy' } } });
      assert.match(told.message, /^The rule "crossEntropy" does nothing with the scheme "fer"/);
      assert.deepEqual(valueOf(told, 'data', 'labels'), { scheme: 'fer' });
    });

    it('unknown images that there are none of', () => {
      const told = only({ data: { labels: { scheme: 'fer', unknown: 'class' } } });
      assert.match(told.message, /^There is nothing unknown with the scheme "fer"/);
      assert.deepEqual([told.severity, told.code], ['warning', 'unknown-unused']);
      assert.deepEqual(valueOf(told, 'data', 'labels'), { scheme: 'fer' });
    });

    it('weights of classes that are there only with unknown images', () => {
      const labels = { scheme: 'fer+', votes: 'v.csv' };
      const training = { classWeights: { 'not-a-face': 2 } };
      assert.equal(only({ data: { source: 'a.csv', labels }, training }).code, 'class-unknown');
      assert.deepEqual(
        check(example({ data: { source: 'a.csv', labels: { ...labels, unknown: 'class' } }, training })),
        [],
      );
    });

    for (const rule of ['probability', 'crossEntropy']) {
      it(`label smoothing on top of ${rule}`, () => {
        const told = only({
          data: { source: 'a.csv', labels: { scheme: 'fer+', votes: 'v.csv', rule } },
          techniques: { labelSmoothing: { epsilon: 0.1 } },
        });
        assert.match(told.message, new RegExp(`^Label smoothing on top of the rule "${rule}" softens labels twice`));
        assert.deepEqual([told.code, told.at], ['smoothing-on-soft-labels', '"labelSmoothing"']);
        assert.deepEqual(valueOf(told, 'techniques'), {});
      });
    }

    it('a weight for a class that there is none of', () => {
      const told = only({ training: { classWeights: { hapy: 2 } } });
      assert.match(told.message, /^The scheme "fer" has no class "hapy"\. Did you mean "happy"\? Its classes: angry, /);
      assert.deepEqual([told.severity, told.suggestion], ['error', 'happy']);
    });

    it('weights of 0 only', () => {
      const names = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
      const told = only({ training: { classWeights: Object.fromEntries(names.map((name) => [name, 0])) } });
      assert.match(told.message, /^All classes weigh 0, so there is nothing to learn\./);
    });
  });

  describe('data', () => {
    it('publicTest both validates and tests', () => {
      const told = only({ data: { source: 'a.csv', validation: 'publicTest', test: ['publicTest', 'privateTest'] } });
      assert.match(told.message, /^publicTest both validates and tests: the epoch would be chosen on the images/);
      assert.equal(told.severity, 'error');
      assert.deepEqual(valueOf(told, 'data', 'test'), ['privateTest']);
    });

    it('settings of generated faces without generated faces', () => {
      const told = only({ data: { source: 'a.csv', synthetic: { training: 100 } } });
      assert.match(told.message, /^data\.synthetic does nothing: the source is not "synthetic"\./);
      assert.deepEqual(valueOf(told, 'data'), { source: 'a.csv' });
    });

    it('a batch larger than the generated data', () => {
      const told = only({ data: { synthetic: { training: 100 } }, training: { batchSize: 128 } });
      assert.match(told.message, /^A batch of 128 is larger than the training data of about 80 images/);
      assert.equal(told.at, '128');
      assert.equal(valueOf(told, 'training', 'batchSize'), 8);
    });

    it('a batch larger than data of known size, after validation and fraction', () => {
      const dataSize = () => ({ training: 1000 });
      const patch = { data: { source: 'a.csv', fraction: 0.1 }, training: { batchSize: 81 } };
      assert.match(only(patch, { dataSize }).message, /of about 80 images/);
      assert.deepEqual(check(example({ ...patch, training: { batchSize: 80 } }), { dataSize }), []);
      assert.deepEqual(check(example(patch), { dataSize: () => undefined }), []);
    });

    it('a batch too small for batch normalisation', () => {
      assert.match(
        only({ training: { batchSize: 1 } }).message,
        /^With 1 image per batch, batch normalisation has too little/,
      );
    });

    it('a published figure beside a fraction of the data', () => {
      const told = only({ data: { fraction: 0.5 }, published: { testAccuracy: 0.5, source: 'paper' } });
      assert.match(told.message, /^Only 50 % of the data is used, so the result is not comparable/);
    });
  });

  describe('augmentation', () => {
    it('brightness that blacks out faces', () => {
      const told = only({ techniques: { augmentation: { brightness: [0.1, 0.2] } } });
      assert.match(told.message, /^Brightness factors of 0\.1 to 0\.2 leave faces almost black: .* 82\.83 to 36\.39 %/);
      assert.deepEqual(valueOf(told, 'techniques', 'augmentation', 'brightness'), [0.8, 1.2]);
      assert.deepEqual(check(example({ techniques: { augmentation: { brightness: [0.1, 0.5] } } })), []);
    });

    it('a range that runs downwards', () => {
      const told = only({ techniques: { augmentation: { zoom: [1.2, 0.8] } } });
      assert.equal(told.message, 'zoom runs from 1.2 down to 0.8. Give the lower end first: [0.8, 1.2].');
      assert.deepEqual(valueOf(told, 'techniques', 'augmentation', 'zoom'), [0.8, 1.2]);
    });

    it('zoom and shifts of which little of a face is left', () => {
      for (const zoom of [0.9, [0.2, 1], [1, 3]]) {
        const told = only({ techniques: { augmentation: { zoom } } });
        assert.deepEqual([told.severity, told.code], ['warning', 'zoom-large'], JSON.stringify(zoom));
        assert.equal(valueOf(told, 'techniques', 'augmentation', 'zoom'), 0.1);
      }
      for (const name of ['widthShift', 'heightShift']) {
        const told = only({ techniques: { augmentation: { [name]: 0.8 } } });
        assert.deepEqual([told.severity, told.code], ['warning', 'shift-large']);
        assert.match(told.message, /up to 80 % of the face/);
      }
      const usual = { zoom: 0.5, widthShift: 0.2, heightShift: 0.4 };
      assert.deepEqual(check(example({ techniques: { augmentation: usual } })), []);
    });

    it('what hurts, but not where a published figure of just these settings is reproduced', () => {
      const hurts = { techniques: { augmentation: { verticalFlip: true, brightness: [0.1, 0.2] } } };
      const published = { testAccuracy: 0.36, source: 'The study' };
      assert.deepEqual(check(example({ ...hurts, published })), []);
      assert.deepEqual(check(example({ variants: { dark: { ...hurts, published } } })), []);
      assert.equal(check(example({ published, variants: { dark: hurts } })).length, 2, 'of other settings');
    });

    it('faces that stand on their heads', () => {
      assert.match(only({ techniques: { augmentation: { rotation: 90 } } }).message, /^Turning faces by up to 90°/);
    });

    it('faces that stand on their heads half of the time', () => {
      const told = only({ techniques: { augmentation: { horizontalFlip: true, verticalFlip: true } } });
      assert.deepEqual([told.severity, told.code, told.at], ['warning', 'vertical-flip', 'true']);
      assert.match(told.message, /82\.83 to 81\.35 %/);
      assert.equal(valueOf(told, 'techniques', 'augmentation', 'verticalFlip'), undefined);
      assert.deepEqual(valueOf(told, 'techniques', 'augmentation'), { horizontalFlip: true });
      assert.deepEqual(check(example({ techniques: { augmentation: { verticalFlip: false, rotation: 5 } } })), []);
    });

    it('test-time transformations are looked at too', () => {
      const augmentation = { brightness: [0.1, 0.2] };
      const told = only({ techniques: { testTimeAugmentation: { samples: 5, augmentation } } });
      assert.deepEqual(told.path, ['techniques', 'testTimeAugmentation', 'augmentation', 'brightness']);
    });
  });

  describe('training', () => {
    const training = (patch: object) => only({ training: { epochs: 10, ...patch } });

    it('a learning rate too high for Adam', () => {
      const told = training({ optimizer: { type: 'adam', learningRate: 0.1 } });
      assert.match(told.message, /^A learning rate of 0\.1 is high for Adam: .*The study chose 0\.001\.$/);
      assert.equal(valueOf(told, 'training', 'optimizer', 'learningRate'), 0.001);
      assert.deepEqual(check(example({ training: { optimizer: { type: 'adam', learningRate: 0.01 } } })), []);
      assert.deepEqual(check(example({ training: { optimizer: { type: 'sgd', learningRate: 0.1 } } })), []);
    });

    it('Nesterov without momentum', () => {
      const told = training({ optimizer: { type: 'sgd', nesterov: true } });
      assert.match(told.message, /^nesterov does nothing without momentum\./);
      assert.equal(valueOf(told, 'training', 'optimizer', 'momentum'), 0.9);
    });

    it('a warm-up as long as training', () => {
      const told = training({ schedule: { type: 'constant', warmupEpochs: 10 } });
      assert.match(told.message, /^The warm-up of 10 epochs is as long as the whole training of 10 epochs/);
      assert.equal(told.at, '10');
    });

    it('a step that never comes', () => {
      const told = training({ schedule: { type: 'step', every: 10 } });
      assert.match(
        told.message,
        /^The step schedule waits 10 epochs before its first drop, but training has 10 epochs/,
      );
    });

    it('a plateau that is never reached', () => {
      assert.match(training({ schedule: { type: 'plateau' } }).message, /^The plateau schedule waits 10 epochs/);
    });

    it('a minimum above the learning rate', () => {
      const told = training({ schedule: { type: 'cosine', minimum: 0.1 } });
      assert.match(told.message, /^The schedule's minimum of 0\.1 is not below the learning rate of 0\.001/);
    });

    it('a patience as long as training', () => {
      const told = training({ earlyStopping: { patience: 10 } });
      assert.match(told.message, /^Early stopping waits 10 epochs without improvement, but training has 10 epochs/);
      assert.deepEqual([told.code, told.at], ['patience-too-long', '10']);
    });
  });

  describe('variants', () => {
    it('one that changes nothing', () => {
      const told = only({ variants: { same: { training: { epochs: 10 }, description: 'again' } } });
      assert.match(told.message, /^Variant "same" changes nothing: /);
      assert.deepEqual([told.code, told.at], ['variant-changes-nothing', '"same"']);
      assert.deepEqual(valueOf(told, 'variants'), {});
    });

    it('one that spells out a default changes nothing either', () => {
      assert.equal(only({ variants: { same: { training: { batchSize: 128 } } } }).code, 'variant-changes-nothing');
    });

    it('two that are the same', () => {
      const told = only({ variants: { a: { seed: 5 }, b: { seed: 5, repeats: 2 } } });
      assert.match(told.message, /^Variant "b" has the same settings as "a"/);
      assert.equal(told.at, '"b"');
    });

    it('are told what they themselves give', () => {
      const told = only({ variants: { dark: { techniques: { augmentation: { brightness: [0.1, 0.2] } } } } });
      assert.deepEqual(told.path, ['variants', 'dark', 'techniques', 'augmentation', 'brightness']);
      const fixed = valueOf(told, 'variants', 'dark', 'techniques', 'augmentation', 'brightness');
      assert.deepEqual(fixed, [0.8, 1.2]);
    });

    it('are told where they bring two settings together', () => {
      const told = only({
        training: { epochs: 30, earlyStopping: { patience: 8 } },
        variants: { short: { training: { epochs: 5 } } },
      });
      assert.deepEqual(told.path, ['variants', 'short', 'training', 'epochs']);
      assert.match(told.message, /training has 5 epochs/);
    });

    it('do not repeat what is told of the file', () => {
      const told = only({ training: { batchSize: 2 }, variants: { a: { seed: 2 }, b: { seed: 3 } } });
      assert.deepEqual(told.path, ['training', 'batchSize']);
    });

    it('remove a setting of the file with null', () => {
      const labels = { scheme: 'fer+', votes: 'v.csv' };
      const told = only({
        data: { source: 'a.csv', labels },
        techniques: { labelSmoothing: { epsilon: 0.1 } },
        variants: { soft: { data: { labels: { rule: 'crossEntropy' } } } },
      });
      assert.equal(told.code, 'smoothing-on-soft-labels');
      assert.equal(valueOf(told, 'variants', 'soft', 'techniques', 'labelSmoothing'), null);
      assert.deepEqual(valueOf(told, 'techniques', 'labelSmoothing'), { epsilon: 0.1 });
    });
  });
});
