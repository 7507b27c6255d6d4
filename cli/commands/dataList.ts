/** `ferexp data list`: the data that experiment files use, with counts if it was read before. It imports no data. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseExperiment } from '../../experiment/parse';
import { cacheFolderOf } from '../../experiment/project';
import { resolveRuns } from '../../experiment/resolve';
import type { ResolvedExperiment } from '../../experiment/types';
import type { DataSource, DataSourceView } from '../../schemas/faces';
import { UserError } from '../../schemas/userError';
import type { Dataset } from '../../runner/data/dataset';
import { loadDataset } from '../../runner/data/load';
import { importedBefore, meaningOf } from '../../runner/data/source';
import { json, processTerminal } from '../report/terminal';
import { count, share, counted } from '../../words/numbers';

export async function dataList(files: readonly string[], options: { readonly json?: boolean }): Promise<number> {
  const terminal = processTerminal(options);
  const sources = await listSources(files.map((file) => path.resolve(file)));
  terminal.result(terminal.json ? json(sources) : sources.map(describe).join('\n\n'));
  return 0;
}

/** @param files absolute paths of experiment files; those that are not valid are left out */
export async function listSources(files: readonly string[]): Promise<DataSource[]> {
  const bySource = new Map<string, ResolvedExperiment[]>();
  for (const file of files) {
    for (const run of await runsOf(file)) {
      const source = run.data.source === 'synthetic' ? 'synthetic' : path.resolve(run.baseDirectory, run.data.source);
      bySource.set(source, [...(bySource.get(source) ?? []), run]);
    }
  }
  return Promise.all([...bySource].map(([source, runs]) => describeSource(source, runs)));
}

/** The base and the variants of a file, once each. */
async function runsOf(file: string): Promise<ResolvedExperiment[]> {
  const experiment = parseExperiment(await readFile(file, 'utf8')).file;
  return experiment ? resolveRuns(experiment, { path: file, repeats: [0] }) : [];
}

async function describeSource(source: string, runs: readonly ResolvedExperiment[]): Promise<DataSource> {
  const different = new Map<string, ResolvedExperiment>();
  const uses = new Map<string, ResolvedExperiment>();
  for (const run of runs) {
    const key = JSON.stringify([run.baseDirectory, run.data]);
    if (!different.has(key)) different.set(key, run);
    if (!uses.has(run.file)) uses.set(run.file, run);
  }
  const imported = await statusOf(source, runs[0]!);
  const views: DataSourceView[] = [];
  for (const run of different.values()) views.push(await viewOf(run, imported.state === 'ready'));
  return {
    source,
    ...imported,
    uses: [...uses.values()].map(({ file, name, variant }) => ({ file, name, variant })),
    views,
  };
}

async function statusOf(source: string, run: ResolvedExperiment): Promise<Pick<DataSource, 'state' | 'images'>> {
  if (source === 'synthetic') return { state: 'unread' };
  try {
    const images = await importedBefore(source, {
      baseDirectory: run.baseDirectory,
      cacheDirectory: cacheFolderOf(run.file),
      ...meaningOf(run.data),
    });
    return images === undefined ? { state: 'unread' } : { state: 'ready', images };
  } catch (error) {
    if (error instanceof UserError) return { state: 'missing' };
    throw error;
  }
}

async function viewOf(run: ResolvedExperiment, read: boolean): Promise<DataSourceView> {
  const { labels, synthetic, fraction, exclude } = run.data;
  const base = {
    file: run.file,
    variant: run.variant,
    labels: `${labels.scheme === 'fer' ? 'FER' : `FER+ ${labels.rule}`}${fraction < 1 ? `, ${share(fraction)}` : ''}${exclude === undefined ? '' : `, without ${path.basename(exclude)}`}`,
  };
  if (synthetic) {
    return { ...base, counts: `${count(synthetic.training)} training, ${count(synthetic.test)} test`, warnings: [] };
  }
  if (!read) return { ...base, warnings: [] };
  try {
    const dataset = await loadDataset(run.data, {
      baseDirectory: run.baseDirectory,
      cacheDirectory: cacheFolderOf(run.file),
      onProgress: () => undefined,
    });
    return { ...base, counts: countsOf(dataset), warnings: dataset.warnings };
  } catch (error) {
    if (error instanceof UserError) return { ...base, warnings: [error.message] };
    throw error;
  }
}

function countsOf({ splits }: Dataset): string {
  return Object.entries(splits)
    .map(([name, ids]) => `${name} ${count(ids.length)}`)
    .join(' · ');
}

const stateWords: Readonly<Record<DataSource['state'], string>> = {
  ready: '',
  unread: 'not read yet',
  missing: 'not found',
  outside: 'not looked at',
};

function describe({ source, state, images, uses, views }: DataSource): string {
  const status = images === undefined ? stateWords[state] : counted(images, 'image');
  return [
    `${source === 'synthetic' ? 'generated faces' : source}${status === '' ? '' : `: ${status}`}`,
    `  used by ${uses.map(({ name }) => name).join(', ')}`,
    ...views.flatMap(({ labels, counts, warnings }) => [
      `  ${labels}${counts === undefined ? '' : `: ${counts}`}`,
      ...warnings.map((warning) => `    ${warning}`),
    ]),
  ].join('\n');
}
