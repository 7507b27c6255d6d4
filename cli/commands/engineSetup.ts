/** `ferexp engine setup`: installs TensorFlow for the `tensorflow` engine. Uses the network. */
import path from 'node:path';
import { chooseEngine } from '../../runner/engine';
import type { SetupWay } from '../../runner/engine/tensorflow/installation';
import { setupTensorFlow } from '../../runner/engine/tensorflow/setup';
import { cancellable } from '../tasks/cancellable';
import { processProgress } from '../report/processProgress';
import { json, processTerminal } from '../report/terminal';

export interface SetupCommandOptions {
  readonly way?: 'auto' | SetupWay;
  readonly python?: string;
  readonly gpu?: boolean;
  readonly json?: boolean;
}

export async function engineSetup({ way, python, gpu, json: asJson }: SetupCommandOptions): Promise<number> {
  const terminal = processTerminal({ json: asJson });
  const progress = processProgress(terminal);
  const install = (signal: AbortSignal) =>
    setupTensorFlow({
      way: way ?? 'auto',
      ...(python === undefined ? {} : { python: path.resolve(python) }),
      gpu: gpu ?? false,
      onProgress: progress.onProgress,
      signal,
    });
  try {
    await cancellable(install, 'Cancelled: nothing was installed.');
  } finally {
    progress.end();
  }
  const { reason } = await chooseEngine('tensorflow');
  if (terminal.json) terminal.result(json({ engine: 'tensorflow', detail: reason }));
  else terminal.result(`The engine "tensorflow" is ready: ${reason.replace(/; the experiment asks for it$/, '')}.`);
  return 0;
}
