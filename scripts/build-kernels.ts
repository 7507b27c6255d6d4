/** Compiles the kernels of the embedded engine: `npx tsx scripts/build-kernels.ts`. Needs only what npm installed. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { winogradSource } from './kernels/winograd';

const packages = createRequire(__filename);
const root = resolve(__dirname, '..');
const sources = join(root, 'runner/engine/wasm/kernels');
const generators = join(root, 'scripts/kernels');

/** Generated sources, which are not stored: path from the kernels' folder → text. */
const generated: Readonly<Record<string, () => string>> = {
  'generated/winograd.ts': winogradSource,
};

/** The stock backend's own modules, which the bundle must include in the same folder. */
export const stockWasmFiles: readonly string[] = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
].map((name) => join(dirname(packages.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out', name));

const variants = [
  { name: 'kernels-simd.wasm', flags: ['--enable', 'simd'] },
  { name: 'kernels-relaxed.wasm', flags: ['--enable', 'simd', '--enable', 'relaxed-simd'] },
] as const;

/** Names of the files that `buildKernels` leaves in its folder. */
export const kernelFiles: readonly string[] = variants.map((variant) => variant.name);

/** Writes beside the target and then renames, so that a reader never sees half a file. */
function writeWhole(path: string, data: Uint8Array): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, data);
  renameSync(temporary, path);
}

async function compile(flags: readonly string[]): Promise<Uint8Array> {
  const { default: asc } = await import('assemblyscript/asc');
  let binary: Uint8Array | undefined;
  const made = new Map(Object.entries(generated).map(([path, text]) => [join(sources, path), text()]));
  const { error, stderr } = await asc.main(
    [
      relative(root, join(sources, 'index.ts')),
      ...['--outFile', 'kernels.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory'],
      ...flags,
    ],
    {
      readFile: (name, baseDir) => {
        const path = resolve(root, baseDir, name);
        const text = made.get(path);
        if (text !== undefined) return text;
        return existsSync(path) ? readFileSync(path, 'utf8') : null;
      },
      writeFile: (_name, contents) => {
        binary = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary) throw new Error(`The kernels do not compile.\n${stderr.toString()}`);
  return binary;
}

/**
 * Writes `kernels-simd.wasm` and `kernels-relaxed.wasm` into `outDir`, and the stock backend's modules beside them.
 * Takes about 4 s per module.
 */
export async function buildKernels(outDir: string): Promise<void> {
  mkdirSync(outDir, { recursive: true });
  for (const { name, flags } of variants) writeWhole(join(outDir, name), await compile(flags));
  for (const path of stockWasmFiles) writeWhole(join(outDir, basename(path)), readFileSync(path));
}

function newest(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}

/** Builds only what is missing or older than its sources. Returns whether it had to. */
export async function ensureKernels(outDir = join(root, 'dist/wasm')): Promise<boolean> {
  const wanted = [...kernelFiles, ...stockWasmFiles.map((path) => basename(path))].map((name) => join(outDir, name));
  const changed = Math.max(newest(sources), newest(generators), statSync(__filename).mtimeMs);
  const built = kernelFiles.map((name) => join(outDir, name));
  if (wanted.every(existsSync) && built.every((path) => statSync(path).mtimeMs > changed)) return false;
  await buildKernels(outDir);
  return true;
}

if (process.argv[1] === __filename) {
  buildKernels(join(root, 'dist/wasm')).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
