/** Views that the pages get in the tests: read from run directories by the same code as in the editor. */
import type { OpenOptions, Panel, Panels } from './panel';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { compareRuns } from '../../results/compare';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import { forestOf } from '../../results/forest';
import { RunFollower } from '../../results/runFollower';
import { RunIndex } from '../../results/runIndex';
import { previewAugmentation } from '../../runner/preview/previewAugmentation';
import { writeFakeRun, type FakeRun } from '../fixtures/runs';
import type { RunView } from '../../schemas/messages/run';
import type { ComparisonView, Forest } from '../../schemas/messages/comparison';
import type { AugmentationPreview } from '../../schemas/messages/preview';

const temporary: string[] = [];
after(() => Promise.all(temporary.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

/** A folder of these tests, gone after the last of them. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-ui-'));
  temporary.push(folder);
  return folder;
}

export async function runView(run: FakeRun, ...earlier: FakeRun[]): Promise<RunView> {
  const root = await temporaryFolder();
  for (const each of earlier) writeFakeRun(root, each);
  const follower = new RunFollower(writeFakeRun(root, run));
  await follower.read();
  return follower.view();
}

export async function comparisonView(runs: readonly FakeRun[]): Promise<ComparisonView> {
  const root = await temporaryFolder();
  for (const run of runs) writeFakeRun(root, run);
  const index = new RunIndex(root);
  await index.refresh();
  return compareRuns(index.runs());
}

/** A comparison, and the differences by class of one of its variants. */
export async function comparisonByClass(
  runs: readonly FakeRun[],
  variant: string,
): Promise<{ readonly view: ComparisonView; readonly forest: Forest; readonly directory: string }> {
  const root = await temporaryFolder();
  for (const run of runs) writeFakeRun(path.join(root, '.ferexp', 'runs'), run);
  const index = new RunIndex(path.join(root, '.ferexp', 'runs'));
  await index.refresh();
  const view = await compareRuns(index.runs());
  const { id } = view.rows.find((row) => row.variant === variant)!;
  return { view, forest: (await forestOf(index.runs(), id, {}))!, directory: root };
}

/** Generated faces in six versions, by the code that trains. */
export async function drawnPreview(techniques: object, faces = 8): Promise<AugmentationPreview> {
  const { file } = parseExperiment(
    JSON.stringify({
      version: 1,
      name: 'flip',
      data: { source: 'synthetic', synthetic: { training: 70, test: 14 } },
      model: { type: 'smallCnn' },
      training: { epochs: 6 },
      techniques,
    }),
  );
  const [resolved] = resolveRuns(file!, { path: path.join(await temporaryFolder(), 'flip.ferexp.json') });
  return previewAugmentation(resolved!, { faces, versions: 6 });
}

/** Opens a comparison, and waits until it is shown. */
export async function openComparison(
  panels: Panels,
  comparison: ComparisonView,
  options: OpenOptions = {},
): Promise<Panel> {
  const panel = await panels.open('comparison', options);
  await panel.send({ type: 'load', comparison, experiments: [] });
  await panel.page.waitForSelector('main, .empty');
  return panel;
}
