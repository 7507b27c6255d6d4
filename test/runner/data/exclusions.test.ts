import assert from 'node:assert/strict';
import { join } from 'node:path';
import { settingsHash } from '../../../results/groups';
import { type Exclusion, formatExclusions, parseExclusions } from '../../../runner/data/exclusions';
import { loadData } from '../../../runner/data/load';
import type { ResolvedData } from '../../../experiment/types';
import { csvRows, generateFaces } from '../../../runner/data/synthetic';
import { fakeResolved } from '../../fixtures/runs';
import { facesOf, resolvedData, temporaryFolder, userErrorOf } from './support';

const faces = facesOf(Array.from({ length: 20 }, () => ({ emotion: 3, usage: 0 })));

describe('a file of exclusions', () => {
  const parse = (text: string) => [...parseExclusions(text, 'exclude.txt', faces)];
  const refused = async (text: string) => userErrorOf(() => parse(text));

  it('is read as it is written', () => {
    const written: Exclusion[] = [
      { id: 3, why: 'near copy of test face 30456' },
      { id: 7, why: 'a reason\nof two lines' },
    ];
    const text = formatExclusions(written, faces, '2 faces of fer2013.csv');
    assert.deepEqual(parse(text), [3, 7]);
    assert.match(
      text,
      /^# Faces that no split uses: 2 faces of fer2013\.csv\n# .*\n3 [0-9a-f]{16} {2}# near copy of test/,
    );
  });

  it('may be written by hand: numbers only, blank lines, comments, any line ends', () => {
    assert.deepEqual(parse('\ufeff# mine\r\n4\r\n\r\n  9   # blurred\r5\n5\n'), [4, 9, 5]);
    assert.deepEqual(parse(''), []);
  });

  it('says where it is wrong', async () => {
    const word = await refused('1\n# fine\nface 3\n');
    assert.match(word.message, /^exclude\.txt, line 3: "face 3" is not the number of a face,/);
    assert.match(word.remedy!, /ferexp audit --write-exclusions/);
    for (const text of ['-1', '1.5', '1 2 3', '1,2', '1 xyz', '\u0000', '1e3', '99999999999']) {
      assert.match((await refused(text)).message, /^exclude\.txt, line 1: ".*" is not the number of a face/, text);
    }
    const far = await refused('20');
    assert.match(far.message, /^exclude\.txt, line 1: there is no face 20: the data has 20 faces, numbered from 0\./);
    assert.equal(far.exitCode, 2);
  });

  it('is refused for other data', async () => {
    const text = formatExclusions([{ id: 3, why: 'copy' }], faces, 'these');
    const other = facesOf(Array.from({ length: 20 }, (_, i) => ({ emotion: 3, usage: 0, grey: i + 100 })));
    const error = await userErrorOf(() => parseExclusions(text, 'exclude.txt', other));
    assert.match(error.message, /^exclude\.txt, line 3: face 3 is another picture than the one that was excluded \(/);
  });
});

describe('data.exclude', () => {
  const folder = temporaryFolder();
  const load = async (changes: Partial<ResolvedData> = {}) => {
    const drawn = await generateFaces({ training: 140, test: 56, seed: 2, labelNoise: 0 });
    await folder.write('faces.csv', [...csvRows(drawn)].join(''));
    return loadData(resolvedData({ source: 'faces.csv', ...changes }), {
      baseDirectory: folder.path(),
      cacheDirectory: join(folder.path(), 'cache'),
      onProgress: () => undefined,
    });
  };

  it('leaves faces out of every split and moves no other', async () => {
    const { dataset: all } = await load();
    const chosen = [all.splits.train[5]!, all.splits.validation[1]!, all.splits.test[0]!];
    await folder.write('exclude.txt', chosen.join('\n'));
    const { dataset: rest, excluded } = await load({ exclude: 'exclude.txt' });
    for (const split of ['train', 'validation', 'test'] as const) {
      assert.deepEqual(
        [...rest.splits[split]],
        [...all.splits[split]].filter((id) => !chosen.includes(id)),
      );
    }
    assert.deepEqual([...excluded].sort(), [...chosen].sort());
    assert.ok(
      rest.warnings.includes('data.exclude leaves out 2 training images and 1 public or private test image.'),
      rest.warnings.join('\n'),
    );
  });

  it('leaves the same faces in a part of the data where they were', async () => {
    const { dataset: all } = await load({ fraction: 0.5 });
    await folder.write('exclude.txt', `${all.splits.train[0]}`);
    const { dataset: rest } = await load({ fraction: 0.5, exclude: 'exclude.txt' });
    assert.deepEqual([...rest.splits.train], [...all.splits.train.slice(1)]);
  });

  it('enters the fingerprint and the settings, and only where it is given', async () => {
    const { dataset: all } = await load();
    await folder.write('exclude.txt', '1\n');
    const { dataset: one } = await load({ exclude: 'exclude.txt' });
    await folder.write('exclude.txt', '1\n2\n');
    const { dataset: two } = await load({ exclude: 'exclude.txt' });
    assert.equal(new Set([all, one, two].map(({ fingerprint }) => fingerprint)).size, 3);
    await folder.write('exclude.txt', '# none\n');
    assert.equal((await load({ exclude: 'exclude.txt' })).dataset.fingerprint, all.fingerprint);

    const resolved = fakeResolved();
    const excluding = { ...resolved, training: { ...resolved.training }, data: { ...resolved.data, exclude: 'a.txt' } };
    assert.notEqual(settingsHash(excluding), settingsHash(resolved));
    // As version 0.2.0 computes it: runs of before keep their place in the comparison.
    assert.equal(settingsHash(fakeResolved()), '513112a43385');
  });

  it('says what is missing, and which split it empties', async () => {
    const absent = await userErrorOf(() => load({ exclude: 'none.txt' }));
    assert.match(absent.message, /the list of excluded faces/);
    const { dataset } = await load();
    await folder.write('exclude.txt', [...dataset.splits.validation].join('\n'));
    const emptied = await userErrorOf(() => load({ exclude: 'exclude.txt' }));
    assert.match(emptied.message, /^The validation split is empty: data\.exclude names all of its \d+ images\.$/);
  });
});
