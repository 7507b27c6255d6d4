import assert from 'node:assert/strict';
import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import {
  type JsonObject,
  readFragments,
  registryOf,
  withResolvedTechniques,
  withTechniques,
} from '../../scripts/generate/techniques';
import { temporaryFolder } from '../storage/temporaryFolder';

describe('fragments of techniques', () => {
  const folder = temporaryFolder();
  const fragment = (actsOn: string): JsonObject => ({
    type: 'object',
    actsOn,
    properties: {
      levels: { type: 'integer', minimum: 2, default: 16, off: 256 },
      mode: { type: 'string', enum: ['a'] },
    },
  });
  const write = (name: string, actsOn: string) =>
    writeFile(path.join(folder.path, `${name}.schema.json`), JSON.stringify(fragment(actsOn)));

  it('are in the order in which data passes through them', async () => {
    await write('aLast', 'predictions');
    await write('zFirst', 'pixels');
    await write('middle', 'labels');
    assert.deepEqual([...(await readFragments(folder.path)).keys()], ['zFirst', 'middle', 'aLast']);
  });

  it('are refused by name where they act on what nothing acts on', async () => {
    await write('odd', 'pixel');
    await assert.rejects(
      readFragments(folder.path),
      /odd\.schema\.json: "actsOn" must be one of faces, pixels, labels, /,
    );
  });

  it('are all that a technique needs in the schemas and in the list', () => {
    const fragments = new Map([['posterize', fragment('pixels')]]);
    const file = withTechniques({ definitions: { techniques: { type: 'object', properties: {} } } }, fragments);
    assert.deepEqual(file, {
      definitions: {
        techniques: { type: 'object', properties: { posterize: { $ref: '#/definitions/posterize' } } },
        posterize: fragment('pixels'),
      },
    });
    const own = { type: 'object', properties: { mine: { type: 'object' } } };
    const resolved = withResolvedTechniques({ properties: { techniques: own } }, new Map([...fragments, ['mine', {}]]));
    const { levels, mode } = {
      levels: { type: 'integer', minimum: 2, default: 16, off: 256 },
      mode: { type: 'string' },
    };
    const posterize = { type: 'object', required: ['levels', 'mode'], properties: { levels, mode } };
    assert.deepEqual(resolved, {
      properties: { techniques: { type: 'object', properties: { mine: { type: 'object' }, posterize } } },
    });
    assert.match(registryOf(['posterize']), /import \{ posterize \} from '\.\/posterize';[\s\S]*= \[posterize\];/);
  });
});
