/** What .vscodeignore lets into the extension is there, and all that is built is let in. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { documents } from '../../cli/mcp/resources';
import { bundles } from '../../scripts/build';
import { root } from '../../scripts/paths';

const lines = readFileSync(path.join(root, '.vscodeignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#') && line !== '**');
const taken = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
const left = lines.filter((line) => !line.startsWith('!'));

/** Scripts that are built, but for those of the webviews, which are taken by a pattern. */
const built = bundles()
  .filter(({ outdir }) => !outdir!.endsWith('webview'))
  .flatMap(({ entryPoints, outdir }) => Object.keys(entryPoints as object).map((name) => `${outdir}/${name}.js`));

describe('.vscodeignore', () => {
  it('takes each script along that is built, and no other', () => {
    assert.deepEqual(taken.filter((name) => /^dist\/[^*]*\.js$/.test(name)).sort(), built.sort());
  });

  it('takes each document along that agents can read', () => {
    assert.deepEqual(
      Object.values(documents).flatMap(({ file }) => (taken.includes(file) ? [] : [file])),
      [],
    );
  });

  it('names only what is there', () => {
    for (const name of [...taken, ...left]) {
      // Of a pattern, the folder before its first star; what the build makes is held against the build above.
      const whole = name.split('*')[0]!;
      if (!whole.startsWith('dist/')) assert.ok(existsSync(path.join(root, whole)), name);
    }
  });
});
