/** The command and the extension start without the library that draws PDF; its bundle needs nothing but its fonts. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { build, type BuildResult } from 'esbuild';
import { fontFiles } from '../../../pdf/fontFiles';
import { drawPdf } from '../../../pdf/drawPdf';
import { bundles } from '../../../scripts/build';
import { drawn } from '../../pdf/figures';

describe('the bundle that draws PDF', function () {
  this.timeout(60_000);

  const built = async (entry: string): Promise<BuildResult<{ write: false; metafile: true }>> => {
    const bundle = bundles({ production: true }).find(({ entryPoints }) =>
      Object.hasOwn(entryPoints as object, entry),
    )!;
    return build({ ...bundle, write: false });
  };

  for (const entry of ['ferexp', 'extension']) {
    it(`is no part of ${entry}.js, which reads it when it is needed`, async () => {
      const { metafile, outputFiles } = await built(entry);
      const packages = Object.keys(metafile.inputs).filter((file) => /node_modules\/(pdfkit|fontkit)\//.test(file));
      assert.deepEqual(packages, []);
      const code = outputFiles.map(({ text }) => text).join('\n');
      assert.match(code, /get:\(\)=>require\("\.\/pdf\/drawPdf\.js"\)\.drawPdf/);
    });
  }

  it('draws the same bytes as the sources do', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-pdf-'));
    try {
      const { outputFiles } = await built('pdf/drawPdf');
      const file = path.join(folder, 'drawPdf.cjs');
      writeFileSync(file, outputFiles.find((each) => each.path.endsWith('.js'))!.contents);
      for (const font of Object.values(fontFiles)) cpSync(font, path.join(folder, path.basename(font)));
      const bundle: { readonly drawPdf: typeof drawPdf } = createRequire(__filename)(file);
      const { svg } = drawn.explanations();
      const [ours, bundled] = await Promise.all([drawPdf(svg), bundle.drawPdf(svg)]);
      assert.ok(Buffer.compare(ours.bytes, bundled.bytes) === 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
