/** `ferexp data synth`: writes generated faces to a file in the format of FER2013. */
import path from 'node:path';
import { schemaDefault } from '../../experiment/schema';
import { UserError } from '../../schemas/userError';
import { writeSyntheticCsv, type SyntheticOptions } from '../../runner/data/synthetic';
import { processProgress } from '../report/processProgress';
import { json, processTerminal } from '../report/terminal';

export interface SynthOptions extends Partial<SyntheticOptions> {
  readonly json?: boolean;
}

export async function dataSynth(output: string, { json: asJson, ...chosen }: SynthOptions): Promise<number> {
  const terminal = processTerminal({ json: asJson });
  const options: SyntheticOptions = {
    training: chosen.training ?? schemaDefault<number>('synthetic', 'training'),
    test: chosen.test ?? schemaDefault<number>('synthetic', 'test'),
    seed: chosen.seed ?? schemaDefault<number>('synthetic', 'seed'),
    labelNoise: chosen.labelNoise ?? schemaDefault<number>('synthetic', 'labelNoise'),
  };
  if (!output.endsWith('.csv')) throw new UserError(`${output} is not a CSV file.`, 'Give a name that ends with .csv.');
  const file = path.resolve(output);
  const progress = processProgress(terminal);
  await writeSyntheticCsv(file, options, { onProgress: progress.onProgress }).finally(() => progress.end());
  if (terminal.json) terminal.result(json({ file, ...options }));
  else terminal.result(`${output}: ${options.training} training and ${options.test} test faces, seed ${options.seed}`);
  return 0;
}
