import '../vscodeStub';
import assert from 'node:assert/strict';
import path from 'node:path';
import { ExperimentFiles } from '../../../experiment/graph';
import { parseExperiment } from '../../../experiment/parse';
import { originPlace } from '../../../extension/language/initFrom/completions';
import { chainText, chainTo, initFromPlaces, startsFromWords } from '../../../extension/language/initFrom/places';
import { pathLinks } from '../../../extension/language/links';
import { warmStartRow } from '../../../extension/views/warmStartsTree';
import { warmStarts } from '../../../results/warmStarts';
import { example, textOf } from '../../experiment/example';

const file = path.resolve('/project/smooth.ferexp.json');
const text = textOf({
  ...example(),
  name: 'smooth',
  initFrom: { experiment: 'flip.ferexp.json' },
  variants: { tta: { initFrom: { variant: 'base' }, training: { epochs: 0 } }, plain: { initFrom: null } },
});
const parsed = parseExperiment(text);
const files = new ExperimentFiles((other) =>
  other.endsWith('flip.ferexp.json') ? textOf(example({ name: 'flip' })) : undefined,
).set(file, parsed.file!);
const roots = warmStarts([{ file, experiment: parsed.file! }], files, []);

describe('initFrom in the editor', () => {
  it('has a place where the file or a variant gives it', () => {
    const places = initFromPlaces(parsed).map(({ variant, range }) => [
      variant,
      text.slice(parsed.lines.offset(range.start), parsed.lines.offset(range.start) + 10),
    ]);
    assert.deepEqual(places, [
      ['base', '"initFrom"'],
      ['tta', '"initFrom"'],
    ]);
  });

  it('tells what it leads to, and the chain that it belongs to', () => {
    assert.equal(startsFromWords(chainTo(roots, file, parsed, 'base')), 'Starts from flip / base (not run yet)');
    assert.equal(startsFromWords(chainTo(roots, file, parsed, 'tta')), 'Starts from smooth / base (not run yet)');
    assert.equal(startsFromWords(chainTo(roots, file, parsed, 'plain')), undefined);
    assert.equal(
      chainText(chainTo(roots, file, parsed, 'base')),
      ['flip / base  not run yet', '└─ smooth / base  not run yet  ← this', '   └─ smooth / tta  not run yet'].join(
        '\n',
      ),
    );
  });

  it('links to files, runs and models', () => {
    assert.deepEqual(
      pathLinks(parsed).map((link) => link.path),
      ['flip.ferexp.json'],
    );
    const others = parseExperiment(
      textOf({ ...example(), initFrom: { run: 'r1' }, variants: { a: { initFrom: { model: 'm.json' } } } }),
    );
    assert.deepEqual(
      pathLinks(others).map((link) => link.path),
      ['r1', 'm.json'],
    );
  });

  it('completes the value that is typed', () => {
    const at = (written: string) => originPlace(written.replace('|', ''), written.indexOf('|'));
    assert.deepEqual(at('{ "initFrom": { "experiment": "fl|" } }'), {
      kind: 'experiment',
      root: [],
      offset: 30,
      length: 4,
    });
    assert.deepEqual(at('{ "variants": { "a": { "initFrom": { "variant": "|" } } } }')?.root, ['variants', 'a']);
    assert.equal(at('{ "initFrom": { "|" } }'), undefined);
    assert.equal(at('{ "data": { "source": "|" } }'), undefined);
  });

  it('shows in the tree what cannot start, and what has not run', () => {
    assert.deepEqual(warmStartRow(roots.find(({ label }) => label === 'flip / base')!), {
      label: 'flip / base',
      description: 'not run yet',
      icon: 'circle-outline',
    });
    const [wrong] = warmStarts([{ file, experiment: parsed.file! }], new ExperimentFiles(() => undefined), []);
    assert.match(warmStartRow(wrong!).description, /does not exist/);
  });
});
