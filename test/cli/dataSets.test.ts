import assert from 'node:assert/strict';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readPredictions } from '../../storage/run/predictions';
import { picture, smallSets, type Tree } from '../fixtures/dataSets/trees';
import { ferexp } from './command';
import { onlyRun, tiny, writeProject } from './project';
import { temporaryFolder } from './support';

interface Inspected {
  readonly count: number;
  readonly usages: readonly { readonly usage: string; readonly classes: readonly number[] }[];
}

describe('other people’s data sets', () => {
  const folder = temporaryFolder();
  const unpack = (files: Tree): void => {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(folder.path, 'faces', name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  };

  for (const { layout, files, counts, data } of smallSets) {
    it(`are counted and trained on: ${layout}`, async () => {
      unpack(files);
      const inspected = await ferexp(folder.path, ['data', 'inspect', 'faces', '--layout', layout, '--json']);
      assert.equal(inspected.code, 0, inspected.err);
      const report = JSON.parse(inspected.out) as Inspected;
      const found = counts.map((_, emotion) => report.usages.reduce((sum, { classes }) => sum + classes[emotion]!, 0));
      assert.deepEqual(found, counts);

      writeProject(folder.path, { data: { source: 'faces', layout, ...data } });
      const trained = await ferexp(folder.path, ['run', 'tiny.ferexp.json']);
      assert.equal(trained.code, 0, trained.err);
      const { resolved, summary } = await onlyRun(folder.path);
      // A run keeps what the name of the set stood for.
      assert.equal(typeof resolved.data.layout, 'object');
      if (layout !== 'ferplus') assert.equal(Object.keys(resolved.data.classes ?? {}).length >= 7, true);
      assert.equal(summary?.status, 'completed');
    });
  }

  it('of FER+ have the votes of each face as labels, by part', async () => {
    const { files, data } = smallSets.find(({ layout }) => layout === 'ferplus')!;
    unpack(files);
    const rule = { ...data, labels: { scheme: 'fer+', rule: 'crossEntropy' } };
    writeProject(folder.path, { data: { source: 'faces', layout: 'ferplus', ...rule } });
    const trained = await ferexp(folder.path, ['run', 'tiny.ferexp.json']);
    assert.equal(trained.code, 0, trained.err);
    const { directory, summary } = await onlyRun(folder.path);
    // Each part has 28 faces, and the label of each is the most voted of FER+'s eight classes.
    for (const part of ['publicTest', 'privateTest']) {
      const { labels, classNames } = await readPredictions(directory, part);
      const counts = classNames.map((_, column) => [...labels].filter((label) => label === column).length);
      assert.deepEqual(counts, [7, 4, 6, 5, 1, 2, 3, 0], part);
      assert.equal(summary!.splits[part]!.votes!.faces, 28);
      assert.ok(Math.abs(summary!.splits[part]!.votes!.ceiling - 0.8) < 1e-9);
    }
  });

  for (const [title, line, message] of [
    [
      'votes are more than ten',
      'fer0.png,"(0, 0, 48, 48)",11,0,0,0,0,0,0,0,0,0',
      /label\.csv, line 1, column neutral: is "11"/,
    ],
    ['a box is none', 'fer0.png,"0 0 48 48",8,2,0,0,0,0,0,0,0,0', /label\.csv, line 1: the box is "0 0 48 48"/],
    [
      'a column is missing',
      'fer0.png,"(0, 0, 48, 48)",8,2,0,0,0,0,0,0,0',
      /label\.csv, line 1 has 11 fields: expected 12/,
    ],
  ] as const) {
    it(`of FER+ are refused with file and line where ${title}`, async () => {
      unpack({ 'FER2013Train/label.csv': `${line}\n`, 'FER2013Train/fer0.png': picture(1) });
      const { code, err } = await ferexp(folder.path, ['data', 'inspect', 'faces', '--layout', 'ferplus']);
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }

  it('are read through links out of the folder, and that is said', async () => {
    const { files } = smallSets.find(({ layout }) => layout === 'jaffe')!;
    unpack(files);
    const [name] = Object.keys(files);
    const elsewhere = path.join(folder.path, 'elsewhere.tiff');
    renameSync(path.join(folder.path, 'faces', name!), elsewhere);
    symlinkSync(elsewhere, path.join(folder.path, 'faces', name!));
    const { code, out, err } = await ferexp(folder.path, ['data', 'inspect', 'faces', '--layout', 'jaffe']);
    assert.equal(code, 0, err);
    assert.match(out + err, /1 file of the folder is read from outside of it, behind links/);
    // No part is named that the data does not have.
    assert.doesNotMatch(out, /PublicTest|PrivateTest/);
  });

  it('keep no classes where whole persons are held out, and say why', async () => {
    const { files, layout, data } = smallSets.find((set) => set.layout === 'jaffe')!;
    unpack(files);
    const validation = { fraction: 0.25, seed: 1, stratified: true };
    writeProject(folder.path, { data: { source: 'faces', layout, ...data, validation } });
    const { code, err } = await ferexp(folder.path, ['run', 'tiny.ferexp.json']);
    assert.equal(code, 2);
    assert.match(err, /stratified cannot be kept: whole persons are held out/);
  });

  it('that cannot be read end with exit code 2, say where, and leave nothing behind', async () => {
    unpack({ 'list.csv': 'picture,class\n../../secret.png,happy\n' });
    writeProject(folder.path, { data: { source: 'faces', layout: { list: 'list.csv' }, holdOut: { fraction: 0.5 } } });
    const { code, out, err } = await ferexp(folder.path, ['run', 'tiny.ferexp.json']);
    assert.deepEqual([code, out], [2, ''], err);
    assert.match(err, /list\.csv, line 2: \.\.\/\.\.\/secret\.png leads out of /);
    assert.doesNotMatch(err, /^ +at /m);
  });

  for (const [title, data, message] of [
    ['nothing says the class', { layout: { names: '{person}_*' } }, 'Nothing says the class of a picture'],
    [
      'two settings say the class',
      { layout: { list: 'a', names: '{class}_*' } },
      'More than one setting says the class',
    ],
    ['a brace is open', { layout: { names: '{class' } }, '"{class" has a brace that is no placeholder'],
    ['too much is open', { layout: { names: '*{class}*{part}*' } }, 'at most 3 are read'],
    ['a pattern leads out', { layout: { names: '../{class}*' } }, 'has a folder without a name, or one above'],
    [
      'a placeholder is unknown',
      { layout: { list: 'a', picture: '{word}' } },
      '{word} has no value there: expected {path}',
    ],
    [
      'a column is there twice',
      { layout: { list: 'a', columns: ['picture', 'class', 'class'] } },
      'two columns are "class"',
    ],
    [
      'half a box is given',
      { layout: { list: 'a', columns: ['picture', 'class', 'left'] } },
      'top and right and bottom',
    ],
    ['no part is named', { layout: 'jaffe' }, 'Nothing says which faces are for the test'],
    ['there is no such fold', { layout: 'jaffe', holdOut: { folds: 5, fold: 6 } }, 'There is no fold 6 of 5'],
    ['votes have no scheme', { layout: 'ferplus' }, 'Use the scheme "fer+"'],
    [
      'votes are named twice',
      { layout: 'ferplus', labels: { scheme: 'fer+', votes: 'faces' } },
      'Votes are named twice',
    ],
    [
      'a share and folds are given',
      { layout: 'jaffe', holdOut: { folds: 5, fold: 1, fraction: 0.2 } },
      'data.holdOut must have the keys of one form: "fraction", or "folds" and "fold"',
    ],
    ['there is nothing to divide', { holdOut: { fraction: 0.5 } }, 'data.holdOut does nothing'],
    ['the set is unknown', { layout: 'raf' }, 'data.layout'],
  ] as const) {
    it(`are checked before anything is read: ${title}`, async () => {
      mkdirSync(path.join(folder.path, 'faces'));
      const settings = { ...tiny, data: { source: 'faces', ...data } };
      writeFileSync(path.join(folder.path, 'tiny.ferexp.json'), JSON.stringify(settings, null, 2));
      const { code, err } = await ferexp(folder.path, ['validate', 'tiny.ferexp.json']);
      assert.ok(err.includes(message), err);
      assert.equal(code, title === 'there is nothing to divide' ? 0 : 2, err);
    });
  }
});
