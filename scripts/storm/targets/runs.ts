/** Targets: files of a run directory, next to an intact run that must stay unchanged. */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compareRuns } from '../../../results/compare';
import { queueOf } from '../../../results/queue';
import { RunFollower } from '../../../results/runFollower';
import { RunIndex } from '../../../results/runIndex';
import { statusWords } from '../../../results/words';
import { readPredictions, writePredictions } from '../../../storage/run/predictions';
import { loadCheckpoint, saveCheckpoint } from '../../../runner/train/checkpoint';
import { runFiles } from '../../../schemas/runDirectory';
import { writeFakeRun } from '../../../test/fixtures/runs';
import { below, mutateBytes, mutateJsonText, mutateLines } from '../mutate';
import { must, type Target } from '../target';
import type { TrainingState } from '../../../runner/train/state';

async function readProject(folder: string, whole: string): Promise<'read' | 'passed over'> {
  const index = new RunIndex(folder);
  await index.refresh();
  const records = index.runs();
  must(records.find(({ directory }) => directory === whole)?.header.state === 'completed', 'the whole run is gone');
  for (const { header, summary } of records) {
    const words = statusWords(header, summary);
    const shares = [...words.matchAll(/([\d.]+) %/g)].map(([, number]) => Number(number));
    must(
      shares.every((share) => share >= 0 && share <= 100),
      `listed as ${words}`,
    );
    must(header.state !== 'failed' || Boolean(header.message), 'failed without a reason');
  }
  const view = await compareRuns(records);
  must(
    view.rows.some(({ variant }) => variant === 'whole'),
    'the whole run is not compared',
  );
  queueOf(records, () => undefined);
  for (const { directory } of records) {
    const follower = new RunFollower(directory);
    await follower.read();
    follower.view();
  }
  return records.every(({ header }) => header.state === 'completed') ? 'read' : 'passed over';
}

const states = ['completed', 'interrupted', 'running', 'queued'] as const;
const jsonFiles = [
  runFiles.experiment,
  runFiles.summary,
  runFiles.environment,
  runFiles.queue,
  runFiles.lock,
  runFiles.queued,
  runFiles.note,
];

export const runJson: Target = {
  name: 'JSON of a run',
  tries: 900,
  async prepare(folder) {
    const project = path.join(folder, 'runs');
    const whole = writeFakeRun(project, { variant: 'whole' });
    const directory = path.join(project, 'fake', '20260101-000000-damaged-1-abcd');
    return async (random) => {
      const state = states[below(random, states.length)]!;
      const template = writeFakeRun(path.join(folder, 'template', state), {
        ...{ variant: 'damaged', state, starred: true, note: 'a note\nof two lines' },
      });
      await rm(directory, { recursive: true, force: true });
      await cp(template, directory, { recursive: true });
      const file = path.join(directory, jsonFiles[below(random, jsonFiles.length)]!);
      const text = await readFile(file, 'utf8').catch(
        () => '{"version":1,"queue":"q","position":1,"total":1,"jobs":1,"beside":false,"needs":[]}',
      );
      await writeFile(file, mutateJsonText(text, random));
      return readProject(project, whole);
    };
  },
};

export const events: Target = {
  name: 'events of a run',
  tries: 400,
  async prepare(folder) {
    const whole = writeFakeRun(folder, { variant: 'whole' });
    const directory = writeFakeRun(folder, { variant: 'damaged', state: 'interrupted' });
    const file = path.join(directory, runFiles.events);
    const text = await readFile(file, 'utf8');
    return async (random) => {
      await writeFile(
        file,
        random.uniform() < 0.5 ? mutateLines(text, random) : mutateBytes(Buffer.from(text), random),
      );
      return readProject(folder, whole);
    };
  },
};

const state: TrainingState = {
  stage: 1,
  stageStart: 0,
  finishedEpochs: 2,
  stepsDone: 0,
  stepsPerEpoch: 10,
  partial: { lossSum: 0.1, correct: 3, examples: 4, seconds: 1.5 },
  optimizerStep: 20,
  schedule: { learningRate: 1e-3 },
  stoppedEarly: false,
  trainingSeconds: 12.25,
  dataFingerprint: 'abc',
};

export const checkpoints: Target = {
  name: 'checkpoints',
  tries: 300,
  async prepare(folder) {
    const tensor = (name: string) => ({
      name,
      shape: [40],
      values: Float32Array.from({ length: 40 }, (_, i) => i / 7),
    });
    const at = (finishedEpochs: number) => ({
      state: { ...state, finishedEpochs },
      weights: [tensor('a/kernel'), tensor('b/kernel')],
      optimizer: [tensor('first/0')],
    });
    await saveCheckpoint(folder, at(1));
    await saveCheckpoint(folder, at(2));
    const newest = path.join(folder, runFiles.checkpoint, '2-10');
    const whole = {
      'state.json': await readFile(path.join(newest, 'state.json')),
      'tensors.bin': await readFile(path.join(newest, 'tensors.bin')),
    };
    const expected = { 1: JSON.stringify(at(1)), 2: JSON.stringify(at(2)) };
    return async (random) => {
      const name = random.uniform() < 0.6 ? 'state.json' : 'tensors.bin';
      const bytes =
        name === 'state.json' ? mutateJsonText(whole[name].toString(), random) : mutateBytes(whole[name], random);
      await writeFile(path.join(newest, name), bytes);
      try {
        const { checkpoint, damaged } = await loadCheckpoint(folder);
        const epoch = checkpoint?.state.finishedEpochs as 1 | 2 | undefined;
        must(
          epoch !== undefined && JSON.stringify(checkpoint) === expected[epoch],
          'another network from a damaged checkpoint',
        );
        must(epoch === 2 || damaged.includes('2-10'), 'a damaged checkpoint was passed over in silence');
        return epoch === 2 ? 'read' : 'passed over';
      } finally {
        await writeFile(path.join(newest, name), whole[name]);
      }
    };
  },
};

export const predictions: Target = {
  name: 'predictions',
  tries: 200,
  async prepare(folder) {
    const whole = {
      split: 'test',
      classNames: ['a', 'b', 'c'],
      samples: 1,
      probabilities: Float32Array.from({ length: 60 }, (_, i) => (i % 7) / 7),
      ids: Uint32Array.from({ length: 20 }, (_, i) => i),
      labels: Uint8Array.from({ length: 20 }, (_, i) => i % 3),
    };
    await writePredictions(folder, whole);
    const file = path.join(folder, runFiles.predictions, 'test.bin');
    const bytes = await readFile(file);
    const expected = JSON.stringify(await readPredictions(folder, 'test'));
    return async (random) => {
      await writeFile(file, mutateBytes(bytes, random));
      must(JSON.stringify(await readPredictions(folder, 'test')) === expected, 'other predictions from a damaged file');
      return 'read';
    };
  },
};
