import assert from 'node:assert/strict';
import type { Availability, EngineId, EngineProvider } from '../../../runner/engine/contract';
import { chooseEngine, engineProviders } from '../../../runner/engine/index';
import { measurement } from '../../fixtures/measurement';
import { fakeResolved } from '../../fixtures/runs';
import { UserError } from '../../../schemas/userError';

function provider(id: EngineId, title: string, rank: number, found: Availability): EngineProvider {
  return {
    id,
    title,
    rank,
    probe: () => Promise.resolve(found),
    create: () => Promise.reject(new Error('not created in this test')),
    launchEnvironment: () => Promise.resolve({}),
  };
}

const ready = { available: true, detail: 'TensorFlow 2.18.1 (CPU) is set up' } as const;
const notSetUp = {
  available: false,
  reason: 'TensorFlow is not set up.',
  remedy: 'Run `ferexp engine setup`.',
} as const;
const embedded = provider('wasm', 'Embedded (WebAssembly)', 10, { available: true, detail: 'Works everywhere.' });

describe('choosing an engine', () => {
  it('lists each engine once', () => {
    assert.deepEqual(engineProviders.map(({ id }) => id).sort(), ['tensorflow', 'wasm']);
  });

  it('auto takes the available engine with the highest rank', async () => {
    const tensorflow = provider('tensorflow', 'TensorFlow', 100, ready);
    for (const providers of [
      [embedded, tensorflow],
      [tensorflow, embedded],
    ]) {
      const { provider: chosen, reason } = await chooseEngine('auto', undefined, { providers });
      assert.equal(chosen.id, 'tensorflow');
      assert.equal(reason, 'TensorFlow 2.18.1 (CPU) is set up; “ferexp bench” shows which engine is faster here');
    }
  });

  it('auto takes the engine that was measured faster for the network of the run, and says by how much', async () => {
    const providers = [embedded, provider('tensorflow', 'TensorFlow', 100, ready)];
    const measured = () =>
      Promise.resolve([measurement('wasm', 'smallCnn', 128, 900), measurement('tensorflow', 'smallCnn', 128, 720)]);
    const of = (type: 'smallCnn' | 'customCnn', working = providers) =>
      chooseEngine('auto', fakeResolved({ model: { type } }), { providers: working, environment: {}, measured });
    const { provider: chosen, reason } = await of('smallCnn');
    assert.equal(chosen.id, 'wasm');
    assert.equal(
      reason,
      'Works everywhere; “ferexp bench” measured wasm at 1.25 times the speed of tensorflow with smallCnn in batches of 128',
    );
    // Of another network nothing was measured, and an engine that does not work here is not compared.
    assert.equal((await of('customCnn')).provider.id, 'tensorflow');
    const alone = await of('smallCnn', [embedded, provider('tensorflow', 'TensorFlow', 100, notSetUp)]);
    assert.match(alone.reason, /since TensorFlow is not set up/);
  });

  it('auto passes over what is not set up and says so', async () => {
    const { provider: chosen, reason } = await chooseEngine('auto', undefined, {
      providers: [provider('tensorflow', 'TensorFlow', 100, notSetUp), embedded],
    });
    assert.equal(chosen.id, 'wasm');
    assert.equal(reason, 'Embedded (WebAssembly), since TensorFlow is not set up. Run `ferexp engine setup`.');
  });

  it('auto takes the engine that the environment names, and an experiment that names one wins', async () => {
    const providers = [embedded, provider('tensorflow', 'TensorFlow', 100, ready)];
    const chosen = await chooseEngine('auto', undefined, { providers, environment: { FEREXP_ENGINE: 'wasm' } });
    assert.deepEqual([chosen.provider.id, chosen.reason], ['wasm', 'Works everywhere; FEREXP_ENGINE asks for it']);
    const named = await chooseEngine('tensorflow', undefined, { providers, environment: { FEREXP_ENGINE: 'wasm' } });
    assert.equal(named.provider.id, 'tensorflow');
    assert.equal(
      (await chooseEngine('auto', undefined, { providers, environment: { FEREXP_ENGINE: ' auto ' } })).provider.id,
      'tensorflow',
    );
    await assert.rejects(
      chooseEngine('auto', undefined, { providers, environment: { FEREXP_ENGINE: 'cuda' } }),
      /"cuda" does not exist/,
    );
  });

  it('takes the engine that the experiment names, also where another ranks higher', async () => {
    const { provider: chosen, reason } = await chooseEngine('wasm', undefined, {
      providers: [provider('tensorflow', 'TensorFlow', 100, ready), embedded],
    });
    assert.equal(chosen.id, 'wasm');
    assert.equal(reason, 'Works everywhere; the experiment asks for it');
  });

  it('names reason and remedy when the named engine does not work', async () => {
    await assert.rejects(
      chooseEngine('tensorflow', undefined, {
        providers: [provider('tensorflow', 'TensorFlow', 100, notSetUp), embedded],
      }),
      new UserError(
        'The engine "tensorflow" does not work here. TensorFlow is not set up.',
        'Run `ferexp engine setup`.',
        2,
      ),
    );
  });

  it('names the engines there are when the named one is unknown', async () => {
    await assert.rejects(
      chooseEngine('tensorflow', undefined, { providers: [embedded] }),
      new UserError('The engine "tensorflow" does not exist in this version.', 'Choose one of: auto, wasm.', 2),
    );
  });

  it('names all reasons when nothing works', async () => {
    const broken = { available: false, reason: 'Its files are missing.', remedy: 'Reinstall.' } as const;
    await assert.rejects(
      chooseEngine('auto', undefined, {
        providers: [provider('tensorflow', 'TensorFlow', 100, notSetUp), provider('wasm', 'Embedded', 10, broken)],
      }),
      new UserError(
        'No engine works here. TensorFlow is not set up. Its files are missing.',
        'Run `ferexp engine setup`. Reinstall.',
        2,
      ),
    );
  });
});
