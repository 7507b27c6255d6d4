import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseExperiment } from '../../experiment/parse';
import type { Problem } from '../../experiment/types';
import { example, textOf, underlined } from './example';

/** The only problem of a value, with what it underlines. */
function only(value: unknown): Problem & { readonly at: string } {
  const text = typeof value === 'string' ? value : textOf(value);
  const { problems, file } = parseExperiment(text);
  assert.equal(problems.length, 1, problems.map(({ message }) => message).join('\n'));
  assert.equal(file, undefined);
  return { ...problems[0]!, at: underlined(text, problems[0]!) };
}

describe('parseExperiment', () => {
  it('reads a valid file with comments and trailing commas', () => {
    const { file, problems } = parseExperiment(`\ufeff{
      // What is asked.
      "version": 1, "name": "a", "data": { "source": "synthetic", },
      /* the network */ "model": { "type": "smallCnn" }, "training": { "epochs": 3, },
    }`);
    assert.deepEqual(problems, []);
    assert.equal(file?.training.epochs, 3);
  });

  describe('syntax', () => {
    const cases: readonly (readonly [string, number, number, RegExp])[] = [
      ['', 1, 1, /^The file is empty\. Expected an experiment: /],
      ['{ "name": "a" "seed": 1 }', 1, 15, /^A comma was expected here/],
      ['{\n  "name" "a" }', 2, 10, /^A colon was expected here/],
      ['{ "name": }', 1, 11, /^A value was expected here/],
      ['{ name: 1 }', 1, 3, /name was expected here, in double quotes|not a JSON value/],
      ['{ "name": "a', 1, 11, /^The text never ends\. Expected a closing double quote/],
      ['{ "name": "a"', 1, 14, /^A closing } was expected here/],
      ['{ "a": [1, 2', 1, 13, /^A closing ] was expected here/],
      ['{ "a": 1 } }', 1, 12, /^The file was expected to end here/],
      ['{ "path": "C:\\data" }', 1, 11, /^This escape does not exist\. A backslash itself is written \\\\/],
      ['{ "a": 1.x }', 1, 8, /Expected a digit|no JSON value/],
      ['{ /* never', 1, 3, /^The comment never ends/],
    ];
    for (const [text, line, column, message] of cases) {
      it(JSON.stringify(text), () => {
        const { problems, file } = parseExperiment(text);
        assert.equal(file, undefined);
        const [problem] = problems;
        assert.equal(problem?.code, 'syntax');
        assert.match(problem.message, message);
        assert.deepEqual([problem.range.start.line + 1, problem.range.start.character + 1], [line, column]);
      });
    }

    it('tells one problem a line', () => {
      const { problems } = parseExperiment('{ "a" 1 "b" 2 }');
      assert.equal(problems.length, 1);
    });

    it('keeps the tree of a broken file', () => {
      assert.equal(parseExperiment('{ "name": "a", ').tree?.type, 'object');
    });
  });

  describe('schema', () => {
    it('unknown key: at the key, with the nearest name', () => {
      const problem = only(example({ training: { epochs: 1, epoch: 3 } }));
      assert.equal(
        problem.message,
        'Unknown setting "epoch" in training. Did you mean "epochs"? Known here: epochs, batchSize, optimizer, ' +
          'schedule, earlyStopping, classWeights, selectBest, trainable, batchNormalization, gradientAccumulation, features, fineTuning.',
      );
      assert.deepEqual([problem.code, problem.at, problem.suggestion], ['schema/unknown-key', '"epoch"', 'epochs']);
      assert.equal(problem.fixes[0]?.newText, '"epochs"');
    });

    it('mistyped required key: told once', () => {
      const problem = only(example({ training: { epochs: null, epoch: 3 } }));
      assert.match(problem.message, /^Unknown setting "epoch" in training\. Did you mean "epochs"\?/);
    });

    it('key in the wrong place: where it belongs', () => {
      assert.match(
        only(example({ model: { learningRate: 0.1 } })).message,
        /It belongs in training\.optimizer or training\.fineTuning\./,
      );
    });

    it('missing key: at the key of its object', () => {
      const problem = only(example({ training: { epochs: null } }));
      assert.equal(problem.message, 'training lacks "epochs". Expected a whole number from 0 to 10000.');
      assert.deepEqual([problem.code, problem.at], ['schema/missing-key', '"training"']);
    });

    it('missing key of the file itself: at its opening brace', () => {
      const problem = only(example({ name: null }));
      assert.deepEqual([problem.message, problem.at], ['The file lacks "name". Expected a text.', '{']);
    });

    it('wrong type: at the value, with the number that was meant', () => {
      const problem = only(example({ training: { epochs: '12' } }));
      assert.equal(problem.message, 'training.epochs must be a whole number from 0 to 10000, but is the text "12".');
      assert.deepEqual([problem.code, problem.at, problem.fixes[0]?.newText], ['schema/type', '"12"', '12']);
    });

    it('a fraction where a whole number is expected', () => {
      assert.match(
        only(example({ seed: 1.5 })).message,
        /^seed must be a whole number from 0 to 4294967295, but is 1\.5\.$/,
      );
    });

    it('value out of range', () => {
      const problem = only(example({ model: { dropout: 1.5 } }));
      assert.equal(problem.message, 'model.dropout must be a number from 0 to 0.9, but is 1.5.');
      assert.deepEqual([problem.code, problem.at], ['schema/range', '1.5']);
    });

    it('open bounds are told as such', () => {
      assert.equal(
        only(example({ data: { fraction: 0 } })).message,
        'data.fraction must be a number greater than 0 and at most 1, but is 0.',
      );
    });

    it('unknown choice: all of them and the nearest', () => {
      const problem = only(example({ model: { type: 'customCNN' } }));
      assert.equal(
        problem.message,
        'model.type must be "customCnn", "smallCnn", "resnet18", "vggFer", "lightCnn", "resnet50", "efficientnetLite0" or "layersModel", but is the text "customCNN". Did you mean "customCnn"?',
      );
      assert.deepEqual([problem.code, problem.fixes[0]?.newText], ['schema/value', '"customCnn"']);
    });

    it('wrong version', () => {
      assert.equal(only(example({ version: 2 })).message, 'version must be 1, but is 2.');
    });

    it('list of the wrong length', () => {
      assert.equal(
        only(example({ techniques: { augmentation: { brightness: [1, 2, 3] } } })).message,
        'techniques.augmentation.brightness must be a list of 2 numbers from 0 to 10, but has 3.',
      );
    });

    it('the same item twice', () => {
      assert.equal(
        only(example({ data: { test: ['privateTest', 'privateTest'] } })).message,
        'data.test names "privateTest" twice. Name each once.',
      );
    });

    it('item of a list: at the item', () => {
      const problem = only(example({ data: { test: ['privatTest'] } }));
      assert.match(
        problem.message,
        /^data\.test\[0\] must be "publicTest" or "privateTest".*Did you mean "privateTest"\?$/,
      );
      assert.equal(problem.at, '"privatTest"');
    });

    it('empty path', () => {
      assert.match(only(example({ data: { source: '' } })).message, /^data\.source is empty\./);
    });

    it('name that cannot name a folder', () => {
      const problem = only(example({ name: 'My Experiment' }));
      assert.match(problem.message, /^name is "My Experiment", which cannot name a folder\. .*Try "my-experiment"\.$/);
    });

    it('variant called base', () => {
      const problem = only(example({ variants: { base: {} } }));
      assert.match(problem.message, /^A variant cannot be called "base"/);
      assert.equal(problem.at, '"base"');
    });

    it('variant with a wrong name', () => {
      assert.match(only(example({ variants: { 'A B': {} } })).message, /^The variant is called "A B".*Try "a-b"\.$/);
    });

    it('a key that is given twice', () => {
      const problem = only(
        '{"version":1,"name":"a","data":{"source":"synthetic"},"model":{"type":"smallCnn"},"training":{"epochs":1,"epochs":2}}',
      );
      assert.equal(problem.message, '"epochs" is given twice in training; only the last would count. Remove one.');
    });

    it('what is wrong in the last of two, where it stands, with its fix', () => {
      const text = `{"version":1,"name":"a","data":{"source":"synthetic"},"model":{"type":"smallCnn"},"training":{"epochs":1},
"techniques":{},
"techniques":{"labelSmoothng":{"epsilon":0.1}}}`;
      const { problems } = parseExperiment(text);
      assert.deepEqual(
        problems.map(({ code, range }) => [code, range.start.line, range.start.character]),
        [
          ['schema/repeated-key', 2, 0],
          ['schema/unknown-key', 2, 14],
        ],
      );
      assert.deepEqual(
        problems[1]!.fixes.map(({ newText }) => newText),
        ['"labelSmoothing"'],
      );
    });

    it('a name alone as what to start from: the file, the variant or the model that was meant', () => {
      const meant = (initFrom: string) => {
        const [told, ...more] = parseExperiment(textOf({ ...example({ variants: { flip: {} } }), initFrom })).problems;
        assert.deepEqual(more, []);
        return told?.fixes.map(({ newText }) => JSON.parse(newText) as unknown)[0];
      };
      assert.deepEqual(meant('custom'), { experiment: 'custom.ferexp.json' });
      assert.deepEqual(meant('../a.ferexp.json'), { experiment: '../a.ferexp.json' });
      assert.deepEqual(meant('flip'), { variant: 'flip' });
      assert.deepEqual(meant('m/model.json'), { model: 'm/model.json' });
    });

    it('no object at all', () => {
      assert.match(only('3').message, /^The file must be an object with "version", .*, but is 3\.$/);
    });
  });

  describe('alternatives', () => {
    it('tells only of the alternative that `type` chooses', () => {
      const problem = only(example({ training: { schedule: { type: 'step', every: 0 } } }));
      assert.equal(problem.message, 'training.schedule.every must be a whole number of at least 1, but is 0.');
    });

    it('a `type` that does not exist', () => {
      const problem = only(example({ training: { optimizer: { type: 'adm', learningRate: 0.1 } } }));
      assert.equal(
        problem.message,
        'training.optimizer.type must be "adam", "adamw", "rmsprop" or "sgd", but is the text "adm". Did you mean "adam"?',
      );
      assert.equal(problem.at, '"adm"');
    });

    it('a `type` that is missing', () => {
      const problem = only(example({ training: { optimizer: { learningRate: 0.1 } } }));
      assert.equal(problem.message, 'training.optimizer lacks "type". Expected "adam", "adamw", "rmsprop" or "sgd".');
    });

    it('a setting of another alternative', () => {
      const problem = only(example({ training: { optimizer: { type: 'adam', momentum: 0.9 } } }));
      assert.equal(
        problem.message,
        'Unknown setting "momentum" in training.optimizer: adam has none, only rmsprop and sgd have.',
      );
    });

    it('none of a text and an object', () => {
      assert.equal(
        only(example({ data: { validation: 3 } })).message,
        'data.validation must be "publicTest", or an object with "fraction", but is 3.',
      );
      assert.match(only(example({ data: { validation: 'publictest' } })).message, /Did you mean "publicTest"\?$/);
    });

    it('a wrong weight of a class', () => {
      assert.match(
        only(example({ training: { classWeights: { happy: -1 } } })).message,
        /^training\.classWeights\.happy must be a number from 0 to 1000, but is -1\.$/,
      );
    });
  });

  describe('variants', () => {
    it('are valid when the file with them is', () => {
      const { problems } = parseExperiment(
        textOf(example({ variants: { sgd: { training: { optimizer: { type: 'sgd', momentum: 0.9 } } } } })),
      );
      assert.deepEqual(problems, []);
    });

    it('wrong value: at the value of the patch', () => {
      const text = textOf(example({ variants: { short: { training: { epochs: -1 } } } }));
      const [problem, ...rest] = parseExperiment(text).problems;
      assert.deepEqual(rest, []);
      assert.equal(problem?.code, 'schema/range');
      assert.deepEqual(problem.path, ['variants', 'short', 'training', 'epochs']);
      assert.equal(underlined(text, problem), '-1');
    });

    it('a required setting that is removed', () => {
      // A merge patch of the helper would remove it there and then.
      const problem = only({ ...example(), variants: { none: { training: { epochs: null } } } });
      assert.equal(
        problem.message,
        'null removes "epochs", but training needs it. Give a value or leave it out of the variant.',
      );
      assert.deepEqual([problem.code, problem.at], ['variant/value', 'null']);
    });

    it('another optimizer that keeps a setting of the first', () => {
      const problem = only(
        example({
          training: { optimizer: { type: 'adam', beta1: 0.8 } },
          variants: { sgd: { training: { optimizer: { type: 'sgd' } } } },
        }),
      );
      assert.match(
        problem.message,
        /^With this variant, training\.optimizer becomes sgd but keeps "beta1" from the file/,
      );
      assert.match(problem.message, /Add "beta1": null here to remove training\.optimizer\.beta1\./);
      assert.equal(problem.code, 'variant/unknown-key');
    });

    it('a schedule that lacks what it needs', () => {
      const problem = only(example({ variants: { step: { training: { schedule: { type: 'step' } } } } }));
      assert.equal(
        problem.message,
        'With variant "step": training.schedule lacks "every". Expected a whole number of at least 1.',
      );
      assert.equal(problem.code, 'variant/missing-key');
    });

    it('do not repeat what is wrong in the file', () => {
      const problem = only(example({ training: { epochs: -1 }, variants: { a: { seed: 2 }, b: { seed: 3 } } }));
      assert.equal(problem.message, 'training.epochs must be a whole number from 0 to 10000, but is -1.');
    });
  });

  it('never tells the same twice, whatever stands in the file', () => {
    const settings = fc.dictionary(
      fc.constantFrom('epochs', 'epoch', 'optimizer', 'type', 'zoom', 'x'),
      fc.jsonValue(),
    );
    const files = fc.dictionary(
      fc.constantFrom('version', 'name', 'data', 'model', 'training', 'techniques', 'variants', 'seed'),
      fc.oneof(fc.jsonValue(), settings, fc.dictionary(fc.constantFrom('a', 'training'), settings)),
    );
    fc.assert(
      fc.property(files, (value) => {
        const { problems, file } = parseExperiment(textOf(value));
        assert.equal(file === undefined, problems.length > 0);
        const told = problems.map(({ message, range }) => `${JSON.stringify(range)} ${message}`);
        assert.equal(new Set(told).size, told.length, told.join('\n'));
      }),
    );
  });

  it('survives any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseExperiment(text)));
    fc.assert(
      fc.property(fc.nat(), (cut) => {
        const text = textOf(example({ variants: { a: { seed: 3 } } }));
        const { file, problems } = parseExperiment(text.slice(0, cut % text.length));
        assert.equal(file, undefined);
        assert.ok(problems.length > 0);
      }),
    );
  });

  it('shows no control character of the file in any message', () => {
    for (const name of ['\\u001b]0;x\\u0007', '\u0085\u009b2J', '\\u202e']) {
      for (const text of [
        `{ "version": 1, "name": "${name}" }`,
        `{ "version": 1, "${name}": 1 }`,
        `{ "version": 1, "name": "a", "variants": { "${name}": {} } }`,
        `{ "version": 1, "data": { "source": "${name}" }, "${name}": ${name} }`,
      ]) {
        const { problems } = parseExperiment(text);
        assert.ok(problems.length > 0);
        for (const { message } of problems) assert.doesNotMatch(message, /[\p{Cc}\u202e]/u, JSON.stringify(message));
      }
    }
  });

  it('calls a number beyond all bounds so, and not null, whole or not', () => {
    const problemOf = (training: string) =>
      parseExperiment(
        `{ "version": 1, "name": "a", "data": { "source": "synthetic" }, "model": { "type": "smallCnn" }, "training": ${training} }`,
      ).problems[0]!;
    assert.match(problemOf('{ "epochs": 1e400 }').message, /but is a number beyond all bounds/);
    const rate = problemOf('{ "epochs": 1, "optimizer": { "type": "adam", "learningRate": 1e999 } }');
    assert.match(rate.message, /learningRate must be .*, but is a number beyond all bounds/);
  });

  it('says what is wrong in the alternative that the keys of an object mean', () => {
    const text =
      '{ "version": 1, "name": "a", "data": { "source": "synthetic" }, "model": { "type": "smallCnn" }, "training": { "epochs": 1, "trainable": { "last": 0 } } }';
    assert.deepEqual(
      parseExperiment(text).problems.map(({ message }) => message),
      ['training.trainable.last must be a whole number from 1 to 10000, but is 0.'],
    );
  });
});
