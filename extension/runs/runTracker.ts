/** Keeps what is known about all runs of the workspace. */
import path from 'node:path';
import * as vscode from 'vscode';
import { version } from '../../package.json';
import { cacheFiles, writeProjectCache } from '../../storage/projectCache';
import { type Experiment, experimentLabel, experimentsOf } from '../../results/experiments';
import { comparisonsToStore, openRuns, recallComparisons, runsToStore } from '../../results/projectRuns';
import type { RunIndex, RunRecord } from '../../results/runIndex';
import { sortedNewestFirst } from '../../results/runOrder';
import { withCluster, withClusters } from '../../results/clusterStates';
import type { ClusterWait } from '../../storage/cluster/waits';
import { runDirectoryAround, runFilesGlob, runsRootIn } from '../../experiment/project';
import { Owner } from '../disposables';
import type { ExperimentCatalog } from './experimentCatalog';
import { type FolderWatch, isWithin } from './folderWatch';
import type { RunHeader } from '../../schemas/messages/run';

/** While a run is active, its files are read this often: file events may come late or, in a container, never. */
const activePeriodMs = 500;
/** File events come in bursts, ten per second and run: files are read at most once in this time. */
const burstMs = 150;
/** What is stored for the next window is written when runs have not changed for this long. */
const quietMs = 5000;

export function isActive(record: RunRecord): boolean {
  return record.header.state === 'running' || record.header.state === 'queued';
}

/** The only place that reads runs for the extension. Views and language features use it and follow `onDidChange`. */
export class RunTracker extends Owner {
  readonly #indexes = new Map<string, RunIndex>();
  readonly #changed = this.own(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #storing: NodeJS.Timeout | undefined;
  /** Whether an index lists runs as the last window stored them. */
  #unchecked = false;
  #again = false;
  /** Directories whose files changed since the last reading; undefined: any may have. */
  #touched: Set<string> | undefined;
  /** As their files have them. */
  #untold: readonly RunRecord[] = [];
  #records: readonly RunRecord[] = [];
  #waits: ReadonlyMap<string, ClusterWait> = new Map();
  #toldText = '[]';
  #experiments: readonly Experiment[] | undefined;
  #owners: ReadonlyMap<string, Experiment> | undefined;

  constructor(
    private readonly catalog: ExperimentCatalog,
    private readonly log: vscode.LogOutputChannel,
    folders: FolderWatch,
  ) {
    super();
    const watcher = this.own(vscode.workspace.createFileSystemWatcher(runFilesGlob));
    this.own(watcher.onDidCreate((file) => this.#touch(file)));
    this.own(watcher.onDidChange((file) => this.#touch(file)));
    this.own(watcher.onDidDelete((file) => this.#touch(file)));
    this.own(
      folders.onDidRemove(
        (removed) => [...this.#indexes.keys()].some((root) => isWithin(removed, root)) && this.#refreshAllSoon(0),
      ),
    );
    this.own(folders.onDidAddFolders(() => this.#refreshAllSoon(burstMs)));
    // Where file events never come, all runs are read at least when the user returns to the window.
    this.own(vscode.window.onDidChangeWindowState(({ focused }) => focused && this.#refreshAllSoon(0)));
    this.own(
      catalog.onDidChange(() => {
        this.#forgetExperiments();
        // A change of an experiment file matters here only if runs are now kept in another folder. A reading looks itself.
        if (!this.#reading && !this.#hasRoots(this.#roots())) this.#refreshSoon(0);
      }),
    );
    this.own({ dispose: () => clearTimeout(this.#timer) });
    this.own({ dispose: () => clearTimeout(this.#storing) });
  }

  /** All runs, newest first. */
  records(): readonly RunRecord[] {
    return this.#records;
  }

  /** All runs, as their files have them: without what clusters say. */
  untold(): readonly RunRecord[] {
    return this.#untold;
  }

  /** Takes what clusters say of runs. @param waits by directory */
  tell(waits: ReadonlyMap<string, ClusterWait>): void {
    const text = JSON.stringify([...waits]);
    if (text === this.#toldText) return;
    this.#toldText = text;
    this.#waits = waits;
    this.#records = withClusters(this.#untold, waits);
    this.#forgetExperiments();
    this.#changed.fire();
  }

  /** A run's header as its files have it, with what its cluster says. */
  told(header: RunHeader): RunHeader {
    return withCluster(header, this.#waits.get(header.directory));
  }

  record(directory: string): RunRecord | undefined {
    return this.#records.find((record) => record.directory === directory);
  }

  active(): RunRecord[] {
    return this.#records.filter(isActive);
  }

  /** All runs of a folder, `<project>/.ferexp/runs/<experiment>`, which several files may share. */
  recordsOf(folder: string): RunRecord[] {
    return this.#records.filter(({ directory }) => path.dirname(directory) === folder);
  }

  /** The experiments of the workspace, including those without runs and those whose file is gone. */
  experiments(): readonly Experiment[] {
    return (this.#experiments ??= experimentsOf(this.#records, this.catalog.entries()));
  }

  /** The experiment of a run, or of a file. */
  experimentOf(directoryOrFile: string): Experiment | undefined {
    this.#owners ??= new Map(
      this.experiments().flatMap((experiment) => [
        ...(experiment.file === undefined ? [] : [[experiment.file, experiment] as const]),
        ...experiment.records.map(({ directory }) => [directory, experiment] as const),
      ]),
    );
    return this.#owners.get(directoryOrFile);
  }

  /** `flip`, or `flip (study-2)` if several experiments have that name. */
  labelOf({ directory, experiment }: Pick<RunHeader, 'directory' | 'experiment'>): string {
    const found = this.experimentOf(directory);
    return found ? experimentLabel(found) : experiment;
  }

  #forgetExperiments(): void {
    this.#experiments = this.#owners = undefined;
  }

  /**
   * Reads all that changed on disk. Calls during a reading share one more reading after it.
   * @param found resolves when the experiment files are listed. Runs are shown under their files, so not before; they are
   *   read meanwhile
   */
  async refresh(found?: Promise<unknown>): Promise<void> {
    this.#touched = undefined;
    await this.#refresh(found);
  }

  async #refresh(found?: Promise<unknown>): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#reading) {
      this.#again = true;
      await this.#reading;
      return;
    }
    this.#reading = this.#readAll(found);
    try {
      await this.#reading;
    } finally {
      this.#reading = undefined;
    }
  }

  async #readAll(found?: Promise<unknown>): Promise<void> {
    do {
      this.#again = false;
      await this.#read(found);
    } while (this.#again || !this.#hasRoots(this.#roots()));
    if (this.#unchecked) this.#refreshAllSoon(0);
    this.#unchecked = false;
    if (this.active().length > 0) this.#refreshSoon(activePeriodMs);
  }

  async #read(found?: Promise<unknown>): Promise<void> {
    const touched = this.#touched;
    this.#touched = new Set();
    const changed = await this.#readIndexes(touched);
    if (changed) this.#sort();
    await found;
    if (!changed) return;
    this.#forgetExperiments();
    this.#changed.fire();
    this.storeSoon();
  }

  /** @returns whether anything changed */
  async #readIndexes(touched: ReadonlySet<string> | undefined): Promise<boolean> {
    const roots = this.#roots();
    let changed = false;
    for (const root of this.#indexes.keys()) {
      if (roots.has(root)) continue;
      this.#indexes.delete(root);
      changed = true;
    }
    for (const root of roots) {
      const known = this.#indexes.get(root);
      const index = known ?? openRuns(root, version);
      this.#indexes.set(root, index);
      try {
        const result = known ? await known.refresh(touched) : await index.open();
        changed ||= result.changed.length > 0 || result.removed.length > 0;
        this.#unchecked ||= !known;
      } catch (error) {
        this.log.error(`Cannot read the runs in ${root}: ${String(error)}`);
        this.#touched = undefined;
      }
    }
    return changed;
  }

  #sort(): void {
    const [only, ...others] = [...this.#indexes.values()].map((index) => index.runs());
    this.#untold = others.length === 0 ? (only ?? []) : sortedNewestFirst([only ?? [], ...others].flat());
    this.#records = withClusters(this.#untold, this.#waits);
  }

  /** Stores what the next window can read at once, when nothing has changed for a while. An untrusted folder is not written. */
  storeSoon(): void {
    if (!vscode.workspace.isTrusted) return;
    clearTimeout(this.#storing);
    this.#storing = setTimeout(() => void this.#store(), quietMs);
  }

  async #store(): Promise<void> {
    for (const [root, index] of this.#indexes) {
      const runs = runsToStore(index, version);
      if (runs !== undefined) await writeProjectCache(root, cacheFiles.runs, runs);
    }
    // Results of several projects are not told apart, and none belongs into the folder of another.
    const [only, another] = this.#indexes.keys();
    if (only === undefined || another !== undefined) return;
    const comparisons = comparisonsToStore(version);
    if (comparisons !== undefined) await writeProjectCache(only, cacheFiles.comparisons, comparisons);
  }

  /** To be called before runs are compared. */
  async recallComparisons(): Promise<void> {
    for (const root of this.#indexes.keys()) await recallComparisons(root, version);
  }

  #roots(): Set<string> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return new Set([
      ...folders.map(({ uri }) => runsRootIn(uri.fsPath)),
      ...this.catalog.entries().map(({ runsRoot }) => runsRoot),
    ]);
  }

  #hasRoots(roots: ReadonlySet<string>): boolean {
    return roots.size === this.#indexes.size && [...roots].every((root) => this.#indexes.has(root));
  }

  /** A file of a run was made, written or deleted. */
  #touch({ fsPath }: vscode.Uri): void {
    for (const root of this.#indexes.keys()) {
      const directory = runDirectoryAround(root, fsPath);
      if (directory !== undefined) this.#touched?.add(directory);
    }
    this.#refreshSoon(burstMs);
  }

  #refreshAllSoon(delay: number): void {
    this.#touched = undefined;
    this.#refreshSoon(delay);
  }

  #refreshSoon(delay: number): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#refresh(), delay);
  }
}
