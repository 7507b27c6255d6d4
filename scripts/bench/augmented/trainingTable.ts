/** Measures what augmentation costs in training: both engines, with it and without, by turns in one process. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ResolvedAugmentation } from '../../../experiment/types';
import { engineProviders } from '../../../runner/engine';
import { ensureKernels } from '../../build-kernels';
import { median } from '../median';
import type { TrainingTimes } from './training';

const batchSize = 128;
const pairs = 8;

/** @returns Markdown */
export async function trainingTable(augmentation: ResolvedAugmentation, title: string): Promise<string> {
  await ensureKernels();
  const rows: string[] = [];
  for (const provider of engineProviders) {
    const found = await provider.probe();
    for (const model of ['customCnn', 'smallCnn']) {
      if (!found.available) rows.push(`| \`${provider.id}\` | ${model} | not measured: ${found.reason} |`);
      else rows.push(await row(provider, model, augmentation));
    }
  }
  return [
    `### Training with augmentation (${title}), batch ${batchSize}`,
    '',
    `Medians of ${pairs} pairs of steps, each from preparing the batch to reading the loss. CPU: milliseconds that all threads compute for a step. Speed: with augmentation as a share of that without, by the clock and by CPU time.`,
    '',
    '| engine | network | without, ms | with, ms | speed | without, CPU ms | with, CPU ms | speed |',
    '| --- | --- | --: | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}

async function row(
  { id, launchEnvironment }: (typeof engineProviders)[number],
  model: string,
  augmentation: ResolvedAugmentation,
): Promise<string> {
  const script = path.join(__dirname, 'training.ts');
  const args = ['--import', 'tsx', script, id, model, String(batchSize), String(pairs), JSON.stringify(augmentation)];
  const env = { ...process.env, ...(await launchEnvironment()) };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  const times = JSON.parse(stdout.trim().split('\n').at(-1)!) as TrainingTimes;
  const cells = (['wall', 'cpu'] as const).flatMap((unit) => {
    const [without, augmented] = [times.without, times.with].map((steps) => 1000 * median(steps.map((s) => s[unit])));
    return [without!.toFixed(0), augmented!.toFixed(0), (without! / augmented!).toFixed(3)];
  });
  return `| \`${id}\` | ${model} | ${cells.join(' | ')} |`;
}
