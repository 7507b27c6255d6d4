/**
 * A trained network as one page for a browser, with all that it needs: the network, TensorFlow.js, its WebAssembly and the
 * page's own script. One file, since a browser does not let a page that is opened from a disk read the files beside it.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type DemoFacts, demoParts } from '../../../schemas/demo';
import { runFiles } from '../../../schemas/runDirectory';
import { fileError } from '../../../storage/files/fileError';
import { assetPath } from '../../engine/wasm/assetPath';
import { readModelJson } from '../../models/modelJson';
import { readGroup } from '../../weights/layersFile';

/** Nothing is read but what the page holds, and nothing is sent anywhere. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; connect-src data:";

/** What the page says, beside the network. */
export type DemoPage = Omit<DemoFacts, 'topology' | 'weights'>;

/**
 * The page, UTF-8.
 * @throws UserError where the network or the parts of this program cannot be read
 */
export async function toDemo(runDirectory: string, facts: DemoPage): Promise<Buffer> {
  const file = path.join(runDirectory, runFiles.model, 'model.json');
  const { root, groups } = readModelJson(file);
  const values: Buffer[] = [];
  for (const group of groups) values.push(await readGroup(file, group));
  const weights = groups.flatMap((group) => group.weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })));
  const [script, style, notices, engine] = await Promise.all(
    ['../demo/demo.js', '../demo/demo.css', '../demo/notices.txt', 'tfjs-backend-wasm-simd.wasm'].map(readAsset),
  );
  const { title } = facts;
  const all = JSON.stringify({ ...facts, topology: root['modelTopology'], weights });
  return Buffer.from(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title.replace(/[&<]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</title>
<link rel="icon" href="data:,">
<style>
${style!.toString()}</style>
</head>
<body>
<div id="root"></div>
<script type="application/json" id="${demoParts.facts}">${all.replaceAll('<', '\\u003c')}</script>
<script type="text/plain" id="${demoParts.weights}">${Buffer.concat(values).toString('base64')}</script>
<script type="text/plain" id="${demoParts.software}">${notices!.toString().replaceAll('</', '< /')}</script>
<script type="text/plain" id="${demoParts.engine}">${engine!.toString('base64')}</script>
<script>
${script!.toString().replace(/<(?=\/script|!--)/gi, '\\x3c')}</script>
</body>
</html>
`);
}

async function readAsset(name: string): Promise<Buffer> {
  const file = assetPath(name);
  try {
    return await readFile(file);
  } catch (error) {
    throw fileError(error, `read ${file} of FER Experiments`);
  }
}
