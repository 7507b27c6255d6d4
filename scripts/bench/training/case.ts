/** What all contenders train: the study's CNN on one batch of noise. */
import { uniformNoise } from './noise';

export const batchSize = 128;
export const size = 48;
export const classes = 7;

/** The first steps build plans, grow memory and are not counted. */
export const warmUp = 3;
export const trainSteps = 12;
export const predictSteps = 8;

export const model = { type: 'customCnn', dropout: 0.25, l2: 0.01 } as const;

export function noiseBatch(): { images: Float32Array; targets: Float32Array } {
  const images = uniformNoise(batchSize * size * size);
  const targets = new Float32Array(batchSize * classes);
  for (let i = 0; i < batchSize; i++) targets[i * classes + (i % classes)] = 1;
  return { images, targets };
}

/** Seconds a step, as a child prints them on its last line. */
export interface Timings {
  readonly train: readonly number[];
  readonly predict: readonly number[];
}

/** Times a step that ends when its result has been read. */
export function timeSteps(step: () => void, steps: number): number[] {
  const seconds: number[] = [];
  for (let i = 0; i < warmUp + steps; i++) {
    const start = performance.now();
    step();
    if (i >= warmUp) seconds.push((performance.now() - start) / 1000);
  }
  return seconds;
}

export function print(timings: Timings): void {
  console.log(JSON.stringify(timings));
}
