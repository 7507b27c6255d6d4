/** Augmentation against Keras's ImageDataGenerator: the same pixels, and how many faces per second on one core. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { resolveAugmentation } from '../../experiment/techniques/augmentation';
import type { ResolvedAugmentation } from '../../experiment/types';
import { openSource } from '../../runner/data/source';
import { generateFaces } from '../../runner/data/synthetic';
import { drawParameters } from '../../runner/techniques/transform/parameters';
import { createTransform } from '../../runner/techniques/transform/transform';
import { trainingTable } from './augmented/trainingTable';
import { median } from './median';

const rounds = 3;
const count = 4096;
/** Faces whose pixels are compared. */
const compared = 256;
const size = { width: 48, height: 48 };
const length = size.width * size.height;

interface Case {
  readonly title: string;
  readonly ours: ResolvedAugmentation;
  /** The same settings with Keras's names. */
  readonly keras: Readonly<Record<string, unknown>>;
}

const geometry = { horizontalFlip: true, rotation: 10, shear: 5, widthShift: 0.1, heightShift: 0.1, zoom: 0.1 };
const kerasGeometry = {
  ...{ horizontal_flip: true, rotation_range: 10, shear_range: 5 },
  ...{ width_shift_range: 0.1, height_shift_range: 0.1, zoom_range: 0.1 },
};

const cases: readonly Case[] = [
  {
    title: 'flip, shear 5',
    ours: resolveAugmentation({ horizontalFlip: true, shear: 5 }),
    keras: { horizontal_flip: true, shear_range: 5 },
  },
  { title: 'flip and all geometric ones', ours: resolveAugmentation(geometry), keras: kerasGeometry },
  {
    title: 'everything that Keras has',
    ours: resolveAugmentation({ ...geometry, verticalFlip: true, channelShift: 20, brightness: [0.8, 1.2] }),
    keras: { ...kerasGeometry, vertical_flip: true, channel_shift_range: 20, brightness_range: [0.8, 1.2] },
  },
];

/** Real faces if FER2013_DIR has fer2013.csv, otherwise generated ones. */
async function openFaces(folder: string): Promise<{ readonly pixels: Uint8Array; readonly kind: string }> {
  const directory = process.env['FER2013_DIR'];
  if (directory === undefined) {
    const { pixels } = await generateFaces({ training: count, test: 0, seed: 1, labelNoise: 0 });
    return { pixels, kind: 'generated faces' };
  }
  const options = { baseDirectory: directory, cacheDirectory: folder, onProgress: () => undefined };
  const { faces } = await openSource('fer2013.csv', options);
  return { pixels: faces.pixels.subarray(0, count * length), kind: 'faces of FER2013' };
}

/** Bundles one of our programs like the runner, which is faster than running it from the sources. @returns its path */
async function bundled(entry: string, folder: string): Promise<string> {
  const outfile = path.join(folder, `${path.basename(entry, '.ts')}.cjs`);
  const entryPoints = [path.join(__dirname, entry)];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', keepNames: true });
  return outfile;
}

/** @returns the number on the last line that a program prints */
async function lastNumber(program: string, args: readonly string[]): Promise<number> {
  const { stdout } = await promisify(execFile)(program, args, { env: { ...process.env, OMP_NUM_THREADS: '1' } });
  return Number(stdout.trim().split('\n').at(-1));
}

/** The transformations of the first faces, as Keras's `apply_transform` takes them, and our result. */
function transformOurs({ ours }: Case, pixels: Uint8Array) {
  const transform = createTransform(size, ours.fillMode);
  const result = new Float32Array(compared * length);
  const transforms = Array.from({ length: compared }, (_, example) => {
    const drawn = drawParameters(ours, 'augmentation', { seed: 1, epoch: 0, example });
    const image = Float32Array.from(pixels.subarray(example * length, (example + 1) * length));
    transform(image, drawn);
    result.set(image, example * length);
    return {
      theta: drawn.rotation,
      shear: drawn.shear,
      tx: drawn.widthShift * size.width,
      ty: drawn.heightShift * size.height,
      zx: drawn.zoomX,
      zy: drawn.zoomY,
      flip_horizontal: drawn.horizontalFlip,
      flip_vertical: drawn.verticalFlip,
      channel_shift_intensity: drawn.channelShift ?? null,
      brightness: drawn.brightness ?? null,
    };
  });
  return { transforms, result };
}

/**
 * FEREXP_BENCH_PYTHON is a Python with keras (and one of its backends), scipy and pillow; without it, only ours is measured.
 * @returns Markdown
 */
export async function benchAugmentation(): Promise<string> {
  const python = process.env['FEREXP_BENCH_PYTHON'];
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-bench-augmentation-'));
  try {
    const { pixels, kind } = await openFaces(folder);
    await writeFile(path.join(folder, 'faces'), pixels);
    const pass = await bundled('augmented/pass.ts', folder);
    const rows: string[] = [];
    for (const each of cases) rows.push(await row(each, pixels, folder, pass, python));
    return [
      `## Augmentation on one core: ${count} ${kind}`,
      '',
      `Median of ${rounds} passes, in turn, by the time that the process computed. The difference is the largest of all pixels of ${compared} faces, of 255.`,
      '',
      "| what | ours, faces/s | ImageDataGenerator, faces/s | of Keras's speed | largest difference |",
      '| --- | --: | --: | --: | --: |',
      ...rows,
      ...(python === undefined ? ['', 'Keras: not measured, since FEREXP_BENCH_PYTHON is not set.'] : []),
      '',
      await trainingTable(cases[0]!.ours, cases[0]!.title),
    ].join('\n');
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function row(
  each: Case,
  pixels: Uint8Array,
  folder: string,
  pass: string,
  python: string | undefined,
): Promise<string> {
  const { transforms, result } = transformOurs(each, pixels);
  const faces = path.join(folder, 'faces');
  const caseFile = path.join(folder, 'case.json');
  const out = path.join(folder, 'out');
  await writeFile(caseFile, JSON.stringify({ settings: each.keras, transforms }));
  const ours: number[] = [];
  const keras: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await lastNumber(process.execPath, [pass, faces, String(count), JSON.stringify(each.ours)]));
    if (python === undefined) continue;
    const script = path.join(__dirname, 'augmentation.py');
    keras.push(await lastNumber(python, [script, faces, String(count), caseFile, out]));
  }
  if (python === undefined) return `| ${each.title} | ${median(ours).toFixed(0)} | – | – | – |`;
  const bytes = await readFile(out);
  const expected = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const worst = result.reduce((largest, value, i) => Math.max(largest, Math.abs(value - expected[i]!)), 0);
  const ratio = median(ours) / median(keras);
  return `| ${each.title} | ${median(ours).toFixed(0)} | ${median(keras).toFixed(0)} | ${ratio.toFixed(1)} × | ${worst.toFixed(3)} |`;
}
