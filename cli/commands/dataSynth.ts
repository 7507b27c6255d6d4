/** `ferexp data synth`: generated faces as a file in FER2013's form. */
import path from 'node:path';
import { schemaDefault } from '../../experiment/schema';
import { UserError } from '../../schemas/userError';
import { writeSyntheticCsv, type SyntheticOptions } from '../../runner/data/synthetic';
import { processProgress } from '../report/processProgress';
import { json, processTerminal } from '../report/terminal';

export interface SynthOptions extends Partial<SyntheticOptions> {
  readonly json?: boolean;
}

export async function dataSynth(output: string, { json: asJson, ...given }: SynthOptions): Promise<number> {
  const terminal = processTerminal({ json: asJson });
  const options: SyntheticOptions = {
    training: given.training ?? schemaDefault<number>('synthetic', 'training'),
    test: given.test ?? schemaDefault<number>('synthetic', 'test'),
    seed: given.seed ?? schemaDefault<number>('synthetic', 'seed'),
    labelNoise: given.labelNoise ?? schemaDefault<number>('synthetic', 'labelNoise'),
  };
  if (!output.endsWith('.csv')) throw new UserError(`${output} is no CSV file.`, 'Give a name that ends with .csv.');
  const file = path.resolve(output);
  const progress = processProgress(terminal);
  await writeSyntheticCsv(file, options, { onProgress: progress.onProgress }).finally(() => progress.end());
  if (terminal.json) terminal.result(json({ file, ...options }));
  else terminal.result(`${output}: ${options.training} training and ${options.test} test faces, seed ${options.seed}`);
  return 0;
}
