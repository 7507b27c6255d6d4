/** What all contenders train: the study's CNN on one batch of noise. */
import { createInterface } from 'node:readline';
import { uniformNoise } from './noise';

export const batchSize = 128;
export const size = 48;
export const classes = 7;

export const model = { type: 'customCnn', dropout: 0.25, l2: 0.01 } as const;

export function noiseBatch(): { images: Float32Array; targets: Float32Array } {
  const images = uniformNoise(batchSize * size * size);
  const targets = new Float32Array(batchSize * classes);
  for (let i = 0; i < batchSize; i++) targets[i * classes + (i % classes)] = 1;
  return { images, targets };
}

export const works = ['train', 'predict'] as const;
export type Work = (typeof works)[number];

/** A prediction is of many images, as a validation is: what it prepares once, it prepares for all of them. */
export const batchesPerStep: Readonly<Record<Work, number>> = { train: 1, predict: 4 };

/** One step: seconds by the clock, and seconds that all threads of the process computed. */
export interface StepTime {
  readonly wall: number;
  readonly cpu: number;
}

/**
 * Child process: does the steps that it is asked for on its standard input, one request a line (`train 5`), and answers
 * each with one line of JSON.
 * @param steps each ends when its result has been read
 */
export async function serve(steps: Readonly<Record<Work, () => void | Promise<void>>>): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const [work, count] = line.split(' ');
    const times: StepTime[] = [];
    for (let i = 0; i < Number(count); i++) times.push(await time(steps[work as Work]));
    console.log(JSON.stringify(times));
  }
}

async function time(step: () => void | Promise<void>): Promise<StepTime> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await step();
  const wall = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1e6 };
}
