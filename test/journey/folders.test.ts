/** A window of two folders that each hold an experiment of the same name: their runs are never taken for one another's. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from '../../scripts/host/workbench';
import { writeFakeRun } from '../fixtures/runs';
import { tellFailure } from './failed';
import { until } from './until';

const experiment = {
  ...{ version: 1, name: 'flip', repeats: 2, data: { source: 'synthetic' } },
  ...{ model: { type: 'smallCnn' }, training: { epochs: 3 } },
  variants: { mirrored: { techniques: { augmentation: { horizontalFlip: true } } } },
};
/** By folder, of its two runs of the base. */
const accuracies = { 'study-1': [0.61, 0.63], 'study-2': [0.81, 0.83] } as const;

describe('two folders in one real VS Code', () => {
  let folder: string;
  let workbench: Workbench | undefined;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-folders-'));
    for (const [name, values] of Object.entries(accuracies)) {
      const project = path.join(folder, name);
      await mkdir(path.join(project, '.vscode'), { recursive: true });
      const file = path.join(project, 'flip.ferexp.json');
      await writeFile(file, JSON.stringify(experiment, null, 2));
      values.forEach((testAccuracy, repeat) => {
        const run = { experiment: 'flip', repeat, repeats: 2, testAccuracy };
        const directory = writeFakeRun(path.join(project, '.ferexp', 'runs'), run);
        assert.ok(directory.startsWith(project));
      });
    }
    const folders = Object.keys(accuracies).map((name) => ({ path: name }));
    await writeFile(path.join(folder, 'both.code-workspace'), JSON.stringify({ folders }));
  });
  afterEach(tellFailure);
  afterEach(async () => {
    await workbench?.close();
    workbench = undefined;
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }));

  for (const theme of ['light', 'high-contrast'] as const) {
    it(`tells experiments of one name apart, in the ${theme} theme`, async () => {
      workbench = await Workbench.open({
        folder: path.join(folder, 'both.code-workspace'),
        theme,
      });
      const { page } = workbench;
      await workbench.showActivity();
      const rows = page.locator('.pane:has(.pane-header[aria-label*="Experiments"]) .monaco-list-row');
      const labels = () => rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label') ?? ''));
      await until('both experiments with their own runs', 90, async () => {
        const found = await labels();
        return ['study-1', 'study-2'].every((place) =>
          found.some((label) => /^experiment flip, /.test(label) && label.includes(place) && label.includes('2 runs')),
        );
      });
      const means = (await labels()).filter((label) => label.startsWith('variant base')).sort();
      assert.equal(means.length, 2, means.join('\n'));
      assert.match(means[0]!, /, 62\.0 %, 2 runs: /);
      assert.match(means[1]!, /, 82\.0 %, 2 runs: /);

      await workbench.command('FER Experiments: Compare Experiments');
      // All are chosen by then.
      await page.locator('.quick-input-widget .monaco-list-row').nth(1).waitFor({ state: 'visible' });
      await page.keyboard.press('Enter');
      const table = await workbench.webview('.scroll tbody tr');
      const text = (await table.locator('.scroll').first().innerText()).replaceAll(/\s+/g, ' ');
      await table.evaluate('document.fonts.ready.then(() => undefined)');
      await workbench.photograph(`journey/folders-${theme}`);
      assert.match(text, /flip \(study-1\)/);
      assert.match(text, /flip \(study-2\)/);
    });
  }
});
