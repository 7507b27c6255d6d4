/**
 * Measures the page that compares many runs, in a browser: how long a key in its filter takes until the page is drawn. Started by
 * the benchmark manyRuns with the root of the runs; prints JSON.
 */
import { compareRuns } from '../../results/compare';
import { RunIndex } from '../../results/runIndex';
import { median } from '../../scripts/bench/median';
import { PanelServer } from './panel';

/** Typed a key at a time, then deleted. */
const filters = ['smoothing-42', 'done experiment-3'];

declare global {
  interface Window {
    /** Milliseconds from each key to the end of the frame that shows what it filters. */
    keys: number[];
    /** Milliseconds of each task that took more than 50. */
    longTasks: number[];
  }
}

export interface FilterTimes {
  /** Milliseconds. */
  readonly median: number;
  readonly slowest: number;
  /** 0 if no task took more than 50 milliseconds. */
  readonly longestTask: number;
}

async function measure(root: string): Promise<FilterTimes> {
  const index = new RunIndex(root);
  await index.refresh();
  const comparison = await compareRuns(index.runs());
  const server = await PanelServer.start();
  try {
    const { page, send } = await server.open('comparison', { height: 900 });
    await send({ type: 'load', comparison, experiments: [] });
    await page.waitForSelector('tbody .expander');
    await page.evaluate(() => {
      Object.assign(window, { keys: [], longTasks: [] });
      const frame = new MessageChannel();
      let since = 0;
      frame.port1.onmessage = () => window.keys.push(performance.now() - since);
      document.addEventListener(
        'input',
        () => {
          since = performance.now();
          // A message is answered after the frame was drawn.
          requestAnimationFrame(() => frame.port2.postMessage(undefined));
        },
        true,
      );
      new PerformanceObserver((list) =>
        list.getEntries().forEach(({ duration }) => window.longTasks.push(duration)),
      ).observe({ type: 'longtask' });
    });
    const field = page.locator('vscode-textfield input');
    await field.click();
    for (const filter of filters) {
      for (const key of [...filter, ...Array.from(filter, () => 'Backspace')]) {
        const before = await page.evaluate(() => window.keys.length);
        await field.press(key === ' ' ? 'Space' : key);
        await page.waitForFunction((count) => window.keys.length > count, before);
      }
    }
    const { keys, longTasks } = await page.evaluate(() => ({ keys: window.keys, longTasks: window.longTasks }));
    return { median: median(keys), slowest: Math.max(...keys), longestTask: Math.max(0, ...longTasks) };
  } finally {
    await server.stop();
  }
}

measure(process.argv[2]!).then(
  (times) => console.log(JSON.stringify(times)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
