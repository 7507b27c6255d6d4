/** Commands that workflows and documents name: their steps and scripts exist. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/paths';
import { parseChoice } from '../../scripts/test/choice';
import { steps } from '../../scripts/test/steps';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const workflows = readdirSync(path.join(root, '.github', 'workflows')).map((name) => `.github/workflows/${name}`);
const files = [...workflows, 'README.md', 'CONTRIBUTING.md', 'docs/first-change.md'];

describe('commands that workflows and documents name', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

  for (const file of files) {
    it(`run: ${file}`, () => {
      for (const [, name] of read(file).matchAll(/npm run (?:-s )?([\w:]+)/g)) assert.ok(name! in scripts, name);
      for (const [, line] of read(file).matchAll(/npm test -- ([^`\n]+)/g)) {
        const args = line!.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''));
        assert.ok(parseChoice(args, steps).steps.length > 0, line);
      }
    });
  }

  it('are there: each workflow runs a part of the tests', () => {
    assert.ok(workflows.length >= 2);
    for (const file of workflows) assert.match(read(file), /npm test -- \w/);
  });
});
