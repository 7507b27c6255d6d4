import '../vscodeStub';
import assert from 'node:assert/strict';
import { parseExperiment } from '../../../experiment/parse';
import { nameProblem } from '../../../experiment/names';
import { templates } from '../../../extension/commands/templates';
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
      assert.ok(Object.keys(parsed.file?.variants ?? {}).length > 0);
    });
  }

  it('the quick example needs no file', () => {
    assert.deepEqual(allProblems(parseExperiment(templates[0]!.text('q')), '/nowhere/q.ferexp.json', undefined), []);
  });

  it('names are checked as the schema does', () => {
    for (const name of ['', 'A', 'a b', '-a', 'a/b', 'a'.repeat(65)]) {
      assert.notEqual(nameProblem(name), undefined, name);
      const errors = parseExperiment(templates[0]!.text(name)).problems;
      assert.ok(errors.length > 0, name);
    }
  });
});
