/** A document that names a file of the project names one that is there, so that whoever moves it mends the document. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/paths';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.split(path.sep).join('/')}`),
];

/** Names in backticks: files with a slash and an extension; folders of folders, with a slash at their end. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/`([^`\s*<>{}…:/]+\/(?:[^`\s*<>{}…:]+\/|[^`\s*<>{}…:]*\.\w+))`/g)]
    .map(([, name]) => name!)
    .filter((name) => !/^(\.\.|~|dist|\.cache|\.ferexp|node_modules)\//.test(name) && !name.startsWith('/'));
}

/** Written by the person who follows the document. */
const toBeWritten: Readonly<Record<string, readonly string[]>> = {
  'docs/first-change.md': [
    'schemas/techniques/posterize.schema.json',
    'runner/techniques/posterize.ts',
    'test/runner/techniques/posterize.test.ts',
  ],
};

describe('files that documents name', () => {
  it('are found, in backticks with a slash', () => {
    assert.deepEqual(namesIn('`a/b.ts`, `a/`, `a/b/`, `a/b`, `c.ts`, `a/*.ts`, `a <b>/c.ts`, `dist/x.js`'), [
      'a/b.ts',
      'a/b/',
    ]);
    assert.ok(namesIn(readFileSync(path.join(root, 'docs/architecture.md'), 'utf8')).length > 40);
  });

  for (const document of documents) {
    it(`are there: ${document}`, () => {
      const names = namesIn(readFileSync(path.join(root, document), 'utf8'));
      const written = toBeWritten[document] ?? [];
      assert.deepEqual(
        names.filter((name) => !existsSync(path.join(root, name)) && !written.includes(name)),
        [],
      );
    });
  }
});
