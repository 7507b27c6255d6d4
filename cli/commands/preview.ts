/** `ferexp preview`: faces before and after augmentation, for a page that shows them. */
import { text } from 'node:stream/consumers';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import { UserError } from '../../schemas/userError';
import { previewAugmentation } from '../../runner/preview/previewAugmentation';
import { readExperiment } from '../find/experimentFile';
import { processTerminal } from '../report/terminal';

interface PreviewOptions {
  readonly variant: string;
  readonly faces: number;
  readonly versions: number;
  /** Reads the experiment from standard input: the editor's text, which may not be saved yet. */
  readonly stdin?: boolean;
}

export async function preview(file: string, { variant, stdin, ...counts }: PreviewOptions): Promise<number> {
  const experiment = stdin ? parseExperiment(await text(process.stdin)).file : (await readExperiment(file)).file;
  if (experiment === undefined) {
    throw new UserError(`${file} is not valid.`, `See what is wrong with: ferexp validate ${file}`);
  }
  const [resolved] = resolveRuns(experiment, { path: file, variants: [variant], repeats: [0] });
  processTerminal({ json: true }).result(JSON.stringify(await previewAugmentation(resolved!, counts)));
  return 0;
}
