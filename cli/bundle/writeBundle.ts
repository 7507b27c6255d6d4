/** Writes a bundle: runs with their predictions, experiment files, the table, and a manifest with a checksum of each file. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compareRuns } from '../../results/compare';
import { Networks } from '../../results/judge/networks';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { oldestFirst } from '../../results/runOrder';
import { ownFolder, projectOfRuns, runsRootIn } from '../../experiment/project';
import type { RecordedExperiment, ResolvedInitFrom } from '../../experiment/types';
import { type Bundle, bundleFiles } from '../../schemas/bundle';
import type { ComparisonView } from '../../schemas/messages/comparison';
import { runFiles } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { errorCode, fileError } from '../../storage/files/fileError';
import { readRegularFile } from '../../storage/files/regularFile';
import { encodePredictions, readPredictions, roundedPredictions } from '../../storage/run/predictions';
import { readResolved } from '../../storage/run/runFile';
import { printable } from '../../words/printable';
import { portableView } from './portableView';
import { bundleReadme } from './readme';

/** Most bytes of a file of a run; the predictions of a million faces have less. */
const longest = 2 ** 30;

/** Files of a run that a table follows from, or that say how it was made. */
const kept = [runFiles.environment, runFiles.summary, runFiles.search, runFiles.relabelled] as const;

export interface BundleRequest {
  /** Of the compared experiments. */
  readonly records: readonly RunRecord[];
  readonly project: readonly RunRecord[];
  /** As it is shown. */
  readonly view: ComparisonView;
  /** Absolute; must not exist, or be empty. */
  readonly folder: string;
  readonly version: string;
  /** Probabilities are rounded to 16 bits. */
  readonly compact?: boolean;
  /** Those whose predictions are kept. Default: all. */
  readonly splits?: readonly string[];
}

export interface WrittenBundle {
  readonly runs: number;
  readonly bytes: number;
}

/** @throws UserError if nothing is finished, if the folder has files, or if it cannot be written; nothing is left behind */
export async function writeBundle(request: BundleRequest): Promise<WrittenBundle> {
  const { folder } = request;
  const compared = request.records.filter(({ header }) => header.state === 'completed');
  if (compared.length === 0) {
    throw new UserError('There is no finished run to put into a bundle.', 'Let a run finish first.');
  }
  requirePredictions(compared, request.splits ?? []);
  await requireEmpty(folder);
  const parent = path.dirname(folder);
  let draft: string | undefined;
  try {
    await mkdir(parent, { recursive: true });
    draft = await mkdtemp(path.join(parent, `.${path.basename(folder)}-`));
    const written = await fill(draft, request, compared);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    return written;
  } catch (error) {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true });
    throw error instanceof UserError ? error : fileError(error, `write ${folder}`);
  }
}

/** @throws UserError for a split that no run has */
function requirePredictions(compared: readonly RunRecord[], splits: readonly string[]): void {
  const known = [...new Set(compared.flatMap(({ summary }) => Object.keys(summary?.splits ?? {})))].sort();
  for (const split of splits) {
    if (known.includes(split)) continue;
    throw new UserError(`No run was evaluated on "${printable(split)}".`, `Name splits among ${known.join(', ')}.`);
  }
}

async function requireEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileError(error, `write ${folder}`, 2);
  });
  if (entries.length === 0) return;
  throw new UserError(`${folder} is not empty.`, 'Name a new folder, or remove what is there.');
}

async function fill(draft: string, request: BundleRequest, compared: readonly RunRecord[]): Promise<WrittenBundle> {
  const { project, view, version } = request;
  const files = new FolderOfFiles(draft);
  const networks = new Networks(project);
  // A run that only evaluates shows the network that it starts from: without that, it would pass for another one.
  const needed = [...compared, ...membersOf(compared, project)].flatMap((run) => networks.lineage(run));
  const runs = new Map(needed.sort(oldestFirst).map((run) => [run.directory, run]));
  for (const run of runs.values()) await addRun(files, run, request);
  const experiments = [...new Set(compared.map(({ resolved }) => resolved.name))];
  const ids = view.rows.flatMap(({ runs: ofRow }) => ofRow.map(({ runId }) => runId));
  const ofBaseline = view.rows
    .find(({ id }) => id === view.baseline)
    ?.runs.filter(({ state }) => state === 'completed');
  // Its id names the row, so it should be the only one of that id: two experiments may have begun in the same second.
  const baseline = (ofBaseline?.find(({ runId }) => ids.indexOf(runId) === ids.lastIndexOf(runId)) ?? ofBaseline?.[0])
    ?.runId;
  const options = { experiments, ...(baseline !== undefined && { baseline }), metric: view.metric };
  const table = await comparisonOf(draft, { ...options, files: files.list });
  await files.add(bundleFiles.comparison, `${JSON.stringify(portableView(table), null, 2)}\n`);
  const made = new Date().toISOString();
  const stated = { made, ...(view.looks && { looks: view.looks.runs }) };
  await files.add(bundleFiles.readme, bundleReadme(table, stated));
  const manifest: Bundle = {
    version: 1,
    ...stated,
    ferexp: version,
    ...options,
    files: files.list,
  };
  await writeFile(path.join(draft, bundleFiles.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
  return { runs: runs.size, bytes: files.bytes };
}

/** The runs that ensembles are made of: their answers are computed again from these. */
function membersOf(runs: readonly RunRecord[], project: readonly RunRecord[]): RunRecord[] {
  const ensembles = runs.flatMap(({ resolved }) => resolved.imported?.ensemble ?? []);
  const members = new Set(ensembles.flatMap((ensemble) => ensemble.members.map(({ run }) => run)));
  return project.filter(({ header }) => members.has(header.runId));
}

/**
 * The table of a bundle, from its runs. Their order is that of the list of files, the oldest first: the times of files, which
 * tell apart what was made in one second elsewhere, are lost where a bundle is copied.
 */
export async function comparisonOf(
  folder: string,
  { experiments, baseline, metric, files }: Pick<Bundle, 'experiments' | 'baseline' | 'metric' | 'files'>,
): Promise<ComparisonView> {
  const index = new RunIndex(runsRootIn(folder));
  await index.refresh();
  const place = new Map(files.map(({ path: name }, at) => [path.join(folder, ...name.split('/')), at]));
  const project = index.runs().map((run) => ({
    ...run,
    createdAt: place.get(path.join(run.directory, runFiles.experiment)) ?? files.length,
  }));
  const records = project.filter(({ resolved }) => experiments.includes(resolved.name));
  const first = await compareRuns(records, { project, metric });
  const row = first.rows.find(({ runs }) => runs.some(({ runId }) => runId === baseline));
  return row === undefined || row.id === first.baseline
    ? first
    : compareRuns(records, { project, metric, baseline: row.id });
}

/** The files that are written into a folder, with their checksums. */
class FolderOfFiles {
  private readonly sums = new Map<string, string>();
  bytes = 0;

  constructor(private readonly folder: string) {}

  get list(): Bundle['files'] {
    return [...this.sums].map(([place, sha256]) => ({ path: place, sha256 }));
  }

  /** @param place with `/` */
  async add(place: string, content: string | Uint8Array): Promise<void> {
    if (this.sums.has(place)) return;
    const file = path.join(this.folder, ...place.split('/'));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    this.sums.set(place, createHash('sha256').update(content).digest('hex'));
    this.bytes += Buffer.byteLength(content);
  }
}

async function addRun(
  files: FolderOfFiles,
  { directory }: RunRecord,
  { compact = false, splits }: Pick<BundleRequest, 'compact' | 'splits'>,
): Promise<void> {
  const [experiment, run] = directory.split(path.sep).slice(-2);
  const place = `${ownFolder}/runs/${experiment!}/${run!}`;
  const project = projectOfRuns(path.resolve(directory, '../..'));
  const resolved = await readResolved(directory);
  await files.add(`${place}/${runFiles.experiment}`, `${JSON.stringify(atHome(resolved, project), null, 2)}\n`);
  for (const name of kept) {
    const content = await contentOf(path.join(directory, name));
    if (content) await files.add(`${place}/${name}`, content);
  }
  const predictions = path.join(directory, runFiles.predictions);
  for (const name of (await readdir(predictions).catch(() => [])).sort()) {
    const split = path.basename(name, '.bin');
    if (splits?.includes(split) === false) continue;
    const content = compact
      ? encodePredictions(roundedPredictions(await readPredictions(directory, split)))
      : await contentOf(path.join(predictions, name));
    if (content) await files.add(`${place}/${runFiles.predictions}/${name}`, content);
  }
  const text = await contentOf(resolved.file);
  if (text) await files.add(within(resolved.file, project), text);
}

/** Undefined for a file that is not there. */
async function contentOf(file: string): Promise<Buffer | undefined> {
  try {
    return await readRegularFile(file, 'the file', longest);
  } catch (error) {
    if (error instanceof UserError && error.exitCode === 2) return undefined;
    throw error;
  }
}

/** The path of a file in a project, with `/`; of a file elsewhere, its name. */
function within(file: string, project: string): string {
  const relative = path.relative(project, file);
  const isInside = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return isInside ? relative.split(path.sep).join('/') : path.basename(file);
}

/** The experiment as if its project were the folder `/bundle`: where it lay on this computer is nobody's business. */
function atHome(resolved: RecordedExperiment, project: string): RecordedExperiment {
  const home = '/bundle';
  const file = `${home}/${within(resolved.file, project)}`;
  const { initFrom } = resolved;
  const place = { file, baseDirectory: path.posix.dirname(file) };
  if (resolved.imported) return { ...resolved, ...place };
  const atHomeToo = <From extends ResolvedInitFrom>(from: From): From => {
    const run = 'run' in from ? from.run : undefined;
    if (run === undefined) return from;
    return { ...from, run: `${home}/${ownFolder}/runs/${run.split(/[\\/]/).slice(-2).join('/')}` };
  };
  const { techniques } = resolved;
  const { distillation } = techniques;
  return {
    ...resolved,
    ...place,
    ...(distillation && {
      techniques: { ...techniques, distillation: { ...distillation, from: atHomeToo(distillation.from) } },
    }),
    ...(initFrom && { initFrom: atHomeToo(initFrom) }),
  };
}
