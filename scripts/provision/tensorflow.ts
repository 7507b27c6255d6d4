/** Makes sure that the `tensorflow` engine is set up for the tests: the same set-up that a user runs. */
import { engines } from '../paths';
import { setupTensorFlow } from '../../runner/engine/tensorflow/setup';
import { tensorFlowProvider } from '../../runner/engine/tensorflow/provider';

async function main(): Promise<void> {
  process.env['FEREXP_ENGINE_DIR'] = engines;
  const found = await tensorFlowProvider.probe();
  if (!found.available) {
    await setupTensorFlow({ way: 'auto', onProgress: (progress) => console.log(progress.detail) });
  }
  const now = await tensorFlowProvider.probe();
  console.log(now.available ? now.detail : `${now.reason} ${now.remedy}`);
  if (!now.available) process.exitCode = 1;
}

void main();
