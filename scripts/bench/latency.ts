/** Measures the time from an event written to events.jsonl to its pixel in the panel of a real VS Code. */
import { runsRootIn } from '../../experiment/project';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EventWriter } from '../../storage/run/events';
import { writeFakeRun } from '../../test/fixtures/runs';
import { Workbench } from '../host/workbench';
import { median } from './median';

const samples = 20;

/** Source that runs in the page: when, in milliseconds since 1970, the frame after the one that shows `text` began. */
const shownAt = (text: string): string => `new Promise((resolve) => {
  const look = () =>
    document.querySelector('.facts')?.textContent?.includes(${JSON.stringify(text)})
      ? requestAnimationFrame(() => resolve(Date.now()))
      : requestAnimationFrame(look);
  look();
})`;

export async function benchLatency(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-latency-'));
  await mkdir(path.join(folder, '.vscode'));
  const directory = writeFakeRun(runsRootIn(folder), {
    experiment: 'latency',
    state: 'running',
    epochs: 10_000,
    epochsRun: 1,
  });
  const workbench = await Workbench.open({ folder });
  const times: number[] = [];
  try {
    await workbench.command('FER Experiments: Open Run');
    const picked = workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'latency' }).first();
    await picked.click({ timeout: 30_000 });
    const frame = await workbench.webview('.run-header', 120_000);
    const writer = await EventWriter.open(directory);
    for (let step = 0; step < samples; step++) {
      const epoch = step + 2;
      const start = Date.now();
      await writer.write({
        type: 'batch',
        epoch,
        step: 1,
        loss: 1,
        accuracy: 0.5,
        learningRate: 0.001,
        imagesPerSecond: 100,
      });
      // Resolves in the frame after the one that shows it.
      const seen = await frame.evaluate<number>(shownAt(`${epoch} / 10000`));
      times.push(seen - start);
      await new Promise((resolve) => setTimeout(resolve, 137));
    }
    await writer.close();
  } finally {
    await workbench.close();
    await rm(folder, { recursive: true, force: true });
  }
  return [
    '### From event to pixel',
    '',
    `An event appended to \`events.jsonl\` until the run panel of a real VS Code shows it, ${samples} events: median ${median(times)} ms, slowest ${Math.max(...times)} ms (aim: under 500 ms).`,
  ].join('\n');
}
