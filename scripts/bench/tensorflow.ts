/** The `tensorflow` engine against Keras and against TensorFlow.js as it comes: one library, one network, the same cores. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { engineDirectory } from '../../runner/engine/tensorflow/directory';
import { launchEnvironment } from '../../runner/engine/tensorflow/environment';
import { inspectInstallation } from '../../runner/engine/tensorflow/installation';
import { tensorFlowVersion } from '../../runner/engine/tensorflow/versions';
import { cache } from '../paths';
import { run } from '../process';
import { median } from './median';
import { batchSize, predictSteps, type Timings, trainSteps, warmUp } from './training/case';

const execute = promisify(execFile);

/** Each contender runs this often, in turn, so that a disturbance of the machine meets all of them. */
const rounds = 3;

interface Contender {
  readonly title: string;
  readonly measure: () => Promise<Timings>;
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

async function child(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Timings> {
  const { stdout } = await execute(program, args, { env: { ...process.env, ...env } });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Timings;
}

function script(name: string): string {
  return path.join(__dirname, 'training', name);
}

async function contenders(): Promise<Contender[] | string> {
  const state = inspectInstallation(engineDirectory());
  if (!state.ready) return `Not measured: ${state.reason} Run \`ferexp engine setup\`.`;
  const { tensorFlowVersion: version } = state.installation.marker;
  if (version !== tensorFlowVersion) {
    return `Not measured: the engine has TensorFlow ${version}, Keras would have ${tensorFlowVersion}.`;
  }
  const python = await provisionKeras();
  const counts = [batchSize, warmUp, trainSteps, predictSteps].map(String);
  const node = (name: string) => () =>
    child(process.execPath, ['--import', 'tsx', script(name)], launchEnvironment(state.installation));
  return [
    {
      title: 'Keras 3, `train_on_batch`',
      measure: () => child(python, [script('reference.py'), ...counts], { TF_CPP_MIN_LOG_LEVEL: '2' }),
    },
    { title: 'TensorFlow.js as it comes', measure: node('stock.ts') },
    { title: 'engine `tensorflow`', measure: node('ours.ts') },
  ];
}

/** Markdown. Training and inference of the custom CNN, in images a second. */
export async function benchTensorFlow(): Promise<string> {
  const title = `## Engine \`tensorflow\`: custom CNN, batch ${batchSize}`;
  const found = await contenders();
  if (typeof found === 'string') return `${title}\n\n${found}`;
  const train = found.map(() => [] as number[]);
  const predict = found.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++) {
    for (const [i, contender] of found.entries()) {
      const timings = await contender.measure();
      train[i]!.push(...timings.train);
      predict[i]!.push(...timings.predict);
    }
  }
  const speed = (seconds: readonly number[]) => batchSize / median(seconds);
  const rows = found.map((contender, i) => {
    const [t, p] = [speed(train[i]!), speed(predict[i]!)];
    const ratio = (value: number, reference: readonly number[]) => (value / speed(reference)).toFixed(2);
    return `| ${contender.title} | ${t.toFixed(0)} | ${ratio(t, train[0]!)} | ${p.toFixed(0)} | ${ratio(p, predict[0]!)} |`;
  });
  return [
    title,
    '',
    `TensorFlow ${tensorFlowVersion}; ${rounds} processes each, in turn; median of ${rounds * trainSteps} training and ${rounds * predictSteps} inference steps.`,
    '',
    '| what | training img/s | of Keras | inference img/s | of Keras |',
    '| --- | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}
