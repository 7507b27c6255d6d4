/** `ferexp engine setup`: installs TensorFlow for the `tensorflow` engine. Uses the network. */
import path from 'node:path';
import { UserError } from '../../../schemas/userError';
import { chooseEngine } from '../../engine';
import type { SetupWay } from '../../engine/tensorflow/installation';
import { setupTensorFlow } from '../../engine/tensorflow/setup';
import { processProgress } from '../processProgress';
import { json, processTerminal } from '../terminal';

export interface SetupCommandOptions {
  readonly way?: 'auto' | SetupWay;
  readonly python?: string;
  readonly gpu?: boolean;
  readonly json?: boolean;
}

export async function engineSetup({ way, python, gpu, json: asJson }: SetupCommandOptions): Promise<number> {
  const terminal = processTerminal({ json: asJson });
  const cancel = new AbortController();
  const onSignal = () => cancel.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const progress = processProgress(terminal);
  try {
    await setupTensorFlow({
      way: way ?? 'auto',
      ...(python === undefined ? {} : { python: path.resolve(python) }),
      gpu: gpu ?? false,
      onProgress: progress.onProgress,
      signal: cancel.signal,
    });
  } catch (error) {
    if (cancel.signal.aborted) throw new UserError('Cancelled: nothing was installed.', undefined, 1);
    throw error;
  } finally {
    progress.end();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
  const { reason } = await chooseEngine('tensorflow');
  if (terminal.json) terminal.result(json({ engine: 'tensorflow', detail: reason }));
  else terminal.result(`The engine "tensorflow" is ready: ${reason.replace(/; the experiment asks for it$/, '')}.`);
  return 0;
}
