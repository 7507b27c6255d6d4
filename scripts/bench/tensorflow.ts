/** The `tensorflow` engine against Keras and against TensorFlow.js as it comes: one library, one network, the same cores. */
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { engineDirectory } from '../../runner/engine/tensorflow/directory';
import { launchEnvironment } from '../../runner/engine/tensorflow/environment';
import { inspectInstallation } from '../../runner/engine/tensorflow/installation';
import { tensorFlowVersion } from '../../runner/engine/tensorflow/versions';
import { cache } from '../paths';
import { run } from '../process';
import { median } from './median';
import { batchesPerStep, batchSize, type StepTime, type Work, works } from './training/case';
import { Contender } from './training/contender';

/** The first steps build plans and grow memory; they are not counted. */
const warmUp = 2;

/** In every round each contender makes its steps in turn, so that a disturbance of the machine meets all of them. */
const rounds = 3;
const steps = 5;

/** Seconds after which no further round begins. */
const budget = 240;

/** What was measured of one contender, or why nothing was. */
interface Entry {
  readonly contender: Contender;
  readonly times: Readonly<Record<Work, StepTime[]>>;
  failure?: string;
}

/** A Python environment with Keras on the very TensorFlow that the engine uses. About 1.5 GB, once. */
async function provisionKeras(): Promise<string> {
  const folder = path.join(cache, `keras-tensorflow-${tensorFlowVersion}`);
  const python = path.join(folder, 'bin', 'python');
  const ready = path.join(folder, 'bin', 'ready');
  if (existsSync(ready)) return python;
  const log = path.join(cache, 'keras.log');
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder], { log });
  const flags = ['--disable-pip-version-check', '--no-input', '--only-binary', ':all:'];
  await run(python, ['-m', 'pip', 'install', ...flags, `tensorflow-cpu==${tensorFlowVersion}`, 'keras==3.15.1'], {
    log,
  });
  await writeFile(ready, '');
  return python;
}

function script(name: string): string {
  return path.join(__dirname, 'training', name);
}

/** Keras is the first. */
async function contenders(): Promise<Contender[] | string> {
  const state = inspectInstallation(engineDirectory());
  if (!state.ready) return `Not measured: ${state.reason} Run \`ferexp engine setup\`.`;
  const { tensorFlowVersion: version } = state.installation.marker;
  if (version !== tensorFlowVersion) {
    return `Not measured: the engine has TensorFlow ${version}, Keras would have ${tensorFlowVersion}.`;
  }
  const python = await provisionKeras();
  const node = (title: string, name: string) =>
    new Contender(title, process.execPath, ['--import', 'tsx', script(name)], launchEnvironment(state.installation));
  return [
    new Contender(
      'Keras 3, `train_on_batch`',
      python,
      [script('reference.py'), String(batchSize), String(batchesPerStep.predict)],
      {
        TF_CPP_MIN_LOG_LEVEL: '2',
      },
    ),
    node('engine `tensorflow`', 'ours.ts'),
    node('TensorFlow.js as it comes', 'stock.ts'),
  ];
}

/** Asks one contender, and remembers where it fails: the others go on. */
async function measure(entry: Entry, work: Work, count: number, keep: boolean): Promise<void> {
  if (entry.failure !== undefined) return;
  try {
    const times = await entry.contender.ask(work, count);
    if (keep) entry.times[work].push(...times);
  } catch (error) {
    entry.failure = (error as Error).message;
  }
}

/** @returns rounds made */
async function measureAll(entries: readonly Entry[]): Promise<number> {
  const began = performance.now();
  for (const work of works) for (const entry of entries) await measure(entry, work, warmUp, false);
  let round = 0;
  while (round < rounds && (round === 0 || performance.now() - began < 1000 * budget)) {
    // Another one begins every round: the first meets the machine as the last one left it.
    const turns = entries.map((_, i) => entries[(i + round) % entries.length]!);
    for (const work of works) for (const entry of turns) await measure(entry, work, steps, true);
    round++;
  }
  return round;
}

function row({ contender, times, failure }: Entry, reference: Entry): string {
  if (failure !== undefined) return `| ${contender.title} | not measured: ${failure} |`;
  const cells = works.flatMap((work) => {
    const speed = (batchesPerStep[work] * batchSize) / median(times[work].map(({ wall }) => wall));
    const computing = (1000 * median(times[work].map(({ cpu }) => cpu))) / batchesPerStep[work];
    return [
      speed.toFixed(0),
      ratio(times, reference, work, 'wall'),
      computing.toFixed(0),
      ratio(times, reference, work, 'cpu'),
    ];
  });
  return `| ${[contender.title, ...cells].join(' | ')} |`;
}

/** Speed as a multiple of the reference's. */
function ratio(times: Entry['times'], reference: Entry, work: Work, kind: keyof StepTime): string {
  if (reference.failure !== undefined) return '';
  const seconds = (of: Entry['times']) => median(of[work].map((time) => time[kind]));
  return (seconds(reference.times) / seconds(times)).toFixed(2);
}

/** Markdown. Training and inference of the custom CNN. */
export async function benchTensorFlow(): Promise<string> {
  const title = `## Engine \`tensorflow\`: custom CNN, batch ${batchSize}`;
  const found = await contenders();
  if (typeof found === 'string') return `${title}\n\n${found}`;
  const entries: Entry[] = found.map((contender) => ({ contender, times: { train: [], predict: [] } }));
  const made = await measureAll(entries).finally(() => Promise.all(found.map((contender) => contender.end())));
  return [
    title,
    '',
    `TensorFlow ${tensorFlowVersion}; one process each, by turns ${steps} steps of training and ${steps} of inference; medians of ${made * steps}. An inference step is ${batchesPerStep.predict} batches. CPU: milliseconds that all threads compute for a batch. Ratios: as many times as fast as Keras.`,
    '',
    '| what | training img/s | of Keras | CPU ms | of Keras | inference img/s | of Keras | CPU ms | of Keras |',
    '| --- | --: | --: | --: | --: | --: | --: | --: | --: |',
    ...entries.map((entry) => row(entry, entries[0]!)),
  ].join('\n');
}
