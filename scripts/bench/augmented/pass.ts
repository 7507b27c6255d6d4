/**
 * Child process, bundled like the runner: one pass of the runner's pipeline over faces. Arguments: file of faces of 48×48
 * grey pixels, one byte each; their number; the experiment's augmentation as JSON. Prints the faces per second of CPU
 * time, for a pass after a warm-up pass.
 */
import { readFileSync } from 'node:fs';
import type { ResolvedAugmentation } from '../../../experiment/types';
import { createPixelPipeline } from '../../../runner/techniques';

const length = 48 * 48;
const [file, number, settings] = process.argv.slice(2) as [string, string, string];
const pixels = new Uint8Array(readFileSync(file));
const count = Number(number);
const pipeline = createPixelPipeline({ techniques: { augmentation: JSON.parse(settings) as ResolvedAugmentation } });
const out = new Float32Array(length);

let seconds = 0;
for (const epoch of [0, 1]) {
  const start = process.cpuUsage();
  for (let example = 0; example < count; example++) {
    pipeline(pixels.subarray(example * length, (example + 1) * length), out, { seed: 1, epoch, example });
  }
  const { user, system } = process.cpuUsage(start);
  seconds = (user + system) / 1e6;
}
console.log(count / seconds);
