import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { watchBundles } from '../../../scripts/build/watch';

describe('the watching build', () => {
  let root: string;
  let stop: (() => Promise<void>) | undefined;
  const lines: string[] = [];
  let wake = (): void => undefined;

  /** At once, as most editors save: no build reads half a file. */
  function write(file: string, text: string): void {
    writeFileSync(path.join(root, 'draft'), text);
    renameSync(path.join(root, 'draft'), path.join(root, file));
  }
  const built = (name: string): string => readFileSync(path.join(root, 'dist', `${name}.js`), 'utf8');

  /** The reports up to the end of the next build. */
  async function next(): Promise<string[]> {
    for (;;) {
      const end = lines.findIndex((line) => /^(Built|Not built)/.test(line));
      if (end >= 0) return lines.splice(0, end + 1);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  async function start(): Promise<void> {
    const bundles = ['one', 'two'].map((name) => ({
      absWorkingDir: root,
      entryPoints: { [name]: `sources/${name}.ts` },
      bundle: true,
      outdir: 'dist',
      metafile: true as const,
    }));
    const report = (line: string): void => {
      lines.push(line);
      wake();
    };
    stop = await watchBundles({ root, folders: ['sources'], bundles, report });
  }

  beforeEach(() => {
    root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'ferexp-watch-')));
    lines.length = 0;
    mkdirSync(path.join(root, 'sources', 'deep'), { recursive: true });
    write('sources/one.ts', "import { shared } from './deep/shared';\nconsole.log(shared);\n");
    write('sources/two.ts', "console.log('two');\n");
    write('sources/deep/shared.ts', "export const shared = 'before';\n");
  });
  afterEach(async () => {
    await stop?.();
    stop = undefined;
    rmSync(root, { recursive: true, force: true });
  });

  it('builds what a changed file is part of, and nothing else', async () => {
    await start();
    assert.match((await next()).at(-1)!, /^Built 2 in \d+ ms$/);
    write('sources/deep/shared.ts', "export const shared = 'after';\n");
    assert.match((await next()).at(-1)!, /^Built 1 in \d+ ms$/);
    assert.match(built('one'), /after/);
    write('sources/deep/shared.ts', "export const shared = 'at last';\n");
    assert.match((await next()).at(-1)!, /^Built 1 in \d+ ms$/);
    assert.match(built('one'), /at last/);
  });

  it('says where a mistake is, on one line, and goes on when it is mended', async () => {
    await start();
    await next();
    write('sources/two.ts', 'console.log(;\n');
    assert.deepEqual(await next(), ['Building …', 'sources/two.ts:1:13: error: Unexpected ";"', 'Not built']);
    write('sources/two.ts', "console.log('mended');\n");
    assert.match((await next()).at(-1)!, /^Built 1 /);
    assert.match(built('two'), /mended/);
  });

  it('starts where the sources are broken', async () => {
    write('sources/two.ts', "import './missing';\n");
    await start();
    assert.match((await next()).join('\n'), /sources\/two\.ts:1:8: error: Could not resolve ".\/missing"\nNot built$/);
    write('sources/missing.ts', "console.log('found');\n");
    assert.match((await next()).at(-1)!, /^Built 1 /);
    assert.match(built('two'), /found/);
  });
});
