import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { claims } from '../../schemas/claims';
import { root } from '../../scripts/paths';
import {
  claimedAccuracy,
  claimedDataSet,
  claimSources,
  claimsMarkdown,
  claimsTable,
  fittingClaims,
  howToRead,
  publishedRanges,
} from '../../words/claims';

const named = (id: string) => claims.find((claim) => claim.id === id)!;

describe('words for published claims', () => {
  it('have the digits of the publication', () => {
    const printed = ['65 % ± 5', '71.2 %', '74.14 %', '83.852 % ± 0.631 SD', '83.966 % ± 0.362 SD'];
    const ids = ['people', 'tang', 'residual-masking', 'vgg13-majority', 'vgg13-multi-label'];
    assert.deepEqual(
      ids.map((id) => claimedAccuracy(named(id))),
      printed,
    );
  });

  it('fit the labels of the file, and nothing fits other data', () => {
    const ids = (labels: Parameters<typeof fittingClaims>[0]) => fittingClaims(labels).map(({ id }) => id);
    assert.deepEqual(ids({}), ['people', 'inception', 'residual-masking']);
    assert.deepEqual(ids({ scheme: 'fer+' }), ['vgg13-majority', 'vgg13-probability']);
    assert.deepEqual(ids({ scheme: 'fer+', rule: 'crossEntropy' }), [
      ...['vgg13-cross-entropy', 'vgg13-majority', 'vgg13-probability'],
    ]);
    assert.deepEqual(ids({ source: 'synthetic' }), []);
    assert.deepEqual(ids({ classes: true }), []);
    assert.equal(claimedDataSet({ scheme: 'fer+', unknown: 'class' }), undefined, 'ten classes');
  });

  it('say of a network that it is one, what it was given and what others got, each with its address', () => {
    const text = claimsMarkdown({ scheme: 'fer' });
    assert.match(text, /^Published for FER2013 with FER labels, no targets/);
    assert.match(text, /- people 65 % ± 5, \[Goodfellow et al\. 2013\]\(https:\/\/arxiv\.org\/abs\/1307\.0414\)/);
    assert.match(
      text,
      /Inception 71\.6 %, single network, no extra data, runs and test part not stated; reproduced: nobody known/,
    );
    assert.match(
      text,
      /Network 74\.14 %, single network, ImageNet weights, .*reproduced: \[65\.63 % by own training\]\(\S+\/issues\/9\), \[at most 73\.6 % by own training\]\(/,
    );
    assert.match(
      claimsMarkdown({ scheme: 'fer+', rule: 'probability' }),
      /label drawing 84\.986 % ± 0\.366 SD, single network, 5 runs, on PrivateTest, extra data not stated/,
    );
    assert.equal(claimsMarkdown({ source: 'synthetic' }), '');
  });

  it('give the range of single networks, with what others got', () => {
    // The ends are those of the publications: 71.6 and 74.14, 83.852 and 84.986.
    const [fer, ...others] = publishedRanges([{ scheme: 'fer' }, {}, { source: 'synthetic' }]);
    assert.deepEqual(others, []);
    assert.equal(
      fer!.sentence,
      'Published for FER2013 with FER labels, single networks: 71.6 to 74.1 % (Residual Masking Network, 74.14 %: others report 65.63 % by own training, at most 73.6 % by own training). No target: split and chosen epoch may differ.',
    );
    const [, ferPlus] = publishedRanges([{}, { scheme: 'fer+' }]);
    assert.match(ferPlus!.sentence, /FER\+ labels, single networks: 83\.9 to 85\.0 % \(no reproduction is known\)/);
    assert.equal(ferPlus!.claims.length, 4);
    assert.deepEqual(publishedRanges([{ source: 'synthetic' }]), []);
  });
});

describe('docs/published.md', () => {
  const text = readFileSync(path.join(root, 'docs', 'published.md'), 'utf8');

  it('has the table of the data', () => {
    const lines = text.split('\n').filter((line) => line.startsWith('|') && !/^\|[\s|-]+$/.test(line));
    const cells = lines.map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    const { head, rows } = claimsTable(claims);
    assert.deepEqual(cells, [head, ...rows]);
  });

  it('says how to read it, and has the address of each source', () => {
    assert.ok(text.replaceAll(/\s+/g, ' ').includes(howToRead));
    const listed = [...text.matchAll(/^- (.+): <(https:\S+)>$/gm)].map(([, words, address]) => ({ words, address }));
    assert.deepEqual(listed, claimSources(claims));
  });
});
