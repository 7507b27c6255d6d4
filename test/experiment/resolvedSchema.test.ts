/** What the file's schema lets through, the schema of experiment.json lets through once it is resolved: no run is made that its reader refuses. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import experimentSchema from '../../schemas/generated/experiment.schema.json';
import { validateResolvedExperiment } from '../../schemas/generated/validators';
import resolvedSchema from '../../schemas/resolved-experiment.schema.json';
import { root } from '../../scripts/paths';

interface Node {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly allOf?: readonly Node[];
  readonly definitions?: Readonly<Record<string, Node>>;
}

const follow = (node: Node, within: Node): Node =>
  node.$ref === undefined ? node : follow(within.definitions![node.$ref.split('/').at(-1)!]!, within);

/** All numeric nodes by dotted path, those of alternatives too. */
function numbers(raw: Node, within: Node, at = ''): [string, Node][] {
  const node = follow(raw, within);
  const own: [string, Node][] = node.type === 'number' || node.type === 'integer' ? [[at, node]] : [];
  const alternatives = [...(node.oneOf ?? []), ...(node.anyOf ?? []), ...(node.allOf ?? [])];
  return [
    ...own,
    ...alternatives.flatMap((each) => numbers(each, within, at)),
    ...Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
      numbers(child, within, at === '' ? name : `${at}.${name}`),
    ),
  ];
}

const low = ({ minimum, exclusiveMinimum }: Node) => minimum ?? exclusiveMinimum ?? -Infinity;
const high = ({ maximum, exclusiveMaximum }: Node) => maximum ?? exclusiveMaximum ?? Infinity;

describe('the schema of a resolved experiment', () => {
  it('takes every number that the schema of the file takes', () => {
    const given = numbers(experimentSchema as Node, experimentSchema as Node);
    const taken = new Map(numbers(resolvedSchema as Node, resolvedSchema as Node));
    const compared: string[] = [];
    for (const [at, node] of given) {
      const other = taken.get(at);
      // Not in every run, or in another form: a zoom becomes a range.
      if (other === undefined) continue;
      compared.push(at);
      assert.ok(other.type === 'number' || node.type === 'integer', `${at} is a whole number in one only`);
      assert.ok(low(other) <= low(node) && high(other) >= high(node), `${at} is narrower`);
      assert.ok(
        other.exclusiveMinimum === undefined || node.minimum === undefined || node.minimum > other.exclusiveMinimum,
        at,
      );
    }
    assert.ok(compared.length > 20, compared.join());
  });

  const check = (text: string, what: string) => {
    const { file, problems } = parseExperiment(text);
    assert.ok(file, `${what}: ${problems[0]?.message}`);
    for (const resolved of resolveRuns(file, { path: '/project/a.ferexp.json' })) {
      assert.ok(validateResolvedExperiment(resolved), `${what}: ${JSON.stringify(validateResolvedExperiment.errors)}`);
    }
  };

  it('takes every run of what we ship', () => {
    const examples = path.join(root, 'examples');
    const files = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ferexp.json'),
    );
    assert.ok(files.length > 10);
    for (const name of files) check(readFileSync(path.join(examples, name), 'utf8'), name);
  });

  const base = {
    version: 1,
    name: 'a',
    data: { source: 'faces.csv' },
    model: { type: 'smallCnn' },
    training: { epochs: 2 },
  };
  for (const [what, change] of Object.entries({
    'no epochs': { training: { epochs: 0 }, initFrom: { model: 'm/model.json' } },
    'five crops of a share': { techniques: { testTimeAugmentation: { set: 'fiveCrop', cropSize: 0.5 } } },
    'ten crops': { techniques: { testTimeAugmentation: { set: 'tenCrop' } } },
    'random copies': {
      techniques: { testTimeAugmentation: { samples: 3, augmentation: { zoom: 0.2, brightness: [0.5, 1.5] } } },
    },
    'kept features': { training: { epochs: 1, features: 3, trainable: { last: 2 } }, model: { type: 'resnet50' } },
    'fine tuning': {
      training: { epochs: 1, trainable: 'head', fineTuning: { epochs: 2, trainable: { from: 'conv5_block1' } } },
    },
    'a search': {
      search: { over: { 'training.optimizer.learningRate': { min: 0.001, max: 0.1, scale: 'log' } }, method: 'random' },
    },
    'a matrix': { matrix: { 'training.batchSize': [8, 16], 'techniques.labelSmoothing.epsilon': [0.1, 0.2] } },
    'class weights': {
      training: { epochs: 1, classWeights: { happy: 0.5 } },
      published: { testAccuracy: 0.6, source: 's' },
    },
    'validation on a part': { data: { source: 'synthetic', validation: 'publicTest', test: ['privateTest'] } },
    'FER+': {
      data: { source: 'f.csv', labels: { scheme: 'fer+', votes: 'v.csv', rule: 'multiTarget', unknown: 'class' } },
    },
    'classes of folders': { data: { source: 'f', classes: { '1': 'happy', '2': 'sad' } } },
    'from a variant': { initFrom: { variant: 'v' }, variants: { v: { initFrom: null } } },
    'from a run': { initFrom: { run: 'runs/r' } },
    'from a base': { model: { type: 'layersModel', base: 'm', output: 'pool', preprocessing: 'tf' } },
    'every schedule': { training: { epochs: 3, schedule: { type: 'plateau', warmupEpochs: 1 }, earlyStopping: {} } },
  })) {
    it(`takes ${what}`, () => check(JSON.stringify({ ...base, ...change }), what));
  }
});
