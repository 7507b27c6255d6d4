/** Measures both engines against Keras, PyTorch and stock TensorFlow.js: the same networks on the same cores, by turns in one run. */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { engineDirectory } from '../../runner/engine/tensorflow/directory';
import { launchEnvironment } from '../../runner/engine/tensorflow/environment';
import { inspectInstallation } from '../../runner/engine/tensorflow/installation';
import { tensorFlowVersion } from '../../runner/engine/tensorflow/versions';
import { workersVariable } from '../../runner/engine/wasm/workerCount';
import { ensureKernels } from '../build-kernels';
import { provisionKeras } from '../provision/keras';
import { provisionTorch, torchVersion } from '../provision/torch';
import { median } from './median';
import { batchesPerStep, type Case, type StepTime, type Work, worksOf } from './training/case';
import { Contender } from './training/contender';

/** In every round, each contender makes its steps in turn, so that a disturbance of the machine affects all of them. */
const rounds = 3;

/**
 * Steps of a contender in each round. The very first steps build plans, allocate memory and are compiled; they are not
 * counted. A step of ResNet-50 takes many seconds; those of the small network are short, and an epoch has hundreds.
 */
const counts: Readonly<Record<Case['model'], { readonly warmUp: number; readonly steps: number }>> = {
  customCnn: { warmUp: 2, steps: 3 },
  smallCnn: { warmUp: 60, steps: 15 },
  lightCnn: { warmUp: 20, steps: 9 },
  resnet18: { warmUp: 1, steps: 1 },
  vggFer: { warmUp: 1, steps: 1 },
  resnet50: { warmUp: 1, steps: 1 },
  efficientnetLite0: { warmUp: 5, steps: 3 },
};

/** Seconds after which no further round of a table begins. */
const budget = 180;

/** What was measured of one contender, or why nothing was. */
interface Entry {
  readonly contender: Contender;
  readonly times: Readonly<Record<Work, StepTime[]>>;
  failure?: string;
}

function script(name: string): string {
  return path.join(__dirname, 'training', name);
}

interface Prerequisites {
  /** Interpreter with Keras. */
  readonly python: string;
  /** Interpreter with PyTorch. */
  readonly torch: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What all contenders need, or why they cannot be measured. */
async function prerequisites(): Promise<Prerequisites | string> {
  const state = inspectInstallation(engineDirectory());
  if (!state.ready) return `Not measured: ${state.reason} Run \`ferexp engine setup\`.`;
  const { tensorFlowVersion: version } = state.installation.marker;
  if (version !== tensorFlowVersion) {
    return `Not measured: the engine has TensorFlow ${version}, Keras would have ${tensorFlowVersion}.`;
  }
  return {
    python: await provisionKeras(),
    torch: await provisionTorch(),
    env: launchEnvironment(state.installation),
  };
}

/** The networks that the script for PyTorch has. */
const inTorch: readonly Case['model'][] = ['customCnn', 'smallCnn'];

/** Keras comes first. */
function contenders({ python, torch, env }: Prerequisites, benchCase: Case, cores: number): Contender[] {
  const task = JSON.stringify(benchCase);
  const batches = String(batchesPerStep(benchCase).predict);
  const node = (title: string, name: string, ...more: string[]) =>
    new Contender(title, process.execPath, ['--import', 'tsx', script(name), task, ...more], {
      env: { ...env, [workersVariable]: String(cores) },
      cores,
    });
  return [
    new Contender('Keras 3', python, [script('reference.py'), task, batches], {
      env: { TF_CPP_MIN_LOG_LEVEL: '2' },
      cores,
    }),
    node('engine `tensorflow`', 'ours.ts', 'tensorflow'),
    node('engine `wasm`', 'ours.ts', 'wasm'),
    node('TensorFlow.js for Node as it comes', 'stock.ts'),
    ...(inTorch.includes(benchCase.model) ? ['eager', 'compiled'] : []).map(
      (way) =>
        new Contender(`PyTorch ${torchVersion}, ${way}`, torch, [script('torch_reference.py'), task, batches, way], {
          env: {},
          cores,
        }),
    ),
  ];
}

/** Asks one contender, and records its failure: the others continue. */
async function measure(entry: Entry, work: Work, count: number, keep: boolean): Promise<void> {
  if (entry.failure !== undefined) return;
  try {
    const times = await entry.contender.ask(work, count);
    if (keep) entry.times[work].push(...times);
  } catch (error) {
    entry.failure = (error as Error).message;
  }
}

/** @returns the number of rounds */
async function measureAll(entries: readonly Entry[], given: Case): Promise<number> {
  const began = performance.now();
  const { warmUp, steps } = counts[given.model];
  const asked = worksOf(given);
  for (const work of asked) for (const entry of entries) await measure(entry, work, warmUp, false);
  let round = 0;
  while (round < rounds && (round === 0 || performance.now() - began < 1000 * budget)) {
    // Another contender begins every round, because the first one finds the machine as the last one left it.
    const turns = entries.map((_, i) => entries[(i + round) % entries.length]!);
    for (const work of asked) for (const entry of turns) await measure(entry, work, steps, true);
    round++;
  }
  return round;
}

function row({ contender, times, failure }: Entry, reference: Entry, given: Case): string {
  if (failure !== undefined) return `| ${contender.title} | not measured: ${failure} |`;
  const cells = worksOf(given).flatMap((work) => {
    const batches = batchesPerStep(given)[work];
    const speed = (batches * given.batchSize) / median(times[work].map(({ wall }) => wall));
    const computing = (1000 * median(times[work].map(({ cpu }) => cpu))) / batches;
    return [speed.toFixed(speed < 100 ? 1 : 0), ratio(times, reference, work), computing.toFixed(0)];
  });
  return `| ${[contender.title, ...cells].join(' | ')} |`;
}

const workTitles: Readonly<Record<Work, string>> = { train: 'training', predict: 'inference' };

/** Speed as a multiple of the reference's. */
function ratio(times: Entry['times'], reference: Entry, work: Work): string {
  if (reference.failure !== undefined) return '';
  const seconds = (of: Entry['times']) => median(of[work].map(({ wall }) => wall));
  return (seconds(reference.times) / seconds(times)).toFixed(2);
}

async function table(needed: Prerequisites, given: Case, cores: number): Promise<string> {
  const found = contenders(needed, given, cores);
  const entries: Entry[] = found.map((contender) => ({ contender, times: { train: [], predict: [] } }));
  const made = await measureAll(entries, given).finally(() => Promise.all(found.map((contender) => contender.end())));
  const rows = entries.map((entry) => row(entry, entries[0]!, given));
  const asked = worksOf(given);
  const title = given.model === 'resnet50' ? 'ResNet-50 features at 224²' : given.model;
  return [
    `**${title}, batch ${given.batchSize}, ${cores === 1 ? 'one core' : `${cores} cores`}** (medians of ${made * counts[given.model].steps} steps)`,
    '',
    `| what | ${asked.map((work) => `${workTitles[work]} img/s | of Keras | CPU ms`).join(' | ')} |`,
    `| --- | ${asked.map(() => '--: | --: | --:').join(' | ')} |`,
    ...rows,
  ].join('\n');
}

/** Markdown, table by table: training and inference of our networks and features of ResNet-50, on one core and on all. */
export async function* benchEngines(): AsyncGenerator<string> {
  yield '### Engines';
  const needed = await prerequisites();
  if (typeof needed === 'string') {
    yield needed;
    return;
  }
  await ensureKernels();
  yield `TensorFlow ${tensorFlowVersion} under Keras and under the engine \`tensorflow\`; one process each, by turns. An inference step is several batches, as a validation is many. CPU: milliseconds that all threads compute for a batch. Ratios: as many times as fast as Keras by the clock. Features: Keras predicts pictures that are prepared already; ours enlarge and prepare 48×48 faces in the network, and have the classifier on top.`;
  for (const model of [
    'customCnn',
    'smallCnn',
    'lightCnn',
    'efficientnetLite0',
    'resnet18',
    'vggFer',
    'resnet50',
  ] as const) {
    for (const batchSize of [128, 32]) {
      for (const cores of [...new Set([1, availableParallelism()])]) {
        yield table(needed, { model, batchSize }, cores);
      }
    }
  }
}
