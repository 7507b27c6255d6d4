import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import fc from 'fast-check';
import { type Checkpoint, checkpointPosition, loadCheckpoint, saveCheckpoint } from '../../../runner/train/checkpoint';
import { decodeTensors, encodeTensors } from '../../../runner/train/tensorStore';
import { UserError } from '../../../schemas/userError';
import type { StoredTensor } from '../../../runner/engine/contract';
import type { TrainingState } from '../../../runner/train/state';

const state: TrainingState = {
  stage: 1,
  stageStart: 0,
  finishedEpochs: 2,
  stepsDone: 0,
  stepsPerEpoch: 10,
  partial: { lossSum: 0.1 + 0.2, correct: 3, examples: 4, seconds: 1.5 },
  optimizerStep: 20,
  schedule: { learningRate: 1e-3 },
  earlyStopping: { best: 0.5, wait: 1 },
  best: { epoch: 1, loss: 1, accuracy: 0.5, validationLoss: 2, validationAccuracy: 0.25 },
  stoppedEarly: false,
  trainingSeconds: 12.25,
  dataFingerprint: 'abc',
};
const tensor = (name: string, ...values: number[]): StoredTensor => ({
  name,
  shape: [values.length],
  values: Float32Array.from(values),
});
const checkpoint = (changes: Partial<TrainingState> = {}): Checkpoint => ({
  state: { ...state, ...changes },
  weights: [tensor('a/kernel', 1, 2.5, -3), tensor('a/bias', 1e-30)],
  optimizer: [tensor('first/0', 9, 8, 7)],
  best: [tensor('a/kernel', 4, 5, 6), tensor('a/bias', 0)],
});

function valueOf(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

describe('checkpoints', () => {
  let folder: string;
  const names = () => readdirSync(path.join(folder, 'checkpoint')).sort();
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ferexp-checkpoint-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('come back as they were', async () => {
    await saveCheckpoint(folder, checkpoint());
    assert.deepEqual(await loadCheckpoint(folder), { checkpoint: checkpoint(), damaged: [] });
  });

  it('are named by the last epoch begun and its finished steps', () => {
    assert.deepEqual(checkpointPosition(state), { epoch: 2, step: 10 });
    assert.deepEqual(checkpointPosition({ ...state, stepsDone: 4 }), { epoch: 3, step: 4 });
    assert.deepEqual(checkpointPosition({ ...state, finishedEpochs: 0 }), { epoch: 1, step: 0 });
  });

  it('are kept two, the newest by epoch and step', async () => {
    for (const finishedEpochs of [8, 9, 10]) await saveCheckpoint(folder, checkpoint({ finishedEpochs }));
    assert.deepEqual(names(), ['10-10', '9-10']);
    await saveCheckpoint(folder, checkpoint({ finishedEpochs: 10, stepsDone: 2 }));
    assert.deepEqual(names(), ['10-10', '11-2']);
    assert.equal((await loadCheckpoint(folder)).checkpoint!.state.stepsDone, 2);
  });

  it('replace one of the same place', async () => {
    await saveCheckpoint(folder, checkpoint());
    await saveCheckpoint(folder, checkpoint({ trainingSeconds: 99 }));
    assert.deepEqual(names(), ['2-10']);
    assert.equal((await loadCheckpoint(folder)).checkpoint!.state.trainingSeconds, 99);
  });

  for (const [damage, apply] of [
    ['a tensor file cut short', (at: string) => truncateSync(path.join(at, 'tensors.bin'), 20)],
    ['a changed byte', (at: string) => writeFileSync(path.join(at, 'tensors.bin'), Buffer.alloc(44))],
    ['a torn state', (at: string) => truncateSync(path.join(at, 'state.json'), 30)],
    ['a missing state', (at: string) => rmSync(path.join(at, 'state.json'))],
  ] as const) {
    it(`with ${damage} are passed over for the one before`, async () => {
      await saveCheckpoint(folder, checkpoint());
      await saveCheckpoint(folder, checkpoint({ finishedEpochs: 3 }));
      apply(path.join(folder, 'checkpoint', '3-10'));
      const { checkpoint: found, damaged } = await loadCheckpoint(folder);
      assert.deepEqual(damaged, ['3-10']);
      assert.equal(found!.state.finishedEpochs, 2);
    });
  }

  it('in which any one character of the state is another are passed over', async () => {
    await saveCheckpoint(folder, checkpoint());
    await saveCheckpoint(folder, checkpoint({ finishedEpochs: 3 }));
    const file = path.join(folder, 'checkpoint', '3-10', 'state.json');
    const text = readFileSync(file, 'utf8');
    for (let at = 0; at < text.length; at++) {
      const other = /\d/.test(text[at]!) ? String((Number(text[at]) + 1) % 10) : text[at] === 'e' ? 'f' : ' ';
      if (other === text[at]) continue;
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      // Another last digit of a fraction may be the same number.
      if (valueOf(changed) === valueOf(text)) continue;
      writeFileSync(file, changed);
      const { damaged } = await loadCheckpoint(folder);
      assert.deepEqual(damaged, ['3-10'], `character ${at}: ${text.slice(at - 10, at + 10)}`);
    }
  });

  it('of the versions before are read', async () => {
    await saveCheckpoint(folder, checkpoint());
    const at = (name: string) => path.join(folder, 'checkpoint', '2-10', name);
    const { content } = JSON.parse(readFileSync(at('state.json'), 'utf8')) as { content: object };
    const sha256 = createHash('sha256')
      .update(readFileSync(at('tensors.bin')))
      .digest('hex');
    writeFileSync(at('state.json'), JSON.stringify({ version: 1, sha256, ...content }));
    assert.deepEqual(await loadCheckpoint(folder), { checkpoint: checkpoint(), damaged: [] });
  });

  it('that were never finished do not count', async () => {
    mkdirSync(path.join(folder, 'checkpoint', '.5-10.tmp'), { recursive: true });
    assert.deepEqual(await loadCheckpoint(folder), { damaged: [] });
    assert.deepEqual(await loadCheckpoint(path.join(folder, 'nowhere')), { damaged: [] });
  });

  it('on a full disk say so, and leave the one before whole', async () => {
    await saveCheckpoint(folder, checkpoint());
    const handle = await open(path.join(folder, 'any'), 'w');
    const handles = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const full = mock.method(handles, 'writeFile', () =>
      Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })),
    );
    await assert.rejects(saveCheckpoint(folder, checkpoint({ finishedEpochs: 3 })), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Cannot write the checkpoint .*3-10: the disk is full\.$/);
      assert.match(error.remedy!, /^Free some space, then try again/);
      return true;
    });
    full.mock.restore();
    assert.deepEqual(readdirSync(path.join(folder, 'checkpoint')), ['2-10']);
    assert.deepEqual((await loadCheckpoint(folder)).checkpoint, checkpoint());
  });

  it('that cannot be written say where and why', async () => {
    writeFileSync(path.join(folder, 'checkpoint'), 'in the way');
    await assert.rejects(saveCheckpoint(folder, checkpoint()), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Cannot write the checkpoint .*2-10: /);
      return true;
    });
  });
});

describe('tensors as bytes', () => {
  const tensors = fc.array(
    fc.record({
      name: fc.string(),
      values: fc.oneof(fc.float32Array({ maxLength: 20 }), fc.int32Array({ maxLength: 20 })),
    }),
  );

  it('come back bit for bit from any place in a larger buffer', () => {
    fc.assert(
      fc.property(tensors, fc.nat(7), (given, offset) => {
        const stored = given.map(({ name, values }) => ({ name, shape: [values.length], values }));
        const { entries, bytes } = encodeTensors(stored);
        const larger = Buffer.alloc(bytes.length + offset);
        larger.set(bytes, offset);
        const back = decodeTensors(entries, larger.subarray(offset));
        assert.deepEqual(back, stored);
      }),
    );
  });

  it('are refused when there are too few', () => {
    const { entries, bytes } = encodeTensors([tensor('a', 1, 2, 3)]);
    assert.throws(() => decodeTensors(entries, bytes.subarray(1)), RangeError);
  });
});
