/** What the contenders of one table train: a network on one batch of noise. */
import { createInterface } from 'node:readline';
import { resolveModel } from '../../../experiment/defaults';
import type { ResolvedExperiment } from '../../../experiment/types';
import type { ModelConfig } from '../../../schemas/generated/experiment';
import { uniformNoise } from './noise';

export const size = 48;
export const classes = 7;

/** The values of the weights do not affect the time. EfficientNet-Lite0 is trained on faces as they are, as the others are. */
const settingsOf: Partial<Record<Case['model'], Omit<ModelConfig, 'type'>>> = {
  resnet50: { weights: 'random' },
  efficientnetLite0: { weights: 'random', inputSize: size },
};

/** Passed to each child as its first argument, as JSON. */
export interface Case {
  readonly model: Exclude<ResolvedExperiment['model']['type'], 'layersModel'>;
  readonly batchSize: number;
}

/** The case of this child process. */
export function givenCase(): Case & { readonly settings: ResolvedExperiment['model'] } {
  const given = JSON.parse(process.argv[2] ?? '') as Case;
  return { ...given, settings: resolveModel({ type: given.model, ...settingsOf[given.model] }) };
}

export function noiseBatch(batchSize: number): { images: Float32Array; targets: Float32Array } {
  const images = uniformNoise(batchSize * size * size);
  const targets = new Float32Array(batchSize * classes);
  for (let i = 0; i < batchSize; i++) targets[i * classes + (i % classes)] = 1;
  return { images, targets };
}

export const works = ['train', 'predict'] as const;
export type Work = (typeof works)[number];

/** Of ResNet-50 the features are measured, which are computed once. */
export function worksOf({ model }: Case): readonly Work[] {
  return model === 'resnet50' ? ['predict'] : works;
}

/**
 * A prediction covers many images, like a validation: what it prepares once is prepared for all of them. ResNet-50 takes as
 * long for 128 images as the others for thousands.
 */
export function batchesPerStep({ model, batchSize }: Case): Readonly<Record<Work, number>> {
  return { train: 1, predict: model === 'resnet50' ? Math.max(1, 128 / batchSize) : 4 };
}

/** One step: seconds by the clock, and seconds that all threads of the process computed. */
export interface StepTime {
  readonly wall: number;
  readonly cpu: number;
}

/**
 * Child process: runs the steps that are requested on its standard input, one request per line (`train 5`), and answers
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
