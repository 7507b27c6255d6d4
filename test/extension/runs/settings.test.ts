import '../vscodeStub';
import assert from 'node:assert/strict';
import manifest from '../../../package.json';
import { settingsEnvironment } from '../../../extension/runs/settings';

describe('settings beside the environment variables', () => {
  const environment = (settings: Record<string, unknown>) => settingsEnvironment((name) => settings[name]);

  it('say nothing as they are by default, so that a variable of the person’s own counts', () => {
    const properties = manifest.contributes.configuration.properties as Record<string, { default: unknown }>;
    const defaults = Object.entries(properties).map(([name, { default: value }]) => [
      name.replace('ferexp.', ''),
      value,
    ]);
    assert.deepEqual(environment(Object.fromEntries(defaults) as Record<string, unknown>), {});
  });

  it('stand for engine, threads, cache and folders', () => {
    assert.deepEqual(environment({ engine: 'wasm', threads: 3, featuresCacheSize: 2.5 }), {
      FEREXP_ENGINE: 'wasm',
      FEREXP_WASM_WORKERS: '3',
      TF_NUM_INTRAOP_THREADS: '3',
      FEREXP_FEATURES_GB: '2.5',
    });
    assert.deepEqual(environment({ engineFolder: '/e', weightsFolder: '/w' }), {
      FEREXP_ENGINE_DIR: '/e',
      FEREXP_WEIGHTS_DIR: '/w',
    });
  });
});
