/** Assigns runs to experiments, by project folder and file: two experiments of the same name stay distinct. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { presentPlace, projectOfRuns } from '../experiment/project';
import type { RunRecord } from './runIndex';

/** An experiment file that exists. */
export interface KnownFile {
  /** Absolute. */
  readonly file: string;
  readonly name: string;
  /** `<project>/.ferexp/runs`. */
  readonly runsRoot: string;
}

export interface Experiment {
  /** The folder of its runs, followed by the file if several files share that folder. */
  readonly id: string;
  readonly name: string;
  /** `<project>/.ferexp/runs/<name>`. */
  readonly folder: string;
  /** Absent if the file is gone. */
  readonly file?: string;
  /** Where it is, just long enough to distinguish it from others of its name; absent if its name is unique. */
  readonly place?: string;
  readonly records: readonly RunRecord[];
}

/** `flip`, or `flip (study-2)` if several experiments have that name. */
export function experimentLabel({ name, place }: Pick<Experiment, 'name' | 'place'>): string {
  return place === undefined ? name : `${name} (${place})`;
}

/** Whether an experiment is the wanted one. @param wanted an id, the folder of the runs, the file, or a name */
export function isExperiment({ id, folder, file, name }: Experiment, wanted: string): boolean {
  return wanted === id || wanted === folder || wanted === file || wanted === name;
}

/**
 * Groups runs by experiment, in the order in which the experiments first appear.
 * @param known files that are listed even if they have no runs
 */
export function experimentsOf(
  records: readonly RunRecord[],
  known: readonly KnownFile[] = [],
  exists: (file: string) => boolean = existsSync,
): Experiment[] {
  const filesIn = new Map<string, Set<string>>();
  const claim = (folder: string, file: string): void => {
    filesIn.set(folder, (filesIn.get(folder) ?? new Set()).add(file));
  };
  const located = new Map<string, Map<string, string | undefined>>();
  const fileOf = ({ unreadable, resolved: { file } }: RunRecord, folder: string): string | undefined => {
    if (unreadable) return undefined;
    let files = located.get(folder);
    if (!files) located.set(folder, (files = new Map()));
    if (!files.has(file)) files.set(file, presentPlace(projectOfRuns(path.dirname(folder)), file, exists));
    return files.get(file);
  };
  for (const { file, name, runsRoot } of known) claim(path.join(runsRoot, name), file);
  const placed = records.map((record) => {
    const folder = path.dirname(record.directory);
    return { record, folder, file: fileOf(record, folder) };
  });
  for (const { folder, file } of placed) if (file !== undefined) claim(folder, file);
  const found = new Map<string, Experiment & { readonly records: RunRecord[] }>();
  const add = (folder: string, file: string | undefined, name: string): { readonly records: RunRecord[] } => {
    const files = filesIn.get(folder);
    const shared = files !== undefined && files.size > 1;
    // Runs of a file that was moved or renamed belong to the file that exists.
    const own = shared || files === undefined ? file : [...files][0];
    const id = shared && own !== undefined ? `${folder}#${own}` : folder;
    let experiment = found.get(id);
    if (!experiment) {
      experiment = { id, name, folder, ...(own !== undefined && { file: own }), records: [] };
      found.set(id, experiment);
    }
    return experiment;
  };
  for (const { record, folder, file } of placed) add(folder, file, path.basename(folder)).records.push(record);
  for (const { file, name, runsRoot } of known) add(path.join(runsRoot, name), file, name);
  return withPlaces([...found.values()]);
}

function withPlaces(experiments: readonly Experiment[]): Experiment[] {
  const byName = new Map<string, Experiment[]>();
  for (const experiment of experiments) {
    byName.set(experiment.name, [...(byName.get(experiment.name) ?? []), experiment]);
  }
  return experiments.map((experiment) => {
    const alike = byName.get(experiment.name)!;
    if (alike.length === 1) return experiment;
    return { ...experiment, place: placeOf(experiment, alike) };
  });
}

/** The shortest end of its path that no other one ends with; the file's name if they share a folder. */
function placeOf(experiment: Experiment, alike: readonly Experiment[]): string {
  const folders = new Map(alike.map((each) => [each, folderOf(each).split(/[\\/]/)]));
  const own = folders.get(experiment)!;
  const rest = alike.filter((other) => other !== experiment).map((other) => folders.get(other)!);
  for (let length = 1; length <= own.length; length++) {
    const end = own.slice(-length).join('/');
    if (!rest.some((other) => other.slice(-length).join('/') === end)) return end;
  }
  return experiment.file === undefined ? 'its file is gone' : path.basename(experiment.file);
}

function folderOf({ file, folder }: Experiment): string {
  return file === undefined ? path.resolve(folder, '../../..') : path.dirname(file);
}
