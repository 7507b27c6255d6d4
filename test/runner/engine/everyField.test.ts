/**
 * The same small runs on both engines: every field of every event and of the summary is the same, but for those that tell
 * of the machine. Fields are compared because they are there: one that an event gains is compared without being named.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { engineDirectory } from '../../../runner/engine/tensorflow/directory';
import { inspectInstallation } from '../../../runner/engine/tensorflow/installation';
import { tensorFlowProvider } from '../../../runner/engine/tensorflow/provider';
import { ended, readEvents, readSummary, startRunner, Workplace } from '../run/harness';
import { readRelabelled } from '../../../storage/run/runFile';
import { ensureKernels } from './wasm/embedded';

/** Of the engine, the clock or the memory. */
const ofTheMachine = new Set([
  ...['time', 'startedAt', 'endedAt', 'seconds', 'trainingSeconds', 'imagesPerSecond'],
  ...['residentBytes', 'tensors', 'tensorBytes', 'engine', 'device', 'runId', 'seq'],
]);
/** Of a number, or of one where that is smaller: float32 in another order, over a few steps. */
const tolerance = 2e-3;

/**
 * Dropout's masks are each engine's own, so there is none. Two steps an epoch: each has an event, whatever the clock. A low
 * rate, since batch normalisation of few faces lets what rounding differs by grow a hundredfold in a step.
 */
const common = {
  'data.synthetic': { training: 64, test: 28, seed: 5 },
  'data.validation': { fraction: 0.5, seed: 1, stratified: false },
  'model.dropout': 0,
  'training.optimizer': { type: 'sgd', learningRate: 0.0005, momentum: 0.9 },
  'training.epochs': 2,
};

const runs: readonly {
  readonly title: string;
  readonly set: object;
  readonly others?: object;
  readonly taught?: true;
}[] = [
  { title: 'augmentation, smoothing and copies at test time', set: {} },
  {
    title: 'a head, then fine tuning, with class weights and a schedule',
    set: {
      'training.trainable': 'head',
      'training.fineTuning': { epochs: 1, learningRate: 0.0005, trainable: 'all' },
      'training.classWeights': 'balanced',
      'training.schedule': { type: 'cosine', warmupEpochs: 1 },
      'techniques.augmentation': null,
    },
  },
  {
    title: 'erased and mixed faces, sharpness-aware, with an average of the weights',
    set: {
      // With exact statistics, what rounding differs by reaches 2e-4 of a probability. With this seed, no face's two most
      // probable classes are nearer than ten times that: counts of answers agree.
      seed: 15,
      'techniques.testTimeAugmentation': null,
      'techniques.equalization': { method: 'clahe' },
      'techniques.randomErasing': { probability: 1 },
      'techniques.mixup': { alpha: 1 },
      'techniques.sam': { rho: 0.05 },
      'techniques.ema': { decay: 0.9 },
      'techniques.preciseBatchNorm': { images: 128 },
    },
  },
  {
    title: 'pasted faces, another loss, and the mean of the last epochs',
    set: {
      'techniques.testTimeAugmentation': null,
      'techniques.cutMix': { probability: 1 },
      'techniques.focalLoss': { gamma: 1 },
      'techniques.classBalancedLoss': { beta: 0.99 },
      'techniques.logitAdjustment': { tau: 0.5 },
      'techniques.swa': { start: 0 },
      'training.optimizer': { type: 'adamw', learningRate: 0.0005, globalClipNorm: 0.5, decayBiasesAndNorms: false },
      'training.schedule': { type: 'oneCycle' },
    },
  },
  {
    title: 'a teacher of another network, on mixed faces',
    set: { 'techniques.testTimeAugmentation': null, 'techniques.mixup': { alpha: 1 } },
    taught: true,
  },
  {
    title: 'weighed and relabelled faces',
    // At a margin that no difference of two probabilities is near.
    set: { 'techniques.testTimeAugmentation': null, 'techniques.selfCure': { relabelFrom: 1, relabelMargin: 0.02 } },
  },
  {
    title: 'a search',
    set: { 'training.epochs': 1, 'techniques.testTimeAugmentation': null },
    others: { search: { over: { 'training.optimizer.learningRate': [0.0005, 0.001] }, folds: 2, epochs: 1 } },
  },
];

/** Every number, text and truth of a value, by its path. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, inner]) =>
    ofTheMachine.has(name) ? [] : leaves(inner, `${path}.${name}`),
  );
}

function assertSame(ours: unknown, theirs: unknown, what: string): number {
  const [found, expected] = [leaves(ours), leaves(theirs)];
  assert.deepEqual(
    found.map(([path]) => path),
    expected.map(([path]) => path),
    `${what}: the fields`,
  );
  found.forEach(([path, value], i) => {
    const other = expected[i]![1];
    if (
      typeof value === 'number' &&
      typeof other === 'number' &&
      !(Number.isInteger(value) && Number.isInteger(other))
    ) {
      const apart = Math.abs(value - other) / Math.max(1, Math.abs(other));
      assert.ok(apart <= tolerance, `${what}${path}: ${value} on wasm, ${other} on tensorflow`);
    } else assert.deepEqual(value, other, `${what}${path}`);
  });
  return found.length;
}

const state = inspectInstallation(engineDirectory());

describe('both engines report the same', () => {
  const place = new Workplace();
  after(() => {
    place.dispose();
  });

  /** Trained once, for both engines. */
  let teacher: string | undefined;
  async function teaching() {
    if (teacher === undefined) {
      const run = await place.create({ ...common, 'training.epochs': 1, 'model.type': 'lightCnn', engine: 'wasm' });
      const { code, output } = await ended(startRunner(run, { FEREXP_WASM_WORKERS: '1' }));
      assert.equal(code, 0, output);
      teacher = path.relative(place.folder, run);
    }
    return { 'techniques.distillation': { from: { run: teacher } } };
  }

  async function run(engine: 'wasm' | 'tensorflow', { set, others, taught }: (typeof runs)[number]) {
    const more = taught ? await teaching() : {};
    const directory = await place.create({ ...common, ...set, ...more, engine }, others ?? {});
    const env = engine === 'tensorflow' ? await tensorFlowProvider.launchEnvironment() : { FEREXP_WASM_WORKERS: '1' };
    const { code, output } = await ended(startRunner(directory, env));
    assert.equal(code, 0, output);
    // How often progress is told depends on the clock, and that training goes on is told only after such progress.
    const events = readEvents(directory).filter(
      (event) =>
        event.type !== 'phase' ||
        (event.done === undefined && (event.phase !== 'training' || event.detail !== undefined)),
    );
    return { events, summary: readSummary(directory), relabelled: await readRelabelled(directory) };
  }

  for (const each of runs) {
    const check = async () => {
      await ensureKernels();
      const [ours, theirs] = [await run('wasm', each), await run('tensorflow', each)];
      assert.deepEqual(
        ours.events.map(({ type }) => type),
        theirs.events.map(({ type }) => type),
      );
      ours.events.forEach((event, i) => assertSame(event, theirs.events[i], `event ${i}, ${event.type}`));
      const compared = assertSame(ours.summary, theirs.summary, 'summary');
      assert.ok(compared > 100, `${compared} fields`);
      assert.deepEqual(ours.relabelled, theirs.relabelled);
      if (ours.relabelled) assert.ok(ours.relabelled.faces.length > 0, 'no face was relabelled');
      // Training accuracies that are all zero would be equal too.
      const accuracies = ours.events.flatMap((event) => (event.type === 'epoch' ? [event.accuracy] : []));
      assert.ok(
        accuracies.every((accuracy) => accuracy > 0),
        accuracies.join(),
      );
    };
    if (state.ready) it(each.title, check).timeout(300_000);
    else it.skip(`${each.title} (${state.reason})`);
  }
});
