import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import pc from 'picocolors';
import { forCsv, forMarkdown, forTerminal, printable, printableLines } from '../../words/printable';

/** Text with all that anybody could hide in a name. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\x1b[31m',
        '\x1b]0;title\x07',
        '\x1b[2J',
        '\x9b2J',
        '\r',
        '\n',
        '\t',
        '\u202e',
        '\u061c',
        '\u200f',
        '<script>',
        '![a](b)',
        '|',
      ),
      fc.constantFrom(
        '=1+1',
        '-2',
        '+3',
        '@x',
        '*bold*',
        '_a_',
        '`c`',
        '[x](javascript:1)',
        '\\',
        '&amp;',
        '"',
        ',',
        '\u2028',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const control = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

describe('text of someone else', () => {
  it('keeps its lines where several are shown, and nothing that turns one of them round', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = printableLines(text);
        assert.equal(shown.split('\n').length, text.split('\n').length);
        assert.doesNotMatch(shown.replace(/[\n\t]/g, ''), control);
      }),
    );
    assert.equal(printableLines('a\u202eb\n\tc\u061cd'), 'a\\u202eb\n\tc\\u061cd');
    assert.equal(printableLines('x'.repeat(5000)).length, 5000);
  });

  it('sends a terminal no control character but line feeds and colours that we use', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = forTerminal(text).replace(/\r?\n|\x1b\[(?:1|2|22|3[0-7]|39)m/g, '');
        assert.doesNotMatch(shown, control);
      }),
    );
    const ours = pc.createColors(true);
    const told = `${ours.red('error')} ${ours.bold(ours.dim('a'))}\nline ${ours.yellow('b')} ${ours.green('c')}`;
    assert.equal(forTerminal(told), told);
    assert.equal(forTerminal('a,b\r\n'), 'a,b\r\n');
    assert.equal(forTerminal('a\x1b[8mb\x1b]0;c\x07\rd'), 'a\\u001b[8mb\\u001b]0;c\\u0007\\u000dd');
  });

  it('leaves JSON what it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        assert.deepEqual(JSON.parse(forTerminal(JSON.stringify({ text }))), { text });
      }),
    );
  });

  it('is one line in a message, and no longer than it may be', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 50 }), (text, most) => {
        assert.doesNotMatch(printable(text, most), control);
      }),
    );
    assert.equal(printable('abcdef', 3), 'abc…');
    // A character of two units is not cut in its middle.
    assert.equal(printable('ab😀def', 3), 'ab…');
    assert.equal(printable('ab😀def', 4), 'ab😀…');
  });

  it('comes back from CSV as it is read, and begins no formula', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (cells) => {
        const [row] = parse(`${cells.map(forCsv).join(',')}\r\n`, {
          relax_column_count: true,
          skip_empty_lines: false,
        }) as [string[] | undefined];
        const read = row ?? [''];
        assert.equal(read.length, cells.length);
        read.forEach((cell, i) => {
          assert.doesNotMatch(cell, /^\s*[=+\-@|%]/);
          if (!control.test(cells[i]!) && !/^\s*[=+\-@|%]/.test(cells[i]!)) assert.equal(cell, cells[i]);
        });
      }),
    );
    assert.equal(forCsv('=cmd()'), "'=cmd()");
    assert.equal(forCsv('a,"b"'), '"a,""b"""');
  });

  it('is one line of Markdown without HTML, cells or links of its own', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = forMarkdown(text);
        assert.doesNotMatch(shown, control);
        assert.doesNotMatch(shown, /[<>]/);
        assert.doesNotMatch(shown.replace(/https?:\/\/\S+/g, ''), /(?<!\\)(?:\\\\)*[|`*[\]]/);
      }),
    );
    assert.equal(forMarkdown('label_smoothing *x* <b>'), 'label_smoothing \\*x\\* &lt;b&gt;');
    assert.equal(forMarkdown('see https://a.b/c_d?e=1&f=2\nnext'), 'see https://a.b/c_d?e=1&f=2 next');
  });
});
