import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { predictedFaces } from '../../results/predictedFaces';
import { writePredictions } from '../../storage/run/predictions';
import { splitMetrics } from '../../runner/evaluate/metrics';
import { Random } from '../../runner/random';
import type { PredictedFaces, PredictionQuery, SavePicture } from '../../schemas/faces';
import type { RunSummary, SplitMetrics } from '../../schemas/generated/summary';
import { runFiles } from '../../schemas/runDirectory';
import { RunFollower } from '../../results/runFollower';
import { writeFakeRun } from '../fixtures/runs';
import { commandFigure } from './commandFigure';
import { FakeFaces, ferData, resolvedOf, type FerData } from './faces';
import { labelNames } from '../../words/faceNames';
import { temporaryFolder } from './fixtures';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';
import type { RunView } from '../../schemas/messages/run';

describe('the faces of a run', () => {
  const panels = usePanels();
  let panel: Panel;
  let directory: string;
  let data: FerData;
  let run: RunView;
  const faces = new FakeFaces();
  const overview = () => faces.ask({ type: 'openRun', directory });

  before(async () => {
    data = await ferData();
    directory = writeFakeRun(await temporaryFolder(), { experiment: 'ferplus', epochs: 12 });
    const { fingerprint, classNames } = await faces.open(data);
    const merge = (name: string, values: object): void => {
      const file = path.join(directory, name);
      writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...values }));
    };
    const { file, baseDirectory, data: resolvedData } = resolvedOf(data);
    merge(runFiles.experiment, { file, baseDirectory, data: resolvedData });
    merge(runFiles.environment, { data: { fingerprint, source: 'fer.csv', examples: 840 } });
    const splits: Record<string, SplitMetrics> = {};
    for (const split of ['train', 'validation', 'test', 'publicTest', 'privateTest'] as const) {
      splits[split] = await predict(split, classNames);
    }
    merge(runFiles.summary, { splits, classNames: [...classNames] } satisfies Partial<RunSummary>);
    const follower = new RunFollower(directory);
    await follower.read();
    run = follower.view();
  });

  /** A network that is right about half of the faces and more or less sure. */
  async function predict(
    split: 'train' | 'validation' | 'test' | 'publicTest' | 'privateTest',
    classNames: readonly string[],
  ) {
    const { faces: all } = await faces.ask({ type: 'list', filter: { split }, offset: 0, limit: 1000 });
    const classes = classNames.length;
    const probabilities = new Float32Array(all.length * classes);
    all.forEach(({ id, label }, row) => {
      const random = new Random(5, 'predictions', 0, id);
      const chosen = random.uniform() < 0.4 ? label! : random.integer(classes);
      const scores = Array.from(
        { length: classes },
        (_, index) => random.uniform() + (index === chosen ? 1.2 + 4 * random.uniform() : 0),
      );
      const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
      scores.forEach((score, index) => (probabilities[row * classes + index] = Math.exp(score) / sum));
    });
    const labels = Uint8Array.from(all, ({ label }) => label!);
    const ids = Uint32Array.from(all, ({ id }) => id);
    await writePredictions(directory, { split, classNames, samples: 1, probabilities, ids, labels });
    return splitMetrics(probabilities, labels, classNames);
  }

  /** What the extension answers. */
  async function find(query: PredictionQuery): Promise<PredictedFaces> {
    const found = await predictedFaces(directory, query);
    const shown = await faces.ask({ type: 'faces', ids: found.faces.map(({ id }) => id) });
    const names = labelNames(await overview());
    return { ...found, names, faces: found.faces.map((face, index) => ({ ...face, face: shown[index]! })) };
  }

  const open = async (options: OpenOptions = {}, problem?: PredictedFaces['problem']) => {
    panel = await panels.open('run', { height: 2400, ...options });
    await panel.answer(async (message) => {
      const { type, query, ids } = message as { type: string; query: PredictionQuery; ids: number[] };
      if (type === 'duplicates') return { type, faces: await faces.ask({ type: 'faces', ids }) };
      if (type !== 'faces') return undefined;
      const found = problem ? { ...(await predictedFaces(directory, query)), problem } : await find(query);
      return { type: 'faces', found };
    });
    await panel.send({ type: 'load', run });
    await panel.page.waitForSelector('.predicted .face');
  };
  const heading = (): Promise<string> => panel.page.locator('.run-faces h2').innerText();

  for (const theme of themes) {
    it(`shows the most confident mistakes in the ${theme} theme`, async () => {
      await open({ theme });
      assert.equal(await heading(), 'Most confident mistakes');
      const {
        total,
        faces: wrong,
        classNames,
      } = await predictedFaces(directory, { split: 'test', offset: 0, limit: 2 });
      assert.match(
        await panel.page.locator('.run-faces [role=status]').innerText(),
        new RegExp(`^${total} faces of test`),
      );
      const first = await panel.page.locator('.predicted .face').first().innerText();
      const { truth, predicted, probabilities } = wrong[0]!;
      const sure = `${(100 * probabilities[predicted]!).toFixed(1)}\u00a0% sure`;
      assert.ok(first.startsWith(`${classNames[predicted]}?\nis ${classNames[truth]}\n${sure}\nFER `), first);
      await panel.page.locator('.predicted .face').first().click();
      await panel.page.waitForSelector('.face-details');
      assert.equal(await panel.page.locator('.face-details .bars').count(), 2);
      await panel.photograph(`run-faces-${theme}`);
    });
  }

  it('opens the faces of a cell, of each split, and goes back to all mistakes', async () => {
    await open();
    await panel.page.locator('main vscode-single-select').click();
    await panel.page.getByRole('option', { name: 'Validation' }).click();
    await panel.page.waitForFunction(() =>
      document.querySelector('.run-faces [role=status]')?.textContent?.includes('validation'),
    );
    const cell = panel.page.locator('.confusion td.right button').first();
    const label = (await cell.getAttribute('aria-label'))!;
    const [, right, name] = /^\d+ %, (\d+) of \d+ (\w+) predicted as \w+, show these faces$/.exec(label)!;
    await cell.focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.waitForFunction(
      ([title, total]) =>
        document.querySelector('.run-faces h2')?.textContent === title &&
        document.querySelector('.run-faces [role=status]')?.textContent?.startsWith(`${total} face`),
      [`${name} predicted as ${name}`, right] as const,
    );
    assert.equal(await panel.page.locator('.confusion td.chosen').count(), 1);
    assert.equal(await cell.getAttribute('aria-pressed'), 'true');
    const queries = (await panel.posted()).filter(({ type }) => type === 'faces').map(({ query }) => query);
    assert.deepEqual(queries.at(-1), { split: 'validation', cell: { truth: 0, predicted: 0 }, offset: 0, limit: 24 });
    await panel.page.locator('vscode-button', { hasText: 'All mistakes' }).click();
    await panel.page.waitForFunction(
      () => document.querySelector('.run-faces h2')?.textContent === 'Most confident mistakes',
    );
    await panel.photograph('run-faces-validation');
  });

  it('shows more on demand, each face once', async () => {
    await open();
    const { total } = await predictedFaces(directory, { split: 'test', offset: 0, limit: 0 });
    assert.ok(total > 24, `${total} mistakes`);
    assert.equal(await panel.page.locator('.predicted .face').count(), 24);
    await panel.page.locator('vscode-button', { hasText: 'Show more' }).click();
    await panel.page.waitForFunction(
      (all) => document.querySelectorAll('.predicted .face').length === all,
      Math.min(48, total),
    );
    const labels = await panel.page
      .locator('.predicted .face')
      .evaluateAll((all) => all.map((face) => face.getAttribute('aria-label')));
    assert.equal(new Set(labels).size, labels.length);
  });

  it('shows no face of data that has changed, and says so', async () => {
    const message =
      'The data has changed since this run: fer.csv no longer gives the faces, labels and splits that the run saw.';
    await open({}, { message, remedy: 'Put it back.' });
    assert.match(await panel.page.locator('.run-faces .notice').innerText(), /has changed since this run/);
    assert.equal(await panel.page.locator('.predicted img').count(), 0);
    assert.match(await panel.page.locator('.predicted .face').first().innerText(), /^\d+\n/);
    await panel.photograph('run-faces-changed');
  });

  it('asks for trust and for consent, and again once they are given', async () => {
    await open({}, { message: 'Not in this workspace.', action: 'allowData' });
    await panel.page.locator('.run-faces .notice vscode-button').click();
    await panel.send({ type: 'accessChanged' });
    await panel.page.waitForFunction(() => window.posted.filter(({ type }) => type === 'faces').length === 2);
    assert.ok((await panel.posted()).some(({ type }) => type === 'allowData'));
  });

  it('leads from a face to its duplicates, and back', async () => {
    await open();
    const { total } = await predictedFaces(directory, { split: 'test', offset: 0, limit: 0 });
    const wrong = await find({ split: 'test', offset: 0, limit: total });
    const place = wrong.faces.findIndex(({ face }) => face!.identical.length > 0);
    const { id, face } = wrong.faces[place]!;
    for (let shown = 24; shown <= place; shown += 24) {
      await panel.page.locator('vscode-button', { hasText: 'Show more' }).click();
      await panel.page.waitForFunction(
        (all) => document.querySelectorAll('.predicted .face').length >= all,
        Math.min(shown + 24, total),
      );
    }
    await panel.page.locator('.predicted .face').nth(place).click();
    const twin = face!.identical[0]!;
    await panel.page.locator('.face-details .link', { hasText: `Face ${twin}` }).click();
    await panel.page
      .locator('.face-details h3', { hasText: `Face ${twin}` })
      .first()
      .waitFor();
    assert.match(
      await panel.page.locator('.face-details dl').innerText(),
      /Label\s+[\w ]+\s+FER\s+\w+\s+FER\+\s+[\w ]+\s+Split\s+\w+/,
    );
    await panel.photograph('run-faces-twin');
    await panel.page.locator('.face-details .link', { hasText: `Face ${id}` }).click();
    await panel.page.locator('.face-details .bars caption', { hasText: 'Probabilities' }).waitFor();
  });

  it('saves curves, confusion and faces as vectors, as the command line draws them', async () => {
    await open();
    for (const name of ['Accuracy', 'Loss', 'Confusion, test', 'Most confident mistakes']) {
      await panel.page.getByRole('button', { name: `Save “${name}” as SVG` }).click();
    }
    await panel.page.waitForFunction(() => window.posted.filter(({ type }) => type === 'savePicture').length === 4);
    const pictures = (await panel.posted()).filter(({ type }) => type === 'savePicture') as unknown as SavePicture[];
    const [accuracy, loss, confusion, mistakes] = pictures.map(({ data: svg }) => svg);
    assert.equal(accuracy, await commandFigure(directory, { kind: 'accuracy' }));
    assert.equal(loss, await commandFigure(directory, { kind: 'loss' }));
    assert.equal(confusion, await commandFigure(directory, { kind: 'confusion' }));
    assert.equal(mistakes, await commandFigure(directory, { kind: 'mistakes', faces: 24 }));
    assert.match(accuracy!, />Epoch<.*<polyline[^>]*stroke-dasharray="6 4".*>validation</s);
    assert.match(accuracy!, /ferplus \/ base, seed 1/);
    assert.equal(pictures[2]!.name, 'ferplus-base-seed-1-confusion-test');
    assert.equal(confusion!.match(/<rect /g)!.length, 1 + 64);
    assert.equal(mistakes!.match(/<image /g)!.length, 24);
  });

  it('fits 320 px without scrolling sideways', async () => {
    await open({ width: 320, height: 3200 });
    await panel.page.locator('.predicted .face').first().click();
    await panel.page.waitForSelector('.face-details');
    await panel.photograph('run-faces-320px');
    await panel.fits();
  });
});
