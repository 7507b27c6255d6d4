import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/paths';

describe('icons of pages', () => {
  it('are there for each page, for light and dark themes, and for no other', () => {
    const pages = readdirSync(path.join(root, 'webview')).filter((name) =>
      existsSync(path.join(root, 'webview', name, 'main.tsx')),
    );
    const expected = pages.flatMap((page) => [`${page}-dark.svg`, `${page}-light.svg`]).sort();
    assert.deepEqual(readdirSync(path.join(root, 'media', 'pages')).sort(), expected);
    assert.ok(pages.length >= 5);
  });
});
