/** The skill for agents: what its head says is what agents expect, and its examples are right. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkExperiment } from '../../experiment/checks';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import { root } from '../../scripts/paths';
import { shortVerdict } from '../../words/verdicts';

const text = readFileSync(path.join(root, 'skills', 'ferexp', 'SKILL.md'), 'utf8');
const examples = [...text.matchAll(/```jsonc\n([^]*?)```/g)].map(([, code]) => code!);

describe('the skill', () => {
  it('has a head with its folder’s name and a description that agents take whole', () => {
    const [, head] = /^---\n([^]*?)\n---\n/.exec(text)!;
    const fields = new Map(head!.split('\n').map((line) => [line.split(': ')[0]!, line.slice(line.indexOf(': ') + 2)]));
    assert.equal(fields.get('name'), 'ferexp');
    const description = fields.get('description')!;
    assert.ok(description.length > 50 && description.length <= 1024, description);
    assert.ok(text.split('\n').length < 500);
  });

  it('is contributed and packaged', () => {
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      contributes: { chatSkills: { path: string }[] };
    };
    assert.deepEqual(manifest.contributes.chatSkills, [{ path: './skills/ferexp/SKILL.md' }]);
    assert.ok(readFileSync(path.join(root, '.vscodeignore'), 'utf8').includes('!skills/ferexp/SKILL.md'));
  });

  it('has examples without a problem, that compare fairly with three seeds', () => {
    assert.ok(examples.length >= 3);
    for (const example of examples) {
      const parsed = parseExperiment(example);
      const file = path.join(root, 'example.ferexp.json');
      const problems = [...parsed.problems, ...checkExperiment(parsed, { path: file, exists: () => true })];
      assert.deepEqual(
        problems.map(({ message }) => message),
        [],
      );
      const runs = resolveRuns(parsed.file!, { path: file });
      assert.equal(new Set(runs.map(({ seed }) => seed)).size, 3);
      assert.equal(
        new Set(
          runs.map(({ training: { epochs, optimizer, batchSize } }) => JSON.stringify([epochs, optimizer, batchSize])),
        ).size,
        1,
      );
    }
  });

  it('knows every verdict', () => {
    for (const verdict of ['real', 'unclear', 'nothingLearned'] as const) {
      const word = shortVerdict({ verdict });
      assert.match(text, new RegExp(`^\\| ${word.charAt(0).toUpperCase()}${word.slice(1)} +\\|`, 'm'));
    }
    assert.match(text, /^\| These two networks differ /m);
  });
});
