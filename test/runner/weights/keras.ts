/** ResNet-50 of Keras with random weights, made by Keras itself: its files of weights and its features of some faces. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { generateFaces } from '../../../runner/data/synthetic';
import { kerasPython } from '../../../scripts/provision/keras';

export const faceSide = 48;
export const faceCount = 4;

export interface KerasReference {
  readonly folder: string;
  /** Values from 0 to 1, `[faceCount, 48, 48, 1]`. */
  readonly faces: Float32Array;
  /** `[faceCount, 2048]` */
  features(side: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}

export const python = kerasPython();

/** Where FER2013_DIR is set, the first faces of its CSV, else generated ones. Grey, 0–255. */
async function someFaces(): Promise<Uint8Array> {
  const csv = path.join(process.env['FER2013_DIR'] ?? '', 'fer2013.csv');
  if (process.env['FER2013_DIR'] === undefined || !existsSync(csv)) {
    const synthetic = { training: faceCount, test: 2, seed: 1, labelNoise: 0 };
    return (await generateFaces(synthetic)).pixels.subarray(0, faceCount * faceSide ** 2);
  }
  const file = await open(csv);
  const rows: string[] = [];
  for await (const line of file.readLines()) if (rows.push(line) > faceCount) break;
  return Uint8Array.from(rows.slice(1).flatMap((row) => row.split(',')[1]!.split(' ').map(Number)));
}

/** @param sides in pixels that the faces are enlarged to */
export async function askKeras(...sides: readonly number[]): Promise<KerasReference> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-keras-'));
  const pixels = await someFaces();
  await writeFile(path.join(folder, 'faces.bin'), pixels);
  await promisify(execFile)(python!, [path.join(__dirname, 'resnet50.py'), folder, ...sides.map(String)], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', KERAS_BACKEND: 'tensorflow' },
  });
  return {
    folder,
    faces: Float32Array.from(pixels, (value) => value / 255),
    async features(side) {
      const bytes = await readFile(path.join(folder, `features-${side}.bin`));
      return new Float32Array(Uint8Array.from(bytes).buffer);
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
