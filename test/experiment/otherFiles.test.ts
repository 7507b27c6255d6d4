import assert from 'node:assert/strict';
import { parseExperiment } from '../../experiment/parse';
import { example } from './example';

const messagesOf = (text: string): string[] => parseExperiment(text).problems.map(({ message }) => message);

describe('what is no experiment file', () => {
  const utf16 = Buffer.from('{ "version": 1 }', 'utf16le');
  for (const [what, bytes, message] of [
    ['blanks and comments', ' \n// only\n/* this */ ', /^The file is empty\. Expected an experiment: /],
    ['a program', '\x7fELF\x02\x01\x01\0\0\0 and more', /^The file is not text: .* Expected an experiment: /],
    ['zeros', '\0\0\0\0\0\0', /^The file is not text: /],
    ['UTF-16', utf16, /^The file is UTF-16, not UTF-8 text\. Save it as UTF-8/],
    ['UTF-16 of the other order', Buffer.from(utf16).swap16(), /^The file is UTF-16/],
    ['UTF-16 with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), /^The file is UTF-16/],
    ['a table', 'emotion,pixels,Usage\n', /^This is not a JSON value/],
  ] as const) {
    it(`is told: ${what}`, () => {
      const found = messagesOf(typeof bytes === 'string' ? bytes : bytes.toString('utf8'));
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0]!, message);
    });
  }
});

describe('FER+ under a name of its own', () => {
  const told =
    /^Unknown setting .* FER\+ is chosen in data by "labels": \{ "scheme": "fer\+", "votes": "fer2013new\.csv" \}\./;
  for (const key of ['ferPlus', 'ferplus', 'fer_plus', 'FER+', 'ferPlusVotes', 'fer2013new', 'useFerPlus']) {
    it(`${key} leads to data.labels, wherever it stands`, () => {
      for (const change of [{ [key]: true }, { data: { [key]: 'x.csv' } }, { data: { labels: { [key]: 'x.csv' } } }]) {
        const found = messagesOf(JSON.stringify(example(change)));
        assert.ok(
          found.some((message) => told.test(message)),
          found.join('\n'),
        );
      }
    });
  }

  it('is "fer+" as a scheme, and other words are not', () => {
    const scheme = (name: string) => messagesOf(JSON.stringify(example({ data: { labels: { scheme: name } } }))).join();
    assert.match(scheme('ferPlus'), /Did you mean "fer\+"\?/);
    assert.doesNotMatch(scheme('affectnet'), /Did you mean/);
  });
});
