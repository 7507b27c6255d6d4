import '../vscodeStub';
import assert from 'node:assert/strict';
import { parseExperiment } from '../../../experiment/parse';
import { placesNaming, variantAt, type ParsedFile } from '../../../extension/language/variants/references';

const file = (name: string, text: string): ParsedFile => ({ file: `/w/${name}`, parsed: parseExperiment(text) });

const own = file(
  'a.ferexp.json',
  `{ "variants": {
  "flip": { "techniques": {} },
  "next": { "initFrom": { "variant": "flip" } },
  "flip+crossed": { "initFrom": { "variant": "flip+epsilon-0.1" } }
} }`,
);
const other = file('sub/b.ferexp.json', '{ "initFrom": { "experiment": "../a.ferexp.json", "variant": "flip" } }');
const stranger = file('c.ferexp.json', '{ "variants": { "flip": {} }, "initFrom": { "variant": "flip" } }');

const texts = (found: ReturnType<typeof placesNaming>) =>
  found.map(({ file: of, range, declares }) => `${of}:${range.start.line}${declares ? ' key' : ''}`);

describe('names of variants', () => {
  it('are found at the key and wherever something starts from it, in all files', () => {
    assert.deepEqual(texts(placesNaming({ file: '/w/a.ferexp.json', name: 'flip' }, [own, other, stranger])), [
      '/w/a.ferexp.json:1 key',
      '/w/a.ferexp.json:2',
      '/w/a.ferexp.json:3',
      '/w/sub/b.ferexp.json:0',
    ]);
  });

  it('are the name alone, without its quotes and without the values of a matrix', () => {
    for (const { file: of, range } of placesNaming({ file: '/w/a.ferexp.json', name: 'flip' }, [own, other])) {
      const { lines } = [own, other].find((given) => given.file === of)!.parsed;
      assert.equal(lines.text.slice(lines.offset(range.start), lines.offset(range.end)), 'flip');
    }
  });

  it('are known from the key and from what starts from it; base is no variant that has a name of its own', () => {
    const at = (given: ParsedFile, text: string) => variantAt(given, given.parsed.lines.text.indexOf(text) + 1);
    assert.deepEqual(at(own, '"flip"')?.variant, { file: '/w/a.ferexp.json', name: 'flip' });
    assert.deepEqual(at(other, '"flip"')?.variant, { file: '/w/a.ferexp.json', name: 'flip' });
    assert.equal(at(own, '"variants"'), undefined);
    const base = file('d.ferexp.json', '{ "variants": { "x": { "initFrom": { "variant": "base" } } } }');
    assert.equal(at(base, '"base"'), undefined);
  });
});
