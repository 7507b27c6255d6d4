import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/paths';
import { isRange, settingTitles, settingWords } from '../../words/settings';

interface Node {
  readonly type?: string;
  readonly items?: { readonly type?: string } | readonly Node[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
}

/** Is it a pair of numbers, alone or among other forms? */
const isPair = (node: Node): boolean =>
  (node.type === 'array' && node.minItems === 2 && node.maxItems === 2) ||
  [...(node.anyOf ?? []), ...(node.oneOf ?? [])].some(isPair);

describe('settings in words', () => {
  it('tell a range from a list', () => {
    assert.equal(settingWords('techniques.augmentation.contrast', [0.6, 1.4]), '0.6 to 1.4');
    assert.equal(settingWords('data.test', ['publicTest', 'privateTest']), 'publicTest, privateTest');
    assert.equal(settingWords('data.test', [{ a: 1 }, 2]), '{"a":1}, 2');
    assert.equal(settingWords('techniques.augmentation.horizontalFlip', true), 'on');
    assert.equal(settingWords('model.l2', undefined), '–');
    assert.equal(settingWords('techniques.labelSmoothing.epsilon', 0.1 + 0.2), '0.3');
    assert.equal(settingWords('training.optimizer.learningRate', 1e-7), '1e-7');
  });

  it('are titled by their technique where their own name says too little', () => {
    const paths = ['mixup.alpha', 'swa.start', 'labelSmoothing.epsilon', 'augmentation.rotation'];
    assert.deepEqual(
      settingTitles([...paths.map((path) => `techniques.${path}`), 'training.batchSize', 'model.type']),
      [...['mixup alpha', 'swa start', 'labelSmoothing epsilon', 'rotation', 'batchSize', 'model type']],
    );
  });

  it('are titled by more of their path where another setting has the same name', () => {
    const paths = ['augmentation', 'testTimeAugmentation'].map((technique) => `techniques.${technique}.horizontalFlip`);
    assert.deepEqual(settingTitles([...paths, 'techniques.augmentation.rotation']), [
      'augmentation horizontalFlip',
      'testTimeAugmentation horizontalFlip',
      'rotation',
    ]);
  });

  it('know every range of the schema', () => {
    const schema = JSON.parse(
      readFileSync(path.join(root, 'schemas', 'generated', 'experiment.schema.json'), 'utf8'),
    ) as unknown;
    const pairs = new Set<string>();
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [name, node] of Object.entries((value as Node).properties ?? {})) if (isPair(node)) pairs.add(name);
      Object.values(value).forEach(visit);
    };
    visit(schema);
    assert.deepEqual([...pairs].sort(), ['area', 'brightness', 'contrast', 'ratio', 'zoom']);
    const technique = (name: string) => (['area', 'ratio'].includes(name) ? 'randomErasing' : 'augmentation');
    for (const name of pairs) assert.ok(isRange(`techniques.${technique(name)}.${name}`), name);
  });
});
