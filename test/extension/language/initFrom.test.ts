import '../vscodeStub';
import assert from 'node:assert/strict';
import path from 'node:path';
import { ExperimentFiles } from '../../../experiment/graph';
import { parseExperiment } from '../../../experiment/parse';
import { originPlace } from '../../../extension/language/initFrom/completions';
import {
  chainText,
  chainTo,
  initFromPlaces,
  learnsFromWords,
  startsFromWords,
  teacherPlaces,
} from '../../../extension/language/initFrom/places';
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
      setting: ['initFrom'],
      offset: 30,
      length: 4,
    });
    assert.deepEqual(at('{ "variants": { "a": { "initFrom": { "variant": "|" } } } }')?.root, ['variants', 'a']);
    assert.equal(at('{ "initFrom": { "|" } }'), undefined);
    assert.equal(at('{ "data": { "source": "|" } }'), undefined);
  });

  describe('of a teacher', () => {
    const learning = (from: object) => ({ techniques: { distillation: { from } } });
    const content = textOf({
      ...example(),
      name: 'small',
      ...learning({ experiment: 'flip.ferexp.json' }),
      variants: { own: learning({ variant: 'plain' }), plain: { techniques: { distillation: null } } },
    });
    const small = parseExperiment(content);
    const at = path.resolve('/project/small.ferexp.json');
    const known = new ExperimentFiles((other) =>
      other.endsWith('flip.ferexp.json') ? textOf(example({ name: 'flip' })) : undefined,
    ).set(at, small.file!);
    const nodes = warmStarts([{ file: at, experiment: small.file! }], known, []);

    it('has a place where the file or a variant names it', () => {
      const places = teacherPlaces(small).map(({ variant, range }) => [
        variant,
        content.slice(small.lines.offset(range.start), small.lines.offset(range.start) + 6),
      ]);
      assert.deepEqual(places, [
        ['base', '"from"'],
        ['own', '"from"'],
      ]);
    });

    it('tells whose answers are learned from, and links to it', () => {
      const words = (variant: string) => learnsFromWords(chainTo(nodes, at, small, variant).at(-1)!);
      assert.equal(words('base'), 'Learns from flip / base (not run yet)');
      assert.equal(words('own'), 'Learns from small / plain (not run yet)');
      assert.equal(words('plain'), undefined);
      assert.equal(chainTo(nodes, at, small, 'base').at(-1)!.taughtBy!.path, path.resolve('/project/flip.ferexp.json'));
      assert.deepEqual(
        pathLinks(small).map((link) => link.path),
        ['flip.ferexp.json'],
      );
      const run = parseExperiment(textOf({ ...example(), ...learning({ run: 'runs/r1' }) }));
      assert.deepEqual(
        pathLinks(run).map((link) => link.path),
        ['runs/r1'],
      );
    });

    it('is named in the tree, where it is no node of its own', () => {
      assert.deepEqual(
        nodes.map(({ label }) => label),
        ['small / base', 'small / own', 'small / plain'],
      );
      assert.equal(warmStartRow(nodes[0]!).description, 'not run yet, learns from flip.ferexp.json (base)');
      assert.equal(warmStartRow(nodes[2]!).description, 'not run yet');
    });

    it('is completed as what a file starts from is, but for models', () => {
      const place = (written: string) => originPlace(written.replace('|', ''), written.indexOf('|'));
      const found = place('{ "techniques": { "distillation": { "from": { "run": "|" } } } }');
      assert.deepEqual([found?.kind, found?.setting], ['run', ['techniques', 'distillation', 'from']]);
      assert.equal(place('{ "techniques": { "distillation": { "from": { "model": "|" } } } }'), undefined);
    });
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
