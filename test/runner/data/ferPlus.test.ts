import fc from 'fast-check';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';

import { agreementWarnings } from '../../../runner/data/labels/agreement';
import { allFerPlusClasses, ferPlusClasses } from '../../../runner/data/labels/classes';
import { applyRule, dropReason } from '../../../runner/data/labels/ferPlus';
import { ferPlusTargets, noLabel } from '../../../runner/data/labels/targets';
import { parseVotes, readVotes } from '../../../runner/data/labels/votes';
import { facesOf, temporaryFolder, userErrorOf } from './support';

/** Ten annotators, each voting for one of the ten columns, as rows of FER+ come about. */
const votesOfTen = fc
  .array(fc.nat(9), { minLength: 10, maxLength: 10 })
  .map((columns) => Array.from({ length: 10 }, (_, column) => columns.filter((vote) => vote === column).length));

/**
 * The rules once more, by another way: one loop that takes the highest remaining vote, over mutable arrays, as the
 * paper's authors describe their procedure.
 */
function referenceRule(rule: string, raw: readonly number[]): number[] | undefined {
  const votes = [...raw];
  let total = 0;
  for (let i = 0; i < 10; i++) {
    if (votes[i]! <= 1) votes[i] = 0;
    total += votes[i]!;
  }
  const label = new Array<number>(10).fill(0);
  const peak = (values: readonly number[]): number => {
    let best = 0;
    for (let i = 1; i < 10; i++) if (values[i]! > values[best]!) best = i;
    return best;
  };
  let labelTotal = 0;
  if (rule === 'majority') {
    const best = peak(votes);
    if (!(votes[best]! > 0.5 * total)) return undefined;
    label[best] = labelTotal = votes[best]!;
  } else if (rule === 'multiTarget') {
    for (let i = 0; i < 10; i++) {
      if (votes[i]! * 10 >= 3 * total) {
        label[i] = votes[i]!;
        labelTotal += votes[i]!;
      }
    }
    if (2 * labelTotal <= total) return undefined;
  } else {
    let classes = 0;
    let goesOn = true;
    while (goesOn && 4 * labelTotal < 3 * total && classes < 3) {
      const highest = votes[peak(votes)]!;
      for (let i = 0; i < 10 && goesOn; i++) {
        if (votes[i] !== highest) continue;
        if (i >= 8) {
          goesOn = false;
        } else {
          label[i] = highest;
          labelTotal += highest;
          votes[i] = 0;
          classes++;
        }
      }
    }
    if (2 * labelTotal <= total || classes > 3) return undefined;
  }
  if (peak(label) >= 8) return undefined;
  const emotions = label.slice(0, 8);
  const sum = emotions.reduce((a, b) => a + b, 0);
  return emotions.map((value) => value / sum);
}

const rules = ['majority', 'probability', 'crossEntropy', 'multiTarget'] as const;

describe('FER+ rules', () => {
  for (const rule of rules) {
    it(`${rule} agrees with an independent implementation and gives a distribution`, () => {
      fc.assert(
        fc.property(votesOfTen, (votes) => {
          const label = applyRule(rule, votes);
          assert.deepEqual(label, referenceRule(rule, votes));
          if (label === undefined) return;
          assert.equal(label.length, 8);
          assert.ok(Math.abs(label.reduce((a, b) => a + b, 0) - 1) < 1e-12);
        }),
        { numRuns: 3000 },
      );
    });
  }

  it('keeps by every rule what has a majority', () => {
    fc.assert(
      fc.property(votesOfTen, (votes) => {
        if (applyRule('majority', votes) === undefined) return;
        assert.ok(applyRule('probability', votes));
        assert.ok(applyRule('multiTarget', votes));
      }),
      { numRuns: 2000 },
    );
  });

  //             neu hap sur sad ang dis fea con unk NF
  const cases: readonly (readonly [
    string,
    Parameters<typeof applyRule>[0],
    readonly number[],
    readonly number[] | undefined,
  ])[] = [
    ['one vote alone does not count', 'crossEntropy', [5, 0, 0, 1, 4, 0, 0, 0, 0, 0], [5 / 9, 0, 0, 0, 4 / 9, 0, 0, 0]],
    ['half is no majority', 'majority', [5, 5, 0, 0, 0, 0, 0, 0, 0, 0], undefined],
    ['half of what counts is no majority', 'majority', [4, 1, 4, 1, 0, 0, 0, 0, 0, 0], undefined],
    ['more than half of what counts is one', 'majority', [5, 1, 4, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0]],
    ['unknown on top is dropped', 'majority', [2, 0, 0, 0, 0, 0, 0, 0, 8, 0], undefined],
    ['not a face is dropped', 'multiTarget', [2, 0, 0, 0, 0, 0, 0, 0, 0, 8], undefined],
    [
      'a class after three quarters is not taken',
      'probability',
      [8, 2, 0, 0, 0, 0, 0, 0, 0, 0],
      [1, 0, 0, 0, 0, 0, 0, 0],
    ],
    ['equal votes are taken together', 'probability', [6, 2, 2, 0, 0, 0, 0, 0, 0, 0], [0.6, 0.2, 0.2, 0, 0, 0, 0, 0]],
    ['more than three classes are dropped', 'probability', [3, 2, 2, 2, 1, 0, 0, 0, 0, 0], undefined],
    ['unknown ends the search', 'probability', [6, 0, 0, 0, 2, 0, 0, 0, 2, 0], [0.75, 0, 0, 0, 0.25, 0, 0, 0]],
    ['unknown before enough votes drops', 'probability', [4, 0, 0, 2, 0, 0, 0, 0, 4, 0], undefined],
    ['three tenths are right', 'multiTarget', [3, 4, 0, 3, 0, 0, 0, 0, 0, 0], [0.3, 0.4, 0, 0.3, 0, 0, 0, 0]],
    ['less than three tenths are not', 'multiTarget', [8, 2, 0, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0]],
    ['no votes that count are dropped', 'crossEntropy', [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], undefined],
  ];
  it('with unknown images as classes give distributions over ten, with unknown and not-a-face among them', () => {
    fc.assert(
      fc.property(votesOfTen, fc.constantFrom(...rules), (votes, rule) => {
        const kept = applyRule(rule, votes);
        const all = applyRule(rule, votes, 'class');
        // Of four classes with equal votes probability takes none, so there one more class may be one too many.
        if (kept !== undefined && (rule === 'majority' || rule === 'multiTarget')) assert.ok(all);
        if (all === undefined) return;
        assert.equal(all.length, 10);
        assert.ok(Math.abs(all.reduce((a, b) => a + b, 0) - 1) < 1e-12);
        // An image whose label leans to no emotion is one of those that are removed.
        if (all.indexOf(Math.max(...all)) >= 8) {
          assert.equal(kept, undefined);
          assert.notEqual(dropReason(rule, votes), 'disagreement');
        } else if (kept === undefined) {
          assert.equal(dropReason(rule, votes), 'disagreement');
        }
      }),
      { numRuns: 3000 },
    );
  });

  for (const [rule, votes, expected, reason] of [
    ['majority', [2, 0, 0, 0, 0, 0, 0, 0, 8, 0], [0, 0, 0, 0, 0, 0, 0, 0, 1, 0], 'unknown'],
    ['multiTarget', [2, 0, 0, 0, 0, 0, 0, 0, 0, 8], [0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 'notAFace'],
    ['probability', [4, 0, 0, 2, 0, 0, 0, 0, 4, 0], [0.5, 0, 0, 0, 0, 0, 0, 0, 0.5, 0], 'disagreement'],
    ['crossEntropy', [0, 0, 0, 2, 0, 0, 0, 0, 5, 3], [0, 0, 0, 0, 0, 0, 0, 0, 0.625, 0.375], 'unknown'],
    ['majority', [5, 0, 0, 0, 0, 0, 0, 0, 5, 0], undefined, 'disagreement'],
  ] as const) {
    it(`${rule} of ${votes.join(' ')} among ten classes; without them it is dropped for ${reason}`, () => {
      assert.deepEqual(applyRule(rule, votes, 'class'), expected);
      assert.equal(applyRule(rule, votes), undefined);
      assert.equal(dropReason(rule, votes), reason);
    });
  }

  for (const [name, rule, votes, expected] of cases) {
    it(`${rule}: ${name}`, () => assert.deepEqual(applyRule(rule, votes), expected));
  }
});

const header = 'Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF';

describe('FER+ votes', () => {
  const folder = temporaryFolder();

  it('are read by the names of their columns', () => {
    const votes = parseVotes(
      `\ufeff${header}\r\nTraining,fer0000000.png,4,0,0,1,3,2,0,0,0,0\r\nPrivateTest,,0,0,0,0,0,0,0,0,0,10\r\n`,
      'v.csv',
    );
    assert.equal(votes.count, 2);
    assert.deepEqual([...votes.usage], [0, 2]);
    assert.deepEqual([...votes.votes.subarray(0, 10)], [4, 0, 0, 1, 3, 2, 0, 0, 0, 0]);
    const shuffled = 'NF,Usage,happiness,neutral,surprise,sadness,anger,disgust,fear,contempt,unknown';
    assert.deepEqual(
      [...parseVotes(`${shuffled}\n9,Training,1,2,3,4,5,6,7,8,10`, 'v.csv').votes],
      [2, 1, 3, 4, 5, 6, 7, 8, 10, 9],
    );
  });

  it('are checked, and errors tell file, row and column', async () => {
    const messageOf = async (text: string): Promise<string> =>
      (await userErrorOf(() => parseVotes(text, 'v.csv'))).message;
    assert.match(
      await messageOf(`${header}\nTraining,a,4,0,x,1,3,2,0,0,0,0`),
      /^v\.csv, row 1 \(line 2\), column surprise: is "x": expected a number of votes/,
    );
    assert.match(await messageOf(`${header}\nTest,a,4,0,0,1,3,2,0,0,0,0`), /row 1 \(line 2\), column Usage: is "Test"/);
    assert.match(await messageOf('Usage,Image name,neutral\n'), /line 1: the column happiness is missing/);
    assert.match(
      (await userErrorOf(() => readVotes(`${folder.path()}/none.csv`))).message,
      /votes do not exist: there is nothing at .*none\.csv/,
    );
  });

  const row = 'Training,a,4,0,0,1,3,2,0,0,0,0';
  const broken: Readonly<Record<string, readonly [text: string, message: string]>> = {
    'a short row': [
      `${header}\n${row}\n\nTraining,a,4\n${row}\n`,
      'v.csv, row 2 (line 4): has 3 columns: expected 12, as the header has.',
    ],
    'a row that is cut off': [
      `${header}\r\n${row}\r\nTraining,a,4`,
      'v.csv, row 2 (line 3): has 3 columns: expected 12, as the header has, so it is cut short.',
    ],
    'a long row': [`${header}\n${row},0\n`, 'v.csv, row 1 (line 2): has 13 columns: expected 12, as the header has.'],
    'an open quotation mark': [
      `${header}\n${row}\nTraining,"a,4,0\n${row}\n`,
      'v.csv, row 2 (line 3): has a quotation mark that is never closed.',
    ],
    'text behind a quotation mark': [
      `${header}\n${row.replace(',a,', ',"a"b,')}\n`,
      'v.csv, row 1 (line 2): has text after the closing quotation mark.',
    ],
    'a quotation mark within a value': [
      `${header}\n${row.replace('a,', 'a"b,')}\n`,
      'v.csv, row 1 (line 2): has a quotation mark within a value: expected one around the whole value, or none.',
    ],
    'a row without end': [
      `${header}\n${row.replace('a,', `${'a'.repeat(20_000)},`)}\n`,
      'v.csv, row 1 (line 2): has more than 10,000 characters: expected about 60.',
    ],
    'a broken header': [
      `"Usage"x,Image name\n${row}`,
      'v.csv, header (line 1): has text after the closing quotation mark.',
    ],
  };
  for (const [what, [text, message]] of Object.entries(broken)) {
    it(`tell ${what} in words of their own, and how to mend it`, async () => {
      const error = await userErrorOf(() => parseVotes(text, 'v.csv'));
      assert.equal(error.message, message);
      assert.match(error.remedy!, /Correct that row, or download the file again\.$/);
    });
  }

  it('join images by row', () => {
    const faces = facesOf([
      { emotion: 0, usage: 0 },
      { emotion: 0, usage: 0 },
      { emotion: 3, usage: 2 },
    ]);
    const votes = parseVotes(
      `${header}\nTraining,x,0,0,0,0,10,0,0,0,0,0\nTraining,,4,4,0,0,2,0,0,0,0,0\nPrivateTest,y,0,0,0,0,0,0,0,0,2,8`,
      'v.csv',
    );
    const { labels, hasTarget, targets, classNames } = ferPlusTargets(faces, votes, 'crossEntropy');
    assert.deepEqual(classNames, ferPlusClasses);
    assert.deepEqual([...labels], [4, noLabel, noLabel]);
    assert.deepEqual([...hasTarget], [1, 1, 0]);
    const expected = [0, 0, 0, 0, 1, 0, 0, 0, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    assert.deepEqual([...targets], expected);

    const all = ferPlusTargets(faces, votes, 'majority', 'class');
    assert.deepEqual(all.classNames, allFerPlusClasses);
    assert.deepEqual([...all.labels], [4, noLabel, 9]);
    assert.deepEqual([...all.hasTarget], [1, 0, 1]);
    assert.equal(all.targets[2 * 10 + 9], 1);
  });

  it('of another length, in another order, or for folders do not join', async () => {
    const faces = facesOf([
      { emotion: 0, usage: 0 },
      { emotion: 0, usage: 1 },
    ]);
    const row = (usage: string): string => `${usage},x,0,0,0,0,10,0,0,0,0,0`;
    const join = async (usages: readonly string[], form = faces): Promise<string> =>
      (
        await userErrorOf(() =>
          ferPlusTargets(form, parseVotes([header, ...usages.map(row)].join('\n'), 'v.csv'), 'majority'),
        )
      ).message;
    assert.match(await join(['Training']), /votes have 1 rows but the data has 2 images/);
    assert.match(
      await join(['Training', 'PrivateTest']),
      /row 2 is PrivateTest in the votes and PublicTest in the data/,
    );
    assert.match(
      await join(['Training', 'PublicTest'], { ...faces, form: 'folders' }),
      /belong to the rows of fer2013\.csv/,
    );
  });

  it('of other faces are refused, and doubtful ones told, with both figures', async () => {
    /** FER+'s column of each FER2013 class. */
    const columns = [4, 5, 6, 1, 3, 2, 0];
    const count = 140;
    const faces = facesOf(Array.from({ length: count }, (_, i) => ({ emotion: i % 7, usage: 0 })));
    const targetsOf = (agreeing: number) => {
      const rows = Array.from({ length: count }, (_, i) => {
        const top = columns[(i < agreeing ? i : i + 1) % 7]!;
        return `Training,x,${Array.from({ length: 10 }, (_, column) => (column === top ? 10 : 0)).join(',')}`;
      });
      return ferPlusTargets(faces, parseVotes([header, ...rows].join('\n'), 'v.csv'), 'majority');
    };
    assert.deepEqual(targetsOf(98).agreement, { of: 140, same: 98 });
    assert.deepEqual(agreementWarnings(targetsOf(98).agreement!), []);
    assert.match(agreementWarnings(targetsOf(70).agreement!)[0]!, /only 50\.0 % of 140 faces; .* 67 to 71 %/);
    const error = await userErrorOf(() => targetsOf(25));
    assert.match(error.message, /do not belong to these faces: .* 17\.9 % of 140 faces, and of 67 to 71 %/);
    assert.equal(error.exitCode, 2);
  });

  it('of too few images to tell are taken', () => {
    const faces = facesOf([{ emotion: 0, usage: 0 }]);
    const votes = parseVotes(`${header}\nTraining,x,0,10,0,0,0,0,0,0,0,0`, 'v.csv');
    assert.deepEqual(ferPlusTargets(faces, votes, 'majority').agreement, { of: 1, same: 0 });
  });

  it('are read packed, with semicolons, and refused by name where they are something else', async () => {
    const text = `${header}\nTraining,x,0,10,0,0,0,0,0,0,0,0\n`;
    await folder.write('v.csv.gz', gzipSync(text.replaceAll(',', ';')));
    assert.equal((await readVotes(`${folder.path()}/v.csv.gz`)).votes[1], 10);
    await folder.write('v.zip', Buffer.from('PK\x03\x04'));
    assert.match(
      (await userErrorOf(() => readVotes(`${folder.path()}/v.zip`))).message,
      /v\.zip is a zip archive, not/,
    );
    await folder.write('v.html', '<!DOCTYPE html><html>');
    assert.match((await userErrorOf(() => readVotes(`${folder.path()}/v.html`))).message, /v\.html is a web page/);
    assert.match((await userErrorOf(() => readVotes(folder.path()))).message, /it is a folder, not a regular file/);
    await folder.write('bomb.gz', gzipSync(Buffer.alloc(80e6, 'a')));
    assert.match(
      (await userErrorOf(() => readVotes(`${folder.path()}/bomb.gz`))).message,
      /bomb\.gz unpacks to more than 6\d\.\d MB/,
    );
  });
});
