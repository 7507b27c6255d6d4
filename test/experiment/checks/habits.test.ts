import assert from 'node:assert/strict';
import { parseExperiment } from '../../../experiment/parse';
import { example, textOf } from '../example';
import { check, only, valueOf } from './support';

/** What is told of a file that is not valid, and the file after the first fix. */
function problemOf(text: string) {
  const { problems, lines } = parseExperiment(text);
  const problem = problems[0]!;
  const [fix] = problem.fixes;
  if (fix === undefined) return { problem, count: problems.length };
  const before = text.slice(0, lines.offset(fix.range.start));
  const fixed = before + fix.newText + text.slice(lines.offset(fix.range.end));
  return { problem, count: problems.length, fixed, remaining: parseExperiment(fixed).problems };
}

describe('habits from Keras', () => {
  it('a kind in place of its object, and a number in place of the one setting', () => {
    const cases: [object, RegExp, string][] = [
      [
        { training: { optimizer: 'adam' } },
        /an object, but is the text "adam"\. Did you mean \{ "type": "adam" \}\?/,
        '{"type":"adam"}',
      ],
      [{ training: { optimizer: 'Adam' } }, /Did you mean \{ "type": "adam" \}/, '{"type":"adam"}'],
      [{ training: { schedule: 'cosine' } }, /Did you mean \{ "type": "cosine" \}/, '{"type":"cosine"}'],
      [{ techniques: { labelSmoothing: 0.1 } }, /Did you mean \{ "epsilon": 0\.1 \}/, '{"epsilon":0.1}'],
      [{ data: { validation: 0.2 } }, /Did you mean \{ "fraction": 0\.2 \}/, '{"fraction":0.2}'],
    ];
    for (const [patch, message, put] of cases) {
      const { problem, fixed, remaining } = problemOf(textOf(example(patch)));
      assert.match(problem.message, message);
      assert.ok(fixed?.includes(put), fixed);
      assert.deepEqual(remaining, []);
    }
  });

  it('names of settings and values', () => {
    const names: [string, string, unknown][] = [
      ['rotation_range', 'rotation', 10],
      ['shear_range', 'shear', 10],
      ['width_shift_range', 'widthShift', 0.1],
      ['zoom_range', 'zoom', 0.2],
      ['horizontal_flip', 'horizontalFlip', true],
      ['fill_mode', 'fillMode', 'nearest'],
    ];
    for (const [given, meant, value] of names) {
      const { problem, remaining } = problemOf(textOf(example({ techniques: { augmentation: { [given]: value } } })));
      assert.equal(problem.suggestion, meant);
      assert.deepEqual(remaining, []);
    }
    const rate = problemOf(textOf(example({ training: { optimizer: { type: 'adam', lr: 0.001 } } })));
    assert.equal(rate.problem.suggestion, 'learningRate');
    const monitor = problemOf(
      textOf(example({ training: { earlyStopping: { monitor: 'val_accuracy', patience: 1 } } })),
    );
    assert.equal(monitor.problem.suggestion, 'validationAccuracy');
    assert.deepEqual(monitor.remaining, []);
  });

  it('angles that are no degrees', () => {
    for (const [name, angle] of [
      ['shear', 0.2],
      ['rotation', 0.1],
    ] as const) {
      const told = only({ techniques: { augmentation: { [name]: angle } } });
      assert.deepEqual([told.severity, told.code, told.at], ['warning', 'angle-tiny', String(angle)]);
      assert.equal(valueOf(told, 'techniques', 'augmentation', name), 10);
      assert.deepEqual(check(example({ techniques: { augmentation: { [name]: 1 } } })), []);
    }
  });

  it('a schedule that waits as long as early stopping does', () => {
    const training = (patience: number) => ({
      training: { epochs: 50, schedule: { type: 'plateau', patience }, earlyStopping: { patience: 6 } },
    });
    for (const patience of [6, 10]) {
      const told = only(training(patience));
      assert.deepEqual([told.code, told.at], ['plateau-after-stopping', String(patience)]);
      assert.equal(valueOf(told, 'training', 'schedule', 'patience'), 3);
    }
    assert.deepEqual(check(example(training(5))), []);
  });
});

describe('paths with escapes that JSON knows', () => {
  it('tell the escape and what was meant', () => {
    for (const [text, escape, meant] of [
      ['data\fer2013.csv', '\\f', 'data/fer2013.csv'],
      ['data\train.csv', '\\t', 'data/train.csv'],
      ['data\new.csv', '\\n', 'data/new.csv'],
      ['C:\\data\big\roads.csv', '\\b', 'C:/data/big/roads.csv'],
    ] as const) {
      const told = only({ data: { source: text } }, { exists: () => false });
      assert.deepEqual([told.severity, told.code], ['error', 'path-escape']);
      assert.ok(told.message.startsWith(`In JSON ${escape} is one character`), told.message);
      assert.doesNotMatch(told.message, /[\u0000-\u001f]/);
      assert.equal(valueOf(told, 'data', 'source'), meant);
    }
  });

  it('are looked for wherever a path is given', () => {
    const told = check(example({ initFrom: { model: 'a\new' } })).filter(({ code }) => code === 'path-escape');
    assert.equal(valueOf(told[0]!, 'initFrom', 'model'), 'a/new');
  });

  it('are told from what is replaced or fetched elsewhere', () => {
    for (const [source, message] of [
      ['~/fer2013.csv', /Neither ~ nor variables/],
      ['${workspaceFolder}/fer2013.csv', /Neither ~ nor variables/],
      ['https://example.com/fer2013.csv', /Nothing is downloaded here/],
      ['file:///x/fer2013.csv', /without file:\/\//],
    ] as const) {
      const told = check(example({ data: { source } }), { exists: () => false });
      assert.match(told[0]!.message, message);
    }
  });
});

describe('names that Windows cannot have', () => {
  it('are told on every system, with another one', () => {
    for (const [name, other] of [
      ['con', 'con-1'],
      ['aux.v1', 'aux-1.v1'],
      ['run1.', 'run1'],
    ] as const) {
      const told = only({ name });
      assert.deepEqual([told.severity, told.code, told.at], ['warning', 'name-on-windows', `"${name}"`]);
      assert.equal(valueOf(told, 'name'), other);
    }
    assert.deepEqual(check(example({ name: 'console' })), []);
  });

  it('are told of variants, once each', () => {
    const told = check(example({ variants: { nul: { seed: 5 }, com1: { seed: 6 }, fine: { seed: 7 } } }));
    assert.deepEqual(
      told.map(({ code, at }) => [code, at]),
      [
        ['name-on-windows', '"nul"'],
        ['name-on-windows', '"com1"'],
      ],
    );
  });
});

describe('text that is no plain JSON', () => {
  it('in another encoding is one problem, without its bytes', () => {
    const text = [...textOf(example({}))].map((letter) => `${letter}\0`).join('');
    const { problem, count } = problemOf(text);
    assert.equal(count, 1);
    assert.match(problem.message, /^The file is UTF-16, not UTF-8 text/);
  });

  it('nested without end is one problem, where it is too deep', () => {
    for (const depth of [60, 100_000]) {
      const { problem, count } = problemOf(`{"data": ${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`);
      assert.equal(count, 1);
      assert.match(problem.message, /nested deeper than 50 levels/);
      assert.equal(problem.range.start.line, 0);
    }
  });

  it('with quotation marks and blanks of word processors names them', () => {
    assert.match(problemOf('{ “version”: 1 }').problem.message, /“ is a typographic quotation mark/);
    assert.match(problemOf('{\u00a0"version": 1 }').problem.message, /invisible character \(U\+00A0\)/);
  });
});

describe('data.classes', () => {
  it('takes emotions and leaveOut, and no other', () => {
    const data = (classes: object) => ({ data: { source: 'raf-db', classes } });
    assert.deepEqual(check(example(data({ '1': 'surprise', '8': 'leaveOut' }))), []);
    const { problem, remaining } = problemOf(textOf(example(data({ '1': 'suprise' }))));
    assert.equal(problem.suggestion, 'surprise');
    assert.deepEqual(remaining, []);
    assert.match(problemOf(textOf(example(data({})))).problem.message, /data\.classes is empty/);
  });

  it('does nothing for generated faces', () => {
    const told = only({ data: { source: 'synthetic', classes: { '1': 'happy' } } });
    assert.equal(told.code, 'classes-unused');
    assert.deepEqual(valueOf(told, 'data'), { source: 'synthetic' });
  });
});
