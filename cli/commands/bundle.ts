/** `ferexp bundle`: what others need to compute a comparison again. */
import path from 'node:path';
import { version } from '../../package.json';
import { UserError } from '../../schemas/userError';
import { sizeWords, counted } from '../../words/numbers';
import { writeBundle } from '../bundle/writeBundle';
import { json, processTerminal } from '../report/terminal';
import { type CompareOptions, comparisonNamed } from './compare';

type BundleOptions = Pick<CompareOptions, 'project' | 'baseline' | 'metric' | 'output' | 'json'> & {
  readonly compact?: boolean;
  readonly splits?: readonly string[];
};

export async function bundle(experiments: readonly string[], options: BundleOptions): Promise<number> {
  const { output, compact = false, splits } = options;
  if (output === undefined) throw new UserError('Where should the bundle be?', 'Name a new folder with --output.');
  const terminal = processTerminal(options);
  const { records, project, view } = await comparisonNamed(experiments, options);
  const folder = path.resolve(output);
  const { runs, bytes } = await writeBundle({
    ...{ records, project, view, folder, version, compact },
    ...(splits && { splits }),
  });
  const outside = new Set(
    records.flatMap(({ resolved: { data } }) =>
      [data.source, data.labels.votes, data.exclude].flatMap((file) =>
        file !== undefined && path.isAbsolute(file) ? [file] : [],
      ),
    ),
  );
  for (const file of outside) {
    terminal.say(
      `${terminal.colors.yellow('warning')} The settings name the data by its path on this computer, ${file}: so does the bundle. Others see it; a path from the experiment file would say less.`,
    );
  }
  if (terminal.json) terminal.result(json({ folder, runs, bytes }));
  else
    terminal.say(`${counted(runs, 'run')} in ${output}, ${sizeWords(bytes)}. Check it with: ferexp verify ${output}`);
  return 0;
}
