import '../vscodeStub';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseExperiment } from '../../../experiment/parse';
import { nameProblem } from '../../../experiment/names';
import { templates } from '../../../extension/commands/templates';
import { root } from '../../../scripts/paths';
import { allProblems } from '../../../extension/documents/problems';

describe('templates of new experiments', () => {
  for (const template of templates) {
    it(`${template.id} is a valid experiment under the name that is given`, () => {
      const parsed = parseExperiment(template.text('my-name'));
      const wrong = allProblems(parsed, '/nowhere/my-name.ferexp.json', undefined).filter(
        ({ code }) => code !== 'file-missing',
      );
      assert.deepEqual(
        wrong.map(({ message }) => message),
        [],
      );
      assert.equal(parsed.file?.name, 'my-name');
      assert.equal(nameProblem(template.name), undefined);
      const { variants = {}, repeats = 1 } = parsed.file!;
      assert.ok(Object.keys(variants).length > 0 || repeats > 1, 'there is nothing to compare');
    });
  }

  it('the quick example needs no file', () => {
    assert.deepEqual(allProblems(parseExperiment(templates[0]!.text('q')), '/nowhere/q.ferexp.json', undefined), []);
  });

  it('the recipe is the one in examples', () => {
    const name = 'three-minutes';
    const file = path.join(root, 'examples', 'recipes', `${name}.ferexp.json`);
    assert.equal(templates.find(({ id }) => id === 'recipe')!.text(name), readFileSync(file, 'utf8'));
  });

  it('names are checked as the schema does', () => {
    for (const name of ['', 'A', 'a b', '-a', 'a/b', 'a'.repeat(65)]) {
      assert.notEqual(nameProblem(name), undefined, name);
      const errors = parseExperiment(templates[0]!.text(name)).problems;
      assert.ok(errors.length > 0, name);
    }
  });
});
