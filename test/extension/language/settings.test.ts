import '../vscodeStub';
import assert from 'node:assert/strict';
import path from 'node:path';
import { parseExperiment } from '../../../experiment/parse';
import { DescribedSchema } from '../../../experiment/describe/describedSchema';
import { hoverAt } from '../../../extension/language/settings/hover';
import { itemsAt } from '../../../extension/language/settings/items';
import sourceSchema from '../../../schemas/generated/experiment.schema.json';

const schema = new DescribedSchema(path.join(__dirname, '../../../schemas/generated/experiment.schema.json'));

function items(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return itemsAt(offset, parseExperiment(text), schema).items;
}
const labels = (marked: string) => items(marked).map(({ label }) => label);

function hover(marked: string): string | undefined {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return hoverAt(offset, parseExperiment(text), schema)?.text;
}

describe('completion of settings', () => {
  it('offers what is missing, with its type and its default in the row', () => {
    const found = items('{ "training": { "batchSize": 64, | } }');
    assert.ok(!found.some(({ label }) => label === 'batchSize'));
    const epochs = found.find(({ label }) => label === 'epochs');
    assert.equal(epochs?.description, 'whole number · default 30');
    assert.equal(epochs.snippet, '"epochs": ${1:30}');
    assert.match(epochs.documentation, /Passes|epoch/i);
  });

  it('offers inside a variant what it offers in the file, by what the file and the patch together mean', () => {
    assert.deepEqual(
      labels('{ "variants": { "a": { "techniques": { "augmentation": { | } } } } }').sort(),
      labels('{ "techniques": { "augmentation": { | } } }').sort(),
    );
    const file = '{ "training": { "optimizer": { "type": "sgd" } }, ';
    const inVariant = labels(`${file} "variants": { "a": { "training": { "optimizer": { | } } } } }`);
    assert.ok(inVariant.includes('nesterov'));
    assert.ok(!inVariant.includes('beta1'), 'Adam is not meant');
    assert.ok(labels('{ "variants": { "a": { | } } }').includes('techniques'));
    assert.ok(!labels('{ "variants": { "a": { | } } }').includes('variants'));
  });

  it('offers every alternative where nothing tells which is meant', () => {
    const found = labels('{ "training": { "optimizer": { | } } }');
    assert.ok(found.includes('nesterov') && found.includes('beta1') && found.includes('type'));
  });

  it('offers values with what each means, and all kinds of a type', () => {
    assert.deepEqual(labels('{ "engine": "|" }'), ['"auto"', '"tensorflow"', '"wasm"']);
    assert.match(items('{ "engine": | }')[2]!.documentation, /Embedded/);
    assert.deepEqual(labels('{ "training": { "optimizer": { "type": "|adam" } } }').sort(), [
      '"adam"',
      '"adamw"',
      '"rmsprop"',
      '"sgd"',
    ]);
    assert.deepEqual(labels('{ "data": { "test": ["|"] } }'), ['"publicTest"', '"privateTest"']);
    assert.ok(labels('{ "techniques": { "augmentation": | } }').includes('flip'));
    assert.ok(labels('{ "data": { "classes": | } }').includes('RAF-DB'));
    assert.ok(labels('{ "data": { "classes": { "1": "|" } } }').includes('"leaveOut"'));
  });

  it('writes a name alone where a value follows, and a comma where a setting follows', () => {
    const snippet = (marked: string, name: string) => items(marked).find(({ label }) => label === name)?.snippet;
    assert.equal(snippet('{ "se|": 3 }', 'seed'), '"seed"');
    assert.equal(snippet('{ | "name": "x" }', 'seed'), '"seed": ${1:1},');
    assert.equal(snippet('{ "techniques": { | } }', 'augmentation'), '"augmentation": { $1 \\}');
  });
});

describe('hover of a setting', () => {
  it('gives the range and the default of every number', () => {
    const numbers: string[][] = [];
    const visit = (node: Record<string, unknown>, at: string[]): void => {
      for (const [name, raw] of Object.entries((node['properties'] ?? {}) as Record<string, Record<string, unknown>>)) {
        const child = deref(raw);
        const kinds = [child, ...((child['oneOf'] ?? []) as Record<string, unknown>[]).map(deref)];
        if (kinds.some(({ type }) => type === 'number' || type === 'integer')) numbers.push([...at, name]);
        if (child['properties']) visit(child, [...at, name]);
      }
    };
    const deref = (node: Record<string, unknown>): Record<string, unknown> => {
      const all = ((node['allOf'] ?? []) as Record<string, unknown>[]).map(deref);
      const reference = String(node['$ref'] ?? '').replace('#/definitions/', '');
      const target = (sourceSchema.definitions as Record<string, Record<string, unknown>>)[reference];
      return target ? deref(target) : Object.assign({}, ...all, node);
    };
    visit(sourceSchema, []);
    assert.ok(numbers.length > 20, `${numbers.length} numbers`);
    for (const setting of numbers) {
      const opened = setting.map((name) => `{ "${name}": `).join('');
      const text = hover(
        `${opened.slice(0, -3 - setting.at(-1)!.length)}|${opened.slice(-3 - setting.at(-1)!.length)}1${' }'.repeat(setting.length)}`,
      );
      assert.match(text ?? '', /[Aa] (whole )?number|default/i, setting.join('.'));
      assert.match(text ?? '', /from|at least|at most|greater|less|number\./, setting.join('.'));
    }
  });

  it('says at a dotted path what the setting says', () => {
    assert.match(hover('{ "matrix": { "training.ep|ochs": [1] } }') ?? '', /A whole number from 0 to 10000/);
  });

  it('marks the value that stands there', () => {
    assert.match(hover('{ "eng|ine": "wasm" }') ?? '', /\*\*`"wasm"`\*\*: Embedded/);
  });

  it('tells in a variant what the file and the patch together mean', () => {
    const text = hover(
      '{ "training": { "optimizer": { "type": "sgd" } }, "variants": { "a": { "training": { "optimizer": { "mom|entum": 0.5 } } } } }',
    );
    assert.match(text ?? '', /less than 1/);
  });

  it('tells at labels and published figures what is published for the labels of the file', () => {
    const ferPlus = '"data": { "source": "a.csv", "labels": { "scheme": "fer+", "rule": "crossEntropy" } }';
    for (const marked of [
      `{ ${ferPlus.replace('"rule"', '"ru|le"')} }`,
      `{ ${ferPlus.replace('"fer+"', '"fe|r+"')} }`,
      `{ ${ferPlus}, "publ|ished": {} }`,
      `{ ${ferPlus}, "variants": { "a": { "publ|ished": {} } } }`,
    ]) {
      const text = hover(marked) ?? '';
      assert.match(
        text,
        /Published for FER2013 with FER\+ labels, no targets.*\n\n- VGG13, cross-entropy 84\.716 %/,
        marked,
      );
      assert.match(text, /single network, 5 runs, .*; reproduced: nobody known; \[Barsoum/, marked);
    }
    assert.match(
      hover('{ "data": { "labels": { "sch|eme": "fer" } } }') ?? '',
      /Published for FER2013 with FER labels/,
    );
    assert.match(
      hover(`{ ${ferPlus}, "variants": { "a": { "data": { "labels": { "sch|eme": "fer" } } } } }`) ?? '',
      /Published for FER2013 with FER labels/,
    );
    assert.doesNotMatch(hover(`{ ${ferPlus.replace('a.csv', 'synthetic')}, "publ|ished": {} }`) ?? '', /Barsoum/);
    assert.doesNotMatch(hover('{ "training": { "ep|ochs": 3 } }') ?? '', /Published for/);
    assert.match(
      items('{ "data": { "source": "a.csv", "labels": { | } } }').find(({ label }) => label === 'scheme')!
        .documentation,
      /no targets.*\n\n- people 65 % ± 5/,
    );
  });
});
