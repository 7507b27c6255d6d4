/**
 * Finds the networks behind the runs of a row. A run that only evaluates has the weights of the run that it starts from, so
 * several of them may show the same network: it counts once.
 */
import path from 'node:path';
import { totalEpochs } from '../../experiment/trainingStages';
import type { CountedRun, RunGroup } from '../runGroup';
import type { RunRecord } from '../runIndex';

/** One trained network of a row. */
export interface Network {
  /** The same in all rows that evaluate it. */
  readonly id: string;
  /** At least one; several that evaluate the same weights, or one of each fold. */
  readonly runs: readonly CountedRun[];
  /** The runs test a fold each: they are trained networks that answer together for the faces of all of these. */
  readonly ofFolds?: true;
}

/** Chains are finite, but a damaged file can still contain a cycle. */
const longestChain = 32;

/** Identifies a run wherever the project lies: the folders of its experiment and of itself. */
const placeOf = (directory: string): string => directory.split(path.sep).slice(-2).join('/');

/** Finds networks among all known runs. */
export class Networks {
  private known: ReadonlyMap<string, RunRecord> | undefined;

  constructor(private readonly records: readonly RunRecord[]) {}

  /** Made for the first run that starts from another: thousands start from none. */
  private get byPlace(): ReadonlyMap<string, RunRecord> {
    return (this.known ??= new Map(this.records.map((record) => [placeOf(record.directory), record])));
  }

  /** Of a row, in the order of their first runs; of a row over folds, one for each seed. */
  ofRow({ counted, folds }: Pick<RunGroup, 'counted' | 'folds'>): Network[] {
    if (!folds) return this.of(counted);
    const bySeed = new Map<number | undefined, CountedRun[]>();
    for (const run of counted) {
      const { seed } = run.resolved;
      bySeed.set(seed, [...(bySeed.get(seed) ?? []), run]);
    }
    return [...bySeed.values()].map((runs) => ({
      id: `folds ${runs.map((run) => this.idOf(run)).join(' ')}`,
      runs,
      ofFolds: true,
    }));
  }

  /** In the order of their first runs. */
  of(runs: readonly CountedRun[]): Network[] {
    const found = new Map<string, CountedRun[]>();
    for (const run of runs) {
      const id = this.idOf(run);
      found.set(id, [...(found.get(id) ?? []), run]);
    }
    return [...found].map(([id, of]) => ({ id, runs: of }));
  }

  /** A run, the run that it starts from, and so on, as far as they are known. */
  lineage(run: RunRecord): RunRecord[] {
    const found = [run];
    while (found.length < longestChain) {
      const { initFrom, baseDirectory } = found.at(-1)!.resolved;
      const origin = initFrom && 'run' in initFrom && initFrom.run;
      const parent = origin ? this.byPlace.get(placeOf(path.resolve(baseDirectory, origin))) : undefined;
      if (!parent) break;
      found.push(parent);
    }
    return found;
  }

  /** The first of the lineage that was trained; beyond what is known, what that starts from. */
  private idOf(run: RunRecord): string {
    const { imported } = run.resolved;
    // One file holds the answers of one network, under whatever names it was imported.
    if (imported) return `imported ${imported.sha256}`;
    const lineage = this.lineage(run);
    const trained =
      lineage.find(({ resolved: { training } }) => training && totalEpochs(training) > 0) ?? lineage.at(-1)!;
    const { directory, resolved } = trained;
    const { initFrom, training, baseDirectory } = resolved;
    if (initFrom === undefined || (training && totalEpochs(training) > 0)) return placeOf(directory);
    if ('model' in initFrom) return path.resolve(baseDirectory, initFrom.model);
    return placeOf(initFrom.run === undefined ? directory : path.resolve(baseDirectory, initFrom.run));
  }
}
