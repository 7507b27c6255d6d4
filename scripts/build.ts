/**
 * Bundles everything into dist/: the extension, the `ferexp` command, the runner, the webviews and the WebAssembly files.
 * Nothing outside dist/ is needed at run time, so the .vsix carries no node_modules.
 */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { fontFiles } from '../pdf/fontFiles';
import { deferred } from './build/deferred';
import { bundledPackages, noticesOf } from './build/notices';
import { buildKernels, stockWasmFiles } from './build-kernels';
import { dist, root } from './paths';

/** The validators that the editor uses: of experiment files and lock files. */
const validators = ['validateExperiment', 'validateLock'];

/** The library that draws PDF is read with the first PDF. */
const pdfOnDemand = { 'pdf/drawPdf': ['drawPdf'] };

/** The SDK of the Model Context Protocol is read when an agent is served. */
const protocolOnDemand = { modelContextProtocol: ['McpServer', 'ResourceTemplate', 'StdioServerTransport', 'z'] };

/** The library of HDF5 is read with the first file of it. */
const hdf5OnDemand = { 'h5wasm/node': ['File', 'ready'] };

/** The library of Parquet is read with the first file of it. */
const parquetOnDemand = { encodeParquet: ['encodeParquet'] };

/** The library of Protocol Buffers is read with the first ONNX file. */
const onnxOnDemand = { encodeModel: ['encodeModel'] };

/** Packages whose files are copied unchanged, relative to the root. */
export const copiedPackages = [
  'node_modules/@vscode/codicons',
  'node_modules/@tensorflow/tfjs-backend-wasm',
  'node_modules/@expo-google-fonts/arimo',
];

/** The part of the copied packages that demo pages hold. */
const demoPackages = ['node_modules/@tensorflow/tfjs-backend-wasm'];
const demoNotices = path.join('demo', 'notices.txt');

const isOfDemo = ({ outputs }: Metafile): boolean => Object.keys(outputs).some((file) => file.endsWith('/demo.js'));

export type Bundle = BuildOptions & { readonly metafile: true };

export interface BuildTarget {
  /** Minified, without source maps. */
  readonly production?: boolean;
  /** Absolute, or relative to the root. Default `dist`. */
  readonly folder?: string;
}

/** The bundles that esbuild makes of the sources and the packages that they use. */
export function bundles({ production = false, folder = 'dist' }: BuildTarget = {}): Bundle[] {
  const common: Bundle = {
    absWorkingDir: root,
    bundle: true,
    metafile: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
    // Its main file is UMD, whose inner require() calls cannot be bundled.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  };
  const node: Bundle = { ...common, platform: 'node', format: 'cjs', target: 'node20' };
  return [
    {
      ...node,
      entryPoints: { extension: 'extension/extension.ts' },
      outdir: folder,
      external: ['vscode'],
      plugins: [
        deferred({ jstat: ['jStat'], 'schemas/generated/validators': validators, ...pdfOnDemand, ...parquetOnDemand }),
      ],
    },
    {
      ...node,
      entryPoints: {
        jstat: 'jstat',
        'schemas/generated/validators': 'schemas/generated/validators.js',
      },
      outdir: folder,
    },
    {
      ...node,
      entryPoints: { 'pdf/drawPdf': 'pdf/drawPdf.ts' },
      outdir: folder,
      // Half of its size, for fonts that are compressed in a way that ours is not.
      alias: { ...common.alias, 'brotli/decompress.js': path.join(__dirname, 'build', 'noBrotli.ts') },
      // PDFKit needs the address of its module, which CommonJS does not have.
      define: { ...common.define, 'import.meta.url': 'moduleAddress' },
      banner: { js: "const moduleAddress = require('node:url').pathToFileURL(__filename).href;" },
    },
    {
      ...node,
      entryPoints: { ferexp: 'cli/main.ts' },
      outdir: folder,
      // Training happens in the runner's process: the command itself never loads TensorFlow.js.
      external: ['@tensorflow/*'],
      plugins: [
        deferred({ ...pdfOnDemand, ...parquetOnDemand, ...protocolOnDemand, ...onnxOnDemand, ...hdf5OnDemand }),
      ],
      banner: { js: '#!/usr/bin/env node' },
    },
    {
      ...node,
      entryPoints: {
        modelContextProtocol: 'cli/mcp/modelContextProtocol.ts',
        encodeModel: 'runner/exported/onnx/encodeModel.ts',
        encodeParquet: 'results/export/parquet/encodeParquet.ts',
      },
      outdir: folder,
    },
    // Names are kept: TensorFlow.js writes names of classes into saved models.
    {
      ...node,
      keepNames: true,
      entryPoints: {
        runner: 'runner/main.ts',
        replica: 'runner/parallel/replica.ts',
        kerasReader: 'runner/weights/kerasReader.ts',
      },
      outdir: folder,
      plugins: [deferred(hdf5OnDemand)],
    },
    {
      ...node,
      entryPoints: { 'h5wasm/node': 'h5wasm/node' },
      outdir: folder,
      // It needs the address of its module, which CommonJS does not have.
      define: { ...common.define, 'import.meta.url': '__filename' },
    },
    {
      ...common,
      platform: 'browser',
      format: 'iife',
      target: 'chrome120',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      entryPoints: {
        run: 'webview/run/main.tsx',
        comparison: 'webview/comparison/main.tsx',
        preview: 'webview/preview/main.tsx',
        data: 'webview/data/main.tsx',
        audit: 'webview/audit/main.tsx',
        explain: 'webview/explain/main.tsx',
      },
      outdir: path.join(folder, 'webview'),
      loader: { '.ttf': 'file' },
      assetNames: '[name]',
    },
    // It stands in every demo page that is exported, so it is always small.
    {
      ...common,
      minify: true,
      sourcemap: false,
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      entryPoints: { demo: 'demo/main.tsx' },
      outdir: path.join(folder, 'demo'),
    },
  ];
}

/** Copies and compiles what is not bundled. */
export async function buildStatic(folder = dist): Promise<void> {
  await Promise.all(['wasm', 'pdf'].map((name) => mkdir(path.join(folder, name), { recursive: true })));
  await Promise.all([
    // Icons inside web components need the font's style sheet by its own address.
    ...['codicon.css', 'codicon.ttf'].map((file) =>
      cp(path.join(root, 'node_modules', '@vscode', 'codicons', 'dist', file), path.join(folder, 'webview', file)),
    ),
    ...Object.values(fontFiles).map((file) => cp(file, path.join(folder, 'pdf', path.basename(file)))),
    ...stockWasmFiles.map((file) => cp(file, path.join(folder, 'wasm', path.basename(file)))),
    buildKernels(path.join(folder, 'wasm')),
  ]);
}

export async function buildAll(target: BuildTarget = {}): Promise<void> {
  const folder = path.resolve(root, target.folder ?? dist);
  await rm(path.join(folder, 'webview'), { recursive: true, force: true });
  const [, ...results] = await Promise.all([buildStatic(folder), ...bundles(target).map((bundle) => build(bundle))]);
  const metafiles = results.map(({ metafile }) => metafile);
  const write = async (name: string, packages: readonly string[]) =>
    writeFile(path.join(folder, name), await noticesOf(packages));
  await write('THIRD-PARTY-NOTICES.txt', [...bundledPackages(metafiles), ...copiedPackages]);
  // A demo page that is handed on carries the licences of what it holds.
  await write(demoNotices, [...bundledPackages(metafiles.filter(isOfDemo)), ...demoPackages]);
}

if (process.argv[1] === __filename) {
  buildAll().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
