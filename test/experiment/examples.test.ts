import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkExperiment } from '../../experiment/checks';
import { parseExperiment } from '../../experiment/parse';

const folder = path.join(__dirname, '..', '..', 'examples');
const files = readdirSync(folder).filter((name) => name.endsWith('.ferexp.json'));

describe('examples', () => {
  it('are there', () => assert.ok(files.length >= 3));

  for (const name of files) {
    it(`${name} is valid and raises no concern where its data is`, () => {
      const file = path.join(folder, name);
      const parsed = parseExperiment(readFileSync(file, 'utf8'));
      assert.deepEqual(parsed.problems, []);
      assert.deepEqual(checkExperiment(parsed, { path: file, exists: () => true, folder }), []);
      assert.equal(parsed.file?.name, name.replace('.ferexp.json', ''));
    });
  }
});
