import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { techniques } from '../../runner/techniques/registry';
import schema from '../../schemas/generated/experiment.schema.json';
import { root } from '../../scripts/paths';

interface Setting {
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly $ref?: string;
}

interface Fragment {
  readonly markdownDescription?: string;
  readonly defaultSnippets?: readonly { readonly label: string }[];
  readonly properties: Readonly<Record<string, Setting>>;
}

const acts = {
  faces: 'all faces',
  pixels: 'pixels',
  labels: 'labels',
  batch: 'the batch',
  network: 'the network',
  importance: 'trust in faces',
  loss: 'the loss',
  teacher: 'the loss with a teacher',
  gradients: 'the gradients',
  weights: 'evaluated weights',
  predictions: 'predictions',
} as const;

describe('the page on techniques', () => {
  const text = readFileSync(path.join(root, 'docs', 'techniques.md'), 'utf8');
  const rows = text.split('\n').flatMap((line) => {
    const [, name, what] = /^\| `(\w+)` +\| ([\w ]+?) +\|/.exec(line) ?? [];
    return name === undefined ? [] : [[name, what]];
  });

  it('has all of them, with what they act on, in the order in which data passes through', () => {
    assert.deepEqual(
      rows,
      techniques.map(({ name, actsOn }) => [name, acts[actsOn]]),
    );
  });

  it('is about techniques that a hover explains, setting by setting, and that completion offers', () => {
    const definitions = schema.definitions as unknown as Readonly<Record<string, Fragment>>;
    for (const { name } of techniques) {
      const { markdownDescription, defaultSnippets, properties } = definitions[name]!;
      assert.ok((markdownDescription ?? '').length > 150, `${name} has no hover that teaches`);
      assert.ok((defaultSnippets ?? []).length > 0, `${name} has no completion`);
      for (const [setting, { description, markdownDescription: more }] of Object.entries(properties)) {
        assert.ok((description ?? more ?? '').length > 10, `${name}.${setting} has no hover`);
      }
    }
  });

  it('is about techniques that each have a file and a fragment of their name', () => {
    const files = readdirSync(path.join(root, 'runner', 'techniques'));
    for (const { name } of techniques) assert.ok(files.includes(`${name}.ts`), name);
    assert.equal(readdirSync(path.join(root, 'schemas', 'techniques')).length, techniques.length);
  });
});
