import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileHash, keepMeasurements, readMeasurements, thisMachine } from '../../../storage/machine/measurements';
import { type Measurement, measurementsFile } from '../../../schemas/measurements';
import { temporaryFolder } from '../temporaryFolder';

describe('kept measurements', () => {
  const folder = temporaryFolder();
  const machine = { cpu: 'Example 9000', processors: 8 };
  const context = { machine, ferexp: '1.0.0' };
  const engineFile = () => path.join(folder.path, 'kernels.wasm');
  const read = (changes: object = {}) => readMeasurements(folder.path, { ...context, ...changes });

  async function measurement(changes: Partial<Measurement> = {}): Promise<Measurement> {
    return {
      ...{ machine, ferexp: '1.0.0', engine: 'wasm', engineVersion: '4.22.0', device: 'CPU', model: 'smallCnn' },
      ...{ batchSize: 128, training: 400, inference: 900, date: '2026-01-01T10:00:00.000Z' },
      engineFile: { path: engineFile(), sha256: (await fileHash(engineFile()))! },
      ...changes,
    };
  }

  beforeEach(() => writeFileSync(engineFile(), 'first version'));

  it('are read as they were written, and leave no other file', async () => {
    const kept = await measurement();
    await keepMeasurements(folder.path, [kept], context);
    assert.deepEqual(await read(), [kept]);
    assert.deepEqual(readdirSync(folder.path).sort(), ['kernels.wasm', measurementsFile]);
  });

  it('make the folder of the engines', async () => {
    const deep = path.join(folder.path, 'cache', 'engines');
    await keepMeasurements(deep, [await measurement()], context);
    assert.equal((await readMeasurements(deep, context)).length, 1);
  });

  it('replace those of the same engine, model and batch size only', async () => {
    const [first, other] = [await measurement(), await measurement({ batchSize: 32 })];
    await keepMeasurements(folder.path, [first, other], context);
    const again = await measurement({ training: 500 });
    await keepMeasurements(folder.path, [again], context);
    assert.deepEqual(await read(), [other, again]);
  });

  it('hold for their processor and version of the program only', async () => {
    await keepMeasurements(folder.path, [await measurement()], context);
    assert.deepEqual(await read({ machine: { ...machine, cpu: 'Example 9001' } }), []);
    assert.deepEqual(await read({ machine: { ...machine, processors: 4 } }), []);
    assert.deepEqual(await read({ ferexp: '1.0.1' }), []);
    assert.equal((await read()).length, 1);
  });

  it('hold until their engine is replaced or removed', async () => {
    await keepMeasurements(folder.path, [await measurement()], context);
    writeFileSync(engineFile(), 'second version');
    assert.deepEqual(await read(), []);
    writeFileSync(engineFile(), 'first version');
    assert.equal((await read()).length, 1);
    rmSync(engineFile());
    assert.deepEqual(await read(), []);
  });

  it('are none where the file is missing or damaged, and what is no measurement is left out', async () => {
    assert.deepEqual(await read(), []);
    const write = (text: string) => writeFileSync(path.join(folder.path, measurementsFile), text);
    for (const text of ['', '{"version":1,"measurements":', '[]', '{"version":2,"measurements":[]}']) {
      write(text);
      assert.deepEqual(await read(), [], text);
    }
    const good = await measurement();
    const bad = [null, 3, {}, { ...good, machine: undefined }, { ...good, training: 0 }, { ...good, engineFile: {} }];
    write(JSON.stringify({ version: 1, measurements: [...bad, good] }));
    assert.deepEqual(await read(), [good]);
  });

  it('name this machine', () => {
    const { cpu, processors } = thisMachine();
    assert.notEqual(cpu, '');
    assert.ok(processors >= 1);
  });
});
