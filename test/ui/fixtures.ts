/** Views that the pages get in the tests: read from run directories by the same code as in the editor. */
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { compareRuns } from '../../results/compare';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import { RunFollower } from '../../results/runFollower';
import { RunIndex } from '../../results/runIndex';
import { previewAugmentation } from '../../runner/preview/previewAugmentation';
import { writeFakeRun, type FakeRun } from '../fixtures/runs';
import type { RunView } from '../../schemas/messages/run';
import type { ComparisonView } from '../../schemas/messages/comparison';
import type { AugmentationPreview } from '../../schemas/messages/preview';

export const temporaryFolder = (): Promise<string> => mkdtemp(path.join(os.tmpdir(), 'ferexp-ui-'));

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
