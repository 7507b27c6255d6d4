/** The table of docs/paired-study.md is what follows from the predictions that are kept beside it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/paths';
import { ferexp } from '../cli/command';

const kept = path.join(root, 'docs', 'paired-study');
const text = readFileSync(`${kept}.md`, 'utf8');

/** The cells of each line of the tables in a text. */
function tableLines(markdown: string): string[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\-: ]+$/.test(line))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .join('|'),
    );
}

describe('the paired study', () => {
  const bundles = readdirSync(kept, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  );

  it('keeps what its tables are computed from', () => {
    assert.ok(bundles.includes('fer'));
  });

  for (const name of bundles) {
    it(`has the table that follows from the kept predictions, word for word: ${name}`, async () => {
      const folder = path.join(kept, name);
      const verified = await ferexp(folder, ['verify']);
      assert.equal(verified.code, 0, verified.err);
      const { out } = await ferexp(folder, ['compare', '--format', 'markdown']);
      const said = new Set(tableLines(text));
      const computed = tableLines(out);
      assert.ok(computed.length > 2);
      assert.deepEqual(
        computed.filter((line) => !said.has(line)),
        [],
      );
      const verdicts = out.split('\n').filter((line) => /^- [^:]+: (Cannot tell|Real|Likely|These)/.test(line));
      const plain = text.replace(/\s+/g, ' ');
      assert.ok(verdicts.length > 0);
      for (const verdict of verdicts) assert.ok(plain.includes(verdict.slice(2)), verdict);
    });
  }
}).timeout(120_000);
