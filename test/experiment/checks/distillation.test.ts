import assert from 'node:assert/strict';
import path from 'node:path';
import { resolveRuns } from '../../../experiment/resolve';
import { example, textOf } from '../example';
import { check, folder, type Told, valueOf } from './support';

/** What is told of a.ferexp.json, beside other files given by name; runs exist where they are given. */
function told(patch: object, others: Readonly<Record<string, object>> = {}): Told[] {
  const texts = new Map(Object.entries(others).map(([name, value]) => [path.join(folder, name), textOf(value)]));
  const isThere = (file: string) => [...texts.keys()].some((name) => name === file || name.startsWith(file + path.sep));
  return check(example(patch), {
    read: (file) => texts.get(file),
    exists: (file) => !file.startsWith(path.join(folder, 'runs')) || isThere(file),
  });
}

function only(...given: Parameters<typeof told>): Told {
  const problems = told(...given);
  assert.equal(problems.length, 1, problems.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return problems[0]!;
}

const learning = (from: object, others: object = {}) => ({ techniques: { distillation: { from } }, ...others });
const other = { experiment: 'b.ferexp.json' };

describe('checks of distillation', () => {
  it('have nothing against a teacher that fits', () => {
    assert.deepEqual(told(learning(other), { 'b.ferexp.json': example({ model: { type: 'resnet18' } }) }), []);
    assert.deepEqual(told(learning({ ...other }, { seed: 3 }), { 'b.ferexp.json': example() }), []);
  });

  it('a file or a variant that is not there: at its name', () => {
    const missing = only(learning(other));
    assert.deepEqual([missing.severity, missing.code, missing.at], ['error', 'teacher-missing', '"b.ferexp.json"']);
    const unknown = only(learning({ ...other, variant: 'bas' }), { 'b.ferexp.json': example() });
    assert.deepEqual([unknown.code, unknown.at], ['teacher-variant-unknown', '"bas"']);
    assert.equal(valueOf(unknown, 'techniques', 'distillation', 'from', 'variant'), 'base');
  });

  it('a circle: at the teacher', () => {
    const told = only(learning({ variant: 'base' }));
    assert.deepEqual([told.severity, told.code, told.at], ['error', 'teacher-cycle', '"from"']);
    assert.match(told.message, /^"base" would learn from itself\. Choose another teacher/);
  });

  it('a run that is not there, has no network, or was imported', () => {
    const from = { run: 'runs/x/r1' };
    const [run] = resolveRuns(example() as never, { path: path.join(folder, 'b.ferexp.json') });
    const at = (name: string) => `runs/x/r1/${name}`;
    assert.match(only(learning(from)).message, /^There is no run directory .*r1\. Give another run, or a variant/);
    const without = only(learning(from), { [at('experiment.json')]: run! });
    assert.match(without.message, /has no trained model/);
    assert.deepEqual(told(learning(from), { [at('experiment.json')]: run!, [at('model/model.json')]: {} }), []);
  });

  describe('faces that the teacher has seen', () => {
    const data = (validation: unknown, more: object = {}) => ({ data: { source: 'faces.csv', validation, ...more } });
    const split = { fraction: 0.2, seed: 1 };

    it('validate here: at the split, with the teacher’s as the fix', () => {
      const seen = only(learning(other, data({ fraction: 0.2, seed: 7 })), { 'b.ferexp.json': example(data(split)) });
      assert.deepEqual([seen.severity, seen.code, seen.at], ['warning', 'teacher-saw-validation', '"validation"']);
      assert.match(
        seen.message,
        /^The teacher, b\.ferexp\.json \(base\), was trained on images that validate here: its validation split has the seed 1, here 7\./,
      );
      assert.equal((valueOf(seen, 'data', 'validation') as { seed: number }).seed, 1);
      const smaller = only(learning(other, data(split)), {
        'b.ferexp.json': example(data({ fraction: 0.1, seed: 1 })),
      });
      assert.match(smaller.message, /it held out 0\.1 of them, here it is 0\.2/);
      assert.deepEqual(told(learning(other, data(split)), { 'b.ferexp.json': example(data(split)) }), []);
    });

    it('are those of what it started from, or chose its epoch by', () => {
      const behind = only(learning(other, data(split)), {
        'b.ferexp.json': example({ ...data(split), initFrom: { experiment: 'c.ferexp.json' } }),
        'c.ferexp.json': example(data({ fraction: 0.2, seed: 9 })),
      });
      assert.match(behind.message, /^What the teacher started from, c\.ferexp\.json \(base\), was trained on images/);
      const both = data('publicTest', { test: ['publicTest', 'privateTest'] });
      const chosen = told(learning(other, both), { 'b.ferexp.json': example(data('publicTest')) });
      const found = chosen.find(({ code }) => code === 'teacher-saw-test');
      assert.match(found!.message, /^The teacher, .* chose its best epoch on publicTest, which is tested on here/);
    });
  });

  it('another scheme of labels', () => {
    const data = { source: 'faces.csv', labels: { scheme: 'fer+', votes: 'votes.csv' } };
    const told = only(learning(other), { 'b.ferexp.json': example({ data }) });
    assert.deepEqual([told.severity, told.code, told.at], ['error', 'teacher-other-classes', '"from"']);
    assert.match(told.message, /^The teacher, b\.ferexp\.json \(base\), answers with the classes .*; here they are /);
  });

  it('faces that were prepared otherwise', () => {
    const techniques = { equalization: { method: 'clahe' } };
    const told = only(learning(other), { 'b.ferexp.json': example({ techniques }) });
    assert.deepEqual([told.severity, told.code], ['error', 'teacher-other-faces']);
    const alike = { techniques: { ...techniques, distillation: { from: other } } };
    assert.equal(check(example(alike), { read: () => textOf(example({ techniques })) }).length, 0);
  });

  it('kept features, of which a teacher knows nothing', () => {
    const model = { type: 'resnet50', weights: 'random' };
    const training = { epochs: 2, trainable: 'head', features: 'cached' };
    const problems = told(learning(other, { model, training }), { 'b.ferexp.json': example() });
    const found = problems.find(({ code }) => code === 'teacher-of-features')!;
    assert.equal(found.severity, 'error');
    assert.equal(valueOf(found, 'training', 'features'), 'live');
  });
});
