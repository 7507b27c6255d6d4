/** Plans a queue: the wanted runs and all runs that they start or learn from, each once and after those. */
import path from 'node:path';
import { originAncestry, teacherAncestry } from '../../experiment/ancestry';
import {
  ExperimentFiles,
  lineageOf,
  type Obstacle,
  originWords,
  pairedRepeat,
  teacherOf,
  type VariantOrigin,
} from '../../experiment/graph';
import { resolveRuns } from '../../experiment/resolve';
import { withTeacherRun } from '../../experiment/teacher';
import type { ResolvedExperiment, ResolvedFromExperiment } from '../../experiment/types';
import type { RunRecord } from '../../results/runIndex';
import { UserError } from '../../schemas/userError';
import { createRun } from '../../runner/run/create';
import { readExperiment } from '../find/experimentFile';
import { disk } from '../../storage/files/disk';
import type { QueuedRun } from '../report/reporter';
import { counted, isOrAre } from '../../words/numbers';
import { runsRootOf } from '../../experiment/project';

/** A run to create. */
export interface PlannedRun {
  /** With `initFrom.run` when it starts from a run that exists. */
  readonly resolved: ResolvedExperiment;
  /** The run of this plan that it starts from. */
  readonly parent?: PlannedRun;
  /** The run of this plan that it learns from. */
  readonly teacher?: PlannedRun;
  /** Directories of the runs that it starts or learns from, when they are running or waiting in another queue. */
  readonly waitsFor?: readonly string[];
  /** True when nobody asked for this run, but other runs start or learn from it. */
  readonly needed: boolean;
}

export interface RunPlan {
  /** Each run comes after those that it starts or learns from. */
  readonly runs: readonly PlannedRun[];
  /** Wanted, but done before. */
  readonly done: readonly RunRecord[];
  /** Wanted, but running or waiting already. */
  readonly queued: readonly RunRecord[];
}

export interface PlanOptions {
  /**
   * The newest completed run with the same settings, seed, data and origin. `initFrom.run` is absent when no run of the
   * origin is left; `initFrom.ancestry` then identifies the origin.
   */
  readonly findDone: (resolved: ResolvedExperiment) => Promise<RunRecord | undefined>;
  /** The running or waiting run with the same settings, seed, data and origin. */
  readonly findActive: (resolved: ResolvedExperiment) => Promise<RunRecord | undefined>;
  /** Whether the trained model of a completed run is still there, for another run to start from. */
  readonly hasModel: (run: RunRecord) => boolean;
  /** Leaves out wanted runs that are done, running or waiting. */
  readonly skipDone: boolean;
  /** Settings from outside the files; they also apply to runs that are needed first. */
  readonly set?: Readonly<Record<string, unknown>>;
}

/**
 * A run that starts from another uses a run of this plan, otherwise a completed run, otherwise a run that is added before it.
 * @throws UserError when what a run starts from does not exist, is not valid or is part of a cycle
 */
export async function planRuns(wanted: readonly ResolvedExperiment[], options: PlanOptions): Promise<RunPlan> {
  const planner = new Planner(wanted, options);
  for (const resolved of wanted) await planner.place(resolved);
  return planner;
}

/** What a run starts or learns from: one run of another variant. */
interface Parent {
  readonly resolved: ResolvedExperiment;
  readonly ancestry: string;
}

class Planner implements RunPlan {
  readonly runs: PlannedRun[] = [];
  readonly done: RunRecord[] = [];
  readonly queued: RunRecord[] = [];
  private readonly files = new ExperimentFiles(disk.read);
  private readonly wanted: ReadonlySet<string>;
  private readonly placed = new Map<string, PlannedRun | RunRecord>();
  private readonly found = new Map<string, Promise<RunRecord | undefined>>();

  constructor(
    wanted: readonly ResolvedExperiment[],
    private readonly options: PlanOptions,
  ) {
    this.wanted = new Set(wanted.map(keyOf));
  }

  async place(resolved: ResolvedExperiment): Promise<PlannedRun | RunRecord> {
    const key = keyOf(resolved);
    const known = this.placed.get(key);
    if (known) return known;
    const wanted = this.wanted.has(key);
    const again = this.isRunAgain(key);
    const done = again ? undefined : await this.existing(resolved);
    const active = again || done ? undefined : await this.options.findActive(resolved);
    if (done && wanted) this.done.push(done);
    if (active && wanted) this.queued.push(active);
    const run = done ?? active ?? (await this.plan(resolved, !wanted));
    this.placed.set(key, run);
    return run;
  }

  private async plan(resolved: ResolvedExperiment, needed: boolean): Promise<PlannedRun> {
    // Circles first: placing what a run needs would never end.
    const [parent, teacher] = [this.parentOf(resolved), this.teacherOf(resolved)];
    const placed = parent && (await this.placeOrigin(parent.resolved));
    const taught = teacher && (await this.placeOrigin(teacher.resolved));
    if (needed) await this.requireRunnable(resolved);
    const directoryOf = (run: PlannedRun | RunRecord | undefined) => (isRecord(run) ? run.directory : undefined);
    const started = parent ? startingFrom(resolved, parent.ancestry, directoryOf(placed)) : resolved;
    const waitsFor = [placed, taught].flatMap((run) =>
      isRecord(run) && run.header.state !== 'completed' ? [run.directory] : [],
    );
    const run: PlannedRun = {
      resolved: teacher ? withTeacherRun(started, { ancestry: teacher.ancestry, run: directoryOf(taught) }) : started,
      ...(placed && !isRecord(placed) ? { parent: placed } : {}),
      ...(taught && !isRecord(taught) ? { teacher: taught } : {}),
      ...(waitsFor.length > 0 && { waitsFor }),
      needed,
    };
    this.runs.push(run);
    return run;
  }

  /** Places the run that another run starts from. When its model was deleted, it is trained again. */
  private async placeOrigin(resolved: ResolvedExperiment): Promise<PlannedRun | RunRecord> {
    const placed = await this.place(resolved);
    if (!isRecord(placed) || placed.header.state !== 'completed' || this.options.hasModel(placed)) return placed;
    const run = await this.plan(resolved, true);
    this.placed.set(keyOf(resolved), run);
    return run;
  }

  /** Whether a run is wanted even if it was done before. */
  private isRunAgain(key: string): boolean {
    return this.wanted.has(key) && !this.options.skipDone;
  }

  private existing(resolved: ResolvedExperiment): Promise<RunRecord | undefined> {
    const key = keyOf(resolved);
    let found = this.found.get(key);
    if (found === undefined) this.found.set(key, (found = this.find(resolved)));
    return found;
  }

  private async find(resolved: ResolvedExperiment): Promise<RunRecord | undefined> {
    const [parent, teacher] = [this.parentOf(resolved), this.teacherOf(resolved)];
    let known = resolved;
    // When what it needs is run again, so is this run.
    if (parent) {
      if (this.isRunAgain(keyOf(parent.resolved))) return undefined;
      known = startingFrom(known, parent.ancestry, (await this.existing(parent.resolved))?.directory);
    }
    if (teacher) {
      if (this.isRunAgain(keyOf(teacher.resolved))) return undefined;
      const run = (await this.existing(teacher.resolved))?.directory;
      known = withTeacherRun(known, { ancestry: teacher.ancestry, run });
    }
    return this.options.findDone(known);
  }

  private parentOf(resolved: ResolvedExperiment): Parent | undefined {
    const { set } = this.options;
    const lineage = lineageOf(resolved, this.files, set);
    const { origins, obstacle } = lineage;
    const behind = origins.at(-1);
    if (obstacle)
      throw cannotStart(behind ? originWords(behind, resolved.file) : undefined, resolved, obstacle, 'initFrom');
    const [origin] = origins;
    if (origin?.kind !== 'variant') return undefined;
    return { resolved: this.pairOf(resolved, origin), ancestry: originAncestry(resolved, this.files, set)! };
  }

  private teacherOf(resolved: ResolvedExperiment): Parent | undefined {
    const { set } = this.options;
    const teacher = teacherOf(resolved, this.files, set);
    if (teacher?.obstacle) throw cannotStart(undefined, resolved, teacher.obstacle, 'techniques.distillation.from');
    if (teacher?.origin?.kind !== 'variant') return undefined;
    const ancestry = teacherAncestry(resolved, this.files, set)!;
    return { resolved: this.pairOf(resolved, teacher.origin), ancestry };
  }

  private pairOf({ repeat }: ResolvedExperiment, { file, variant, resolved }: VariantOrigin): ResolvedExperiment {
    const { set } = this.options;
    const [run] = resolveRuns(this.files.get(file)!.file!, {
      path: file,
      variants: [variant],
      repeats: [pairedRepeat(repeat, resolved.repeats)],
      ...(set && { set }),
    });
    return run!;
  }

  /** Reports errors of a file that nobody asked for, before anything runs. */
  private async requireRunnable({ file, variant }: ResolvedExperiment): Promise<void> {
    const { set } = this.options;
    const {
      file: experiment,
      problems,
      raised,
    } = await readExperiment(file, { variants: [variant], ...(set && { set }) });
    const error = problems.find(({ severity }) => severity === 'error');
    const wrong = raised.find(({ severity }) => severity === 'error') ?? (experiment === undefined ? error : undefined);
    if (wrong === undefined) return;
    const line = wrong === error ? `, line ${error.range.start.line + 1}` : '';
    throw new UserError(
      `${path.basename(file)} (${variant}) is needed first and cannot run${line}: ${wrong.message}`,
      `See all that is wrong with: ferexp validate ${file}`,
    );
  }
}

/** @param who cannot start, where that is not the run itself @param setting to correct */
function cannotStart(
  who: string | undefined,
  { file, variant }: ResolvedExperiment,
  { message }: Obstacle,
  setting: string,
): UserError {
  return new UserError(
    `${who ?? `${path.basename(file)} (${variant})`} cannot start: ${message}`,
    `Correct ${setting} there.`,
  );
}

function isRecord(run: PlannedRun | RunRecord | undefined): run is RunRecord {
  return run !== undefined && 'directory' in run;
}

function keyOf({ file, variant, repeat }: ResolvedExperiment): string {
  return JSON.stringify([path.resolve(file), variant, repeat]);
}

function startingFrom(resolved: ResolvedExperiment, ancestry: string, run: string | undefined): ResolvedExperiment {
  const initFrom = resolved.initFrom as ResolvedFromExperiment;
  return { ...resolved, initFrom: { ...initFrom, ancestry, ...(run === undefined ? {} : { run }) } };
}

/** `2 runs are needed first: custom (base), flip (shear).` Undefined when no run is needed. */
export function neededSentence({ runs }: Pick<RunPlan, 'runs'>): string | undefined {
  const needed = runs.filter((run) => run.needed);
  if (needed.length === 0) return undefined;
  const names = [...new Set(needed.map(({ resolved }) => `${resolved.name} (${resolved.variant})`))];
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ' …' : '');
  return `${counted(needed.length, 'run')} ${isOrAre(needed.length)} needed first: ${shown}.`;
}

/** Creates a run directory. @param index of the run in its plan @returns its absolute path */
type Create = (runsRoot: string, resolved: ResolvedExperiment, index: number) => Promise<string>;

/**
 * Creates the run directories of a plan, parents first, so that each run can record what it starts and learns from.
 * @param create by default, the runs wait for this process
 */
export async function createPlanned(runs: readonly PlannedRun[], create: Create = createRun): Promise<QueuedRun[]> {
  const made = new Map<PlannedRun, QueuedRun>();
  for (const [index, run] of runs.entries()) {
    const parent = run.parent && made.get(run.parent)!;
    const teacher = run.teacher && made.get(run.teacher)!;
    const { resolved } = run;
    const initFrom = resolved.initFrom as ResolvedFromExperiment;
    const started = parent ? { ...resolved, initFrom: { ...initFrom, run: parent.directory } } : resolved;
    const whole = teacher ? withTeacherRun(started, { run: teacher.directory }) : started;
    const directory = await create(runsRootOf(whole.file), whole, index);
    const needs = [parent?.directory, teacher?.directory, ...(run.waitsFor ?? [])].filter((need) => need !== undefined);
    made.set(run, { directory, resolved: whole, ...(needs.length > 0 && { needs: [...new Set(needs)] }) });
  }
  return [...made.values()];
}
