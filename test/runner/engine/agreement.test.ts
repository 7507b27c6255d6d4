/**
 * Both engines train the study's network on real faces; what they say on validation, which they predict with the moving
 * averages, must be the same curve within the spread of seeds.
 *
 * One seed gives both the same weights to start from and the same faces in the same order, but dropout's masks are each
 * engine's own, and without it rounding alone, which this network amplifies, moves the loss by hundredths within an epoch.
 * So the curves are compared as those of two groups of runs: Student's t of their mean losses, after every epoch, with n
 * runs each and the variance within the groups pooled. Two engines that compute the same exceed the bound in one of a
 * thousand comparisons.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { engineDirectory } from '../../../runner/engine/tensorflow/directory';
import { inspectInstallation } from '../../../runner/engine/tensorflow/installation';
import { tensorFlowProvider } from '../../../runner/engine/tensorflow/provider';
import { ended, readEvents, startRunner, Workplace } from '../run/harness';
import { ensureKernels } from './wasm/embedded';

const source = path.join(process.env['FER2013_DIR'] ?? '', 'fer2013.csv');
const state = inspectInstallation(engineDirectory());
const missing =
  process.env['FER2013_DIR'] === undefined || !existsSync(source)
    ? 'FER2013_DIR names no folder with fer2013.csv'
    : state.ready
      ? undefined
      : state.reason;

/** 216 faces train and 71 validate: six steps an epoch and a smaller one. */
const settings = {
  'data.source': source,
  'data.fraction': 0.01,
  'model.type': 'customCnn',
  'training.epochs': 2,
  'training.batchSize': 32,
  techniques: {},
};
const seeds = [1, 2, 3];
/** Student's t of 2·3 − 2 degrees of freedom: 0.05 % lie above it, and as many below its negative. */
const studentsT = 8.61;

/** After every epoch. The training loss has the penalty of the weights in it, and spreads least over seeds. */
interface Losses {
  readonly loss: number;
  readonly validationLoss: number;
}
type Curve = readonly Losses[];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Without bias: the sum of squares over one less than the count. */
function variance(values: readonly number[]): number {
  const center = mean(values);
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1);
}

describe("the study's network on both engines", () => {
  const place = new Workplace();
  after(() => {
    place.dispose();
  });

  async function train(engine: 'wasm' | 'tensorflow', seed: number): Promise<Curve> {
    const directory = await place.create({ ...settings, seed, engine });
    const env = engine === 'tensorflow' ? await tensorFlowProvider.launchEnvironment() : {};
    const { code, output } = await ended(startRunner(directory, env));
    assert.equal(code, 0, output);
    return readEvents(directory).flatMap((event) => (event.type === 'epoch' ? [event] : []));
  }

  const title = 'gives the same validation curve within the spread of seeds';
  const check = async () => {
    await ensureKernels();
    const curves = new Map<string, Curve[]>();
    for (const engine of ['wasm', 'tensorflow'] as const) {
      const found: Curve[] = [];
      for (const seed of seeds) found.push(await train(engine, seed));
      curves.set(engine, found);
    }
    const [ours, theirs] = [curves.get('wasm')!, curves.get('tensorflow')!];
    for (let epoch = 0; epoch < settings['training.epochs']; epoch++) {
      for (const name of ['loss', 'validationLoss'] as const) {
        const after = (curve: Curve) => curve[epoch]![name];
        const [found, expected] = [ours.map(after), theirs.map(after)];
        const difference = Math.abs(mean(found) - mean(expected));
        const bound = studentsT * Math.sqrt((variance(found) + variance(expected)) / seeds.length);
        const words = [found, expected].map((losses) => losses.map((loss) => loss.toFixed(4)).join(' '));
        const told = `${name} after epoch ${epoch + 1}: ${words.join(' against ')}`;
        assert.ok(difference <= bound, `${told}: ${difference} apart, allowed ${bound}`);
      }
    }
  };
  if (missing === undefined) it(title, check).timeout(900_000);
  else it.skip(`${title} (${missing})`);
});
