import '../vscodeStub';
import assert from 'node:assert/strict';
import { parseExperiment } from '../../../experiment/parse';
import { lensesOf } from '../../../extension/language/lenses';
import type { KnownResults } from '../../../extension/runs/knowledge';

const nothing: KnownResults = { variants: new Map(), active: 0 };
const file = (more = ''): string => `// a comment
{
  "version": 1, "name": "x", "data": { "source": "synthetic" },
  "model": { "type": "smallCnn" }, "training": { "epochs": 1 }${more}
}`;
const withVariants = file(`,
  "variants": {
    "flip": {},
    "shear": {}
  }`);

describe('lenses', () => {
  it('offers Run and Show results at the opening brace', () => {
    const lenses = lensesOf(parseExperiment(file()), nothing);
    assert.deepEqual(
      lenses.map(({ title, command, range }) => [title, command, range.start.line]),
      [
        ['$(play) Run', 'ferexp.run', 1],
        ['$(graph) Show results', 'ferexp.showResults', 1],
        ['$(eye) Preview augmentation', 'ferexp.previewAugmentation', 1],
        ['$(database) Data', 'ferexp.showData', 1],
      ],
    );
  });

  it('tells the base alone from all variants, and offers each variant', () => {
    const lenses = lensesOf(parseExperiment(withVariants), nothing);
    assert.deepEqual(
      lenses.map(({ title, command, variant, range }) => [title, command, variant, range.start.line]),
      [
        ['$(play) Run', 'ferexp.runVariant', 'base', 1],
        ['$(run-all) Run 3 variants', 'ferexp.run', undefined, 1],
        ['$(graph) Show results', 'ferexp.showResults', undefined, 1],
        ['$(eye) Preview augmentation', 'ferexp.previewAugmentation', undefined, 1],
        ['$(database) Data', 'ferexp.showData', undefined, 1],
        ['$(play) Run', 'ferexp.runVariant', 'flip', 5],
        ['$(play) Run', 'ferexp.runVariant', 'shear', 6],
      ],
    );
  });

  it('counts a variant once that is given twice', () => {
    const lenses = lensesOf(parseExperiment(file(`, "variants": { "flip": {}, "flip": {} }`)), nothing);
    assert.deepEqual(
      lenses.filter(({ command }) => command === 'ferexp.run').map(({ title }) => title),
      ['$(run-all) Run 2 variants'],
    );
  });

  it('counts what a matrix makes, of the file and of each variant', () => {
    const text = file(`,
  "variants": { "flip": { "seed": 2 } },
  "matrix": { "training.epochs": [1, 2, 3] }`);
    const lenses = lensesOf(parseExperiment(text), nothing).filter(({ command }) => command.startsWith('ferexp.run'));
    assert.deepEqual(
      lenses.map(({ title, command, variant }) => [title, command, variant]),
      [
        ['$(run-all) Run 6 variants', 'ferexp.run', undefined],
        ['$(run-all) Run 3 variants', 'ferexp.runVariant', 'flip'],
      ],
    );
  });

  it('previews each augmentation where it stands, of its variant', () => {
    const text = file(`,
  "techniques": {
    "augmentation": { "shear": 5 }
  },
  "variants": {
    "none": { "techniques": null },
    "flip": { "techniques": { "augmentation": { "horizontalFlip": true } } }
  }`);
    const lenses = lensesOf(parseExperiment(text), nothing).filter(({ title }) => title === '$(eye) Preview');
    assert.deepEqual(
      lenses.map(({ command, variant, range }) => [command, variant, range.start.line]),
      [
        ['ferexp.previewAugmentation', 'base', 5],
        ['ferexp.previewAugmentation', 'flip', 9],
      ],
    );
  });

  it('shows the last results where they belong', () => {
    const variants = new Map([
      ['base', '80.0 %, 1 run'],
      ['shear', '84.1 %, 3 runs: 83.8 to 84.4 %'],
    ]);
    const results = lensesOf(parseExperiment(withVariants), { variants, active: 0 }).filter(
      ({ command }) => command === 'ferexp.showResults',
    );
    assert.deepEqual(
      results.map(({ title, range }) => [title, range.start.line]),
      [
        ['$(graph) 80.0 %, 1 run', 1],
        ['$(graph) 84.1 %, 3 runs: 83.8 to 84.4 %', 6],
      ],
    );
  });

  it('offers Stop while something runs', () => {
    const titles = (active: number): string[] =>
      lensesOf(parseExperiment(file()), { ...nothing, active })
        .filter(({ command }) => command === 'ferexp.stop')
        .map(({ title }) => title);
    assert.deepEqual(titles(0), []);
    assert.deepEqual(titles(1), ['$(debug-stop) Stop 1 run']);
    assert.deepEqual(titles(4), ['$(debug-stop) Stop 4 runs']);
  });

  it('stays while the file has errors, so that the page does not jump while typing', () => {
    const broken = withVariants.replace('"version": 1,', '"version": 1, "epochs":,');
    assert.equal(lensesOf(parseExperiment(broken), nothing).length, 7);
  });

  it('says nothing on what is no object', () => {
    assert.deepEqual(lensesOf(parseExperiment('[]'), nothing), []);
    assert.deepEqual(lensesOf(parseExperiment(''), nothing), []);
  });
});
