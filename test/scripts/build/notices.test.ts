import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { bundles, copiedPackages } from '../../../scripts/build';
import { bundledPackages, noticesOf } from '../../../scripts/build/notices';
import { root } from '../../../scripts/paths';

interface Manifest {
  readonly name: string;
  readonly version: string;
}

describe('third-party notices', function () {
  this.timeout(120_000);
  let inputs: string[];
  let notices: string;
  before(async () => {
    const results = await Promise.all(bundles().map((bundle) => build({ ...bundle, write: false })));
    inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
    const packages = bundledPackages(results.map(({ metafile }) => metafile));
    notices = await noticesOf([...packages, ...copiedPackages]);
  });
  const chapters = () => notices.split(/\n\n-{80}\n\n/);
  const chapterOf = (name: string) => chapters().find((chapter, index) => index > 0 && chapter.startsWith(`${name} `));

  /** The manifest of the package that a bundled file is in: of the innermost folder that npm put there. */
  function manifestOf(input: string): Manifest {
    const steps = path.join(root, input).split(path.sep);
    const at = steps.lastIndexOf('node_modules') + 1;
    const folder = steps.slice(0, at + (steps[at]!.startsWith('@') ? 2 : 1)).join(path.sep);
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
  }

  it('have a chapter and a line of the list for every package that a bundle has a file of', () => {
    // A browser's bundle leaves out what is for Node.js alone.
    const files = inputs.filter((input) => input.includes('node_modules/') && !input.startsWith('(disabled):'));
    const expected = new Set(files.map((file) => manifestOf(file)).map(({ name, version }) => `${name} ${version}`));
    assert.ok(expected.size > 40, `only ${expected.size} packages were bundled`);
    const [list, ...rest] = chapters();
    for (const title of expected) {
      assert.ok(list!.includes(`\n  ${title}  `), `${title} is not in the list`);
      assert.ok(
        rest.some((chapter) => chapter.startsWith(`${title}\n`)),
        `${title} has no chapter`,
      );
    }
  });

  it('have what is copied or compiled in: HDF5 within h5wasm, the font, the icons, XNNPACK', () => {
    assert.match(chapterOf('h5wasm')!, /NIST-developed software[^]*Copyright 2006 by The HDF Group/);
    assert.match(
      chapterOf('@expo-google-fonts/arimo')!,
      /MIT[^]*Copyright 2026 The Arimo Project Authors[^]*OPEN FONT/,
    );
    assert.match(chapterOf('png-js')!, /^MIT\n[^]*Copyright \(c\) 2017 Devon Govett/m);
    assert.match(chapterOf('@vscode/codicons')!, /Creative Commons[^]*MIT License/i);
    assert.match(
      chapterOf('XNNPACK, in @tensorflow/tfjs-backend-wasm')!,
      /^BSD-3-Clause\n[^]*Copyright 2019 Google LLC/m,
    );
  });

  it('say whose a package is that has no licence file, and where the terms stand', () => {
    assert.match(
      chapterOf('@tensorflow/tfjs-core')!,
      /Copyright 2024 Google LLC[^]*The terms of Apache-2\.0 are those printed under @swc\/helpers/,
    );
    assert.match(chapterOf('@swc/helpers')!, /Apache License\s+Version 2\.0[^]*END OF TERMS AND CONDITIONS/);
    assert.match(chapterOf('xz-decompress')!, /By Tim Perry[^]*Steve Sanderson[^]*The terms of MIT are those/);
    assert.match(chapterOf('seedrandom')!, /Copyright 2019 David Bau[^]*OTHER DEALINGS IN THE\s+SOFTWARE/);
    const naming = chapters().filter((chapter) => chapter.includes('has no text of its licence.'));
    for (const chapter of naming) assert.match(chapter, /(By |Copyright ).*[^]*The terms of .* printed under/);
  });

  it('are packaged', () => {
    const kept = readFileSync(path.join(root, '.vscodeignore'), 'utf8').split('\n');
    assert.ok(kept.includes('!dist/THIRD-PARTY-NOTICES.txt'));
  });

  it('refuse a package that names no licence', async () => {
    await assert.rejects(noticesOf(['test/fixtures/unlicensed']), /unlicensed\/package\.json names no licence/);
  });
});
