/** Builds the graph of warm starts: the variants of experiment files as they are now, each with the result of its runs. */
import path from 'node:path';
import { originAncestry, teacherAncestry } from '../experiment/ancestry';
import { type ExperimentFiles, lineageOf, type Origin, originWords, teacherOf } from '../experiment/graph';
import { runsRootOf } from '../experiment/project';
import { resolveRuns, variantNames } from '../experiment/resolve';
import { withTeacherRun } from '../experiment/teacher';
import type { ExperimentFile, ResolvedExperiment } from '../experiment/types';
import type { RunState } from '../schemas/runDirectory';
import { experimentLabel, experimentsOf } from './experiments';
import { settingsHash } from './groups';
import type { RunRecord } from './runIndex';
import { resultInWords } from './variantResult';
import { statusWords } from './words';

/** A variant of a file, a run or a model, with the nodes that start from it. */
export interface WarmStartNode {
  /** Identifies it in the graph. */
  readonly id: string;
  readonly kind: Origin['kind'];
  /** `custom / flip`; the id of a run, the path of a model. */
  readonly label: string;
  /** Of the file, the run directory or the model. Absolute. */
  readonly path: string;
  readonly variant?: string;
  /** `57.1 %, 3 runs: 56.8 to 57.4 %`, `running 12/30`, `not run yet`. */
  readonly status: string;
  /** State of the newest run with the file's present settings; absent if there is none. */
  readonly state?: RunState;
  /** Directory of that run. */
  readonly directory?: string;
  /** What it learns from, such as `variant "base"`. */
  readonly teacher?: string;
  /** The same as a node would show it. */
  readonly taughtBy?: Pick<WarmStartNode, 'label' | 'status' | 'path' | 'directory'>;
  /** Why it cannot start. */
  readonly problem?: string;
  readonly children: readonly WarmStartNode[];
}

/** A node while the graph is built. */
interface Building extends WarmStartNode {
  label: string;
  readonly children: Building[];
  isChild: boolean;
  readonly teacherOrigin?: Origin;
  taughtBy?: Building;
}

/** A parsed experiment file. */
export interface LoadedExperiment {
  /** Absolute. */
  readonly file: string;
  readonly experiment: ExperimentFile;
}

/**
 * The nodes that start from nothing, with all their descendants: variants of the loaded files, and what those start from.
 * @param records of all projects that the files belong to, newest first
 */
export function warmStarts(
  loaded: readonly LoadedExperiment[],
  files: ExperimentFiles,
  records: readonly RunRecord[],
): WarmStartNode[] {
  const nodes = new Map<string, Building>();
  const recordsAt = byVariant(records);
  const roots = new Map<string, string>();
  const rootOf = (file: string): string => {
    let root = roots.get(file);
    if (root === undefined) roots.set(file, (root = runsRootOf(file)));
    return root;
  };
  const known = (resolved: ResolvedExperiment): Building => {
    const id = idOf(resolved);
    let node = nodes.get(id);
    if (!node) nodes.set(id, (node = variantNode(resolved, files, recordsAt, rootOf(resolved.file))));
    return node;
  };
  const nodeOf = (origin: Origin): Building => {
    if (origin.kind === 'variant') return known(origin.resolved);
    const id = placeOf(origin);
    let node = nodes.get(id);
    if (!node) nodes.set(id, (node = externalNode(id, origin, records)));
    return node;
  };
  for (const { file, experiment } of loaded) {
    for (const variant of variantNames(experiment)) {
      const [resolved] = resolveRuns(experiment, { path: file, variants: [variant], repeats: [0] });
      let child = known(resolved!);
      for (const origin of lineageOf(resolved!, files).origins) {
        // The members of a cycle are shown separately.
        if (child.problem !== undefined) break;
        const parent = nodeOf(origin);
        if (!child.isChild) parent.children.push(child);
        child.isChild = true;
        child = parent;
      }
    }
  }
  // A teacher is no node of its own accord: nothing starts from it.
  const shown = (origin: Origin): Building => {
    if (origin.kind !== 'variant') return nodes.get(placeOf(origin)) ?? externalNode(placeOf(origin), origin, records);
    const { resolved } = origin;
    return nodes.get(idOf(resolved)) ?? variantNode(resolved, files, recordsAt, rootOf(resolved.file));
  };
  for (const node of nodes.values()) if (node.teacherOrigin) node.taughtBy = shown(node.teacherOrigin);
  addPlaces([...nodes.values()], rootOf);
  return [...nodes.values()].filter(({ isChild }) => !isChild);
}

/** Adds the place to labels of experiments that share a name. */
function addPlaces(nodes: readonly Building[], rootOf: (file: string) => string): void {
  const variants = nodes.flatMap((node) => (node.variant === undefined ? [] : [{ node, file: node.path }]));
  const nameOf = ({ label, variant }: Building): string => label.slice(0, -` / ${variant}`.length);
  const known = variants.map(({ node, file }) => ({ file, name: nameOf(node), runsRoot: rootOf(file) }));
  const byFile = new Map(experimentsOf([], known).map((experiment) => [experiment.file, experiment]));
  for (const { node, file } of variants) {
    const experiment = byFile.get(file);
    if (experiment) node.label = `${experimentLabel(experiment)} / ${node.variant}`;
  }
}

/** Whether anything starts from the node, or should, or it learns from another. */
export function isChained({ children, teacher, problem }: WarmStartNode): boolean {
  return children.length > 0 || teacher !== undefined || problem !== undefined;
}

const placeOf = (origin: Exclude<Origin, { kind: 'variant' }>): string =>
  origin.kind === 'run' ? origin.directory : origin.file;

function idOf({ file, variant }: Pick<ResolvedExperiment, 'file' | 'variant'>): string {
  return `${path.resolve(file)}#${variant}`;
}

function variantNode(
  resolved: ResolvedExperiment,
  files: ExperimentFiles,
  recordsAt: RecordsAt,
  runsRoot: string,
): Building {
  const { file, name, variant } = resolved;
  const lineage = lineageOf(resolved, files);
  const { origins } = lineage;
  const teacher = teacherOf(resolved, files);
  const obstacle = lineage.obstacle ?? teacher?.obstacle;
  const folder = path.join(runsRoot, name);
  const all = recordsAt(folder, variant);
  const hash = settingsHash(
    withTeacherRun(withAncestry(resolved, originAncestry(resolved, files)), {
      ancestry: teacherAncestry(resolved, files),
    }),
  );
  const alike = all.filter((record) => settingsHash(record.resolved) === hash);
  const newest = alike.find(({ header }) => header.state === 'completed') ?? alike[0];
  const otherwise = all.length > 0 ? 'not run with these settings yet' : 'not run yet';
  return {
    id: idOf(resolved),
    kind: 'variant',
    label: `${name} / ${variant}`,
    path: file,
    variant,
    status: resultInWords(alike) ?? otherwise,
    ...(newest && { state: newest.header.state, directory: newest.directory }),
    ...(teacher?.origin && { teacher: originWords(teacher.origin, file), teacherOrigin: teacher.origin }),
    ...(obstacle &&
      (obstacle.whole || origins.length === 0 || obstacle !== lineage.obstacle) && { problem: obstacle.message }),
    children: [],
    isChild: false,
  };
}

/** Runs of a folder and variant, in their order. */
type RecordsAt = (folder: string, variant: string) => readonly RunRecord[];

function byVariant(records: readonly RunRecord[]): RecordsAt {
  const found = new Map<string, RunRecord[]>();
  const key = (folder: string, variant: string): string => `${folder}\n${variant}`;
  for (const record of records) {
    const place = key(path.dirname(record.directory), record.resolved.variant);
    const known = found.get(place);
    if (known) known.push(record);
    else found.set(place, [record]);
  }
  return (folder, variant) => found.get(key(folder, variant)) ?? [];
}

function withAncestry(resolved: ResolvedExperiment, ancestry: string | undefined): ResolvedExperiment {
  const { initFrom } = resolved;
  if (ancestry === undefined || !initFrom || !('experiment' in initFrom)) return resolved;
  return { ...resolved, initFrom: { ...initFrom, ancestry } };
}

function externalNode(
  place: string,
  origin: Exclude<Origin, { kind: 'variant' }>,
  records: readonly RunRecord[],
): Building {
  const record = records.find(({ directory }) => directory === place);
  return {
    id: place,
    kind: origin.kind,
    label: origin.kind === 'run' ? `run ${path.basename(place)}` : `model ${path.basename(path.dirname(place))}`,
    path: place,
    status: record ? statusWords(record.header, record.summary) : '',
    ...(record && { state: record.header.state, directory: place }),
    children: [],
    isChild: false,
  };
}
