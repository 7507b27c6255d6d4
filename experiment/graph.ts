/** Follows what experiments start from (`initFrom`) from file to file. Reads only by the given function, changes nothing. */
import path from 'node:path';
import { validateResolvedExperiment } from '../schemas/generated/validators';
import { runFiles } from '../schemas/runDirectory';
import { listOf, nearestName } from './names';
import { parseExperiment, type ParsedExperiment } from './parse';
import { resolveRuns, variantNames, type ResolveOptions } from './resolve';
import type { ExperimentFile, RecordedExperiment, ResolvedExperiment, ResolvedInitFrom } from './types';

/** Text of a file by its absolute path; undefined when it cannot be read. */
export type ReadText = (absolutePath: string) => string | undefined;

/** Experiment files by their absolute path, each parsed once. */
export class ExperimentFiles {
  private readonly known = new Map<string, Pick<ParsedExperiment, 'file' | 'problems'> | undefined>();

  constructor(
    readonly read: ReadText,
    private readonly parse: typeof parseExperiment = parseExperiment,
  ) {}

  /** @returns undefined when there is no such file */
  get(file: string): Pick<ParsedExperiment, 'file' | 'problems'> | undefined {
    if (!this.known.has(file)) {
      const text = this.read(file);
      this.known.set(file, text === undefined ? undefined : this.parse(text));
    }
    return this.known.get(file);
  }

  /** Uses this as the content of the file, whatever is on disk. */
  set(file: string, experiment: ExperimentFile): this {
    this.known.set(file, { file: experiment, problems: [] });
    return this;
  }
}

/** One variant of one file. */
export interface VariantOrigin {
  readonly kind: 'variant';
  /** Absolute. */
  readonly file: string;
  readonly variant: string;
  /** Its first repeat; see `pairedRepeat`. */
  readonly resolved: ResolvedExperiment;
}

/** What a variant starts from. */
export type Origin =
  | VariantOrigin
  | {
      readonly kind: 'run';
      readonly directory: string;
      readonly resolved?: ResolvedExperiment;
      /** It was imported: there is no network to start from. */
      readonly imported?: true;
    }
  | { readonly kind: 'model'; readonly file: string };

/** Why a variant cannot start from its origin. */
export interface Obstacle {
  readonly kind: 'missing' | 'invalid' | 'variant-unknown' | 'cycle';
  readonly message: string;
  /** What the setting should probably say. */
  readonly suggestion?: string;
  /** For a cycle: whether it leads back to the variant that was asked about. */
  readonly whole?: boolean;
}

export interface Lineage {
  /** What the variant starts from, then what that starts from, and so on. */
  readonly origins: readonly Origin[];
  /** What is wrong with the next one. */
  readonly obstacle?: Obstacle;
}

/**
 * Follows a variant back to an origin that starts from nothing, or to an obstacle.
 * @param set settings from outside, which apply to every file
 */
export function lineageOf(resolved: ResolvedExperiment, files: ExperimentFiles, set?: ResolveOptions['set']): Lineage {
  const origins: Origin[] = [];
  const passed = [nodeOf(resolved)];
  for (let current: ResolvedExperiment | undefined = resolved; current?.initFrom !== undefined;) {
    const next = originOf(current.initFrom, current, files, set);
    if ('message' in next) return { origins, obstacle: next };
    if (next.kind === 'variant') {
      const node = nodeOf(next.resolved);
      const first = passed.findIndex((other) => other.file === node.file && other.variant === node.variant);
      if (first >= 0) return { origins, obstacle: cycle([...passed.slice(first), node], resolved.file, first === 0) };
      passed.push(node);
    }
    origins.push(next);
    // A run or a model already exists, whatever it came from.
    current = next.kind === 'variant' ? next.resolved : undefined;
  }
  return { origins };
}

/** Whose answers a variant learns from, or why it cannot. */
export interface TeacherLineage {
  readonly origin?: Exclude<Origin, { kind: 'model' }>;
  /** What the teacher starts from, then what that starts from, and so on. */
  readonly behind?: readonly Origin[];
  readonly obstacle?: Obstacle;
}

/**
 * The teacher of a variant; undefined without one. A circle is found whether it goes by teachers or by `initFrom`.
 * @param set settings from outside, which apply to every file
 */
export function teacherOf(
  resolved: ResolvedExperiment,
  files: ExperimentFiles,
  set?: ResolveOptions['set'],
): TeacherLineage | undefined {
  const from = resolved.techniques.distillation?.from;
  if (from === undefined) return undefined;
  const origin = originOf(from, resolved, files, set);
  if ('message' in origin) return { obstacle: origin };
  if (origin.kind === 'model') throw new Error('A teacher is a run or a variant.');
  if (origin.kind === 'run') return { origin };
  const circle = circleBehind([resolved], origin.resolved, files, set);
  if (circle === undefined) return { origin, behind: lineageOf(origin.resolved, files, set).origins };
  return { origin, obstacle: cycle(circle.nodes, resolved.file, circle.whole, 'needs') };
}

/** @param passed variants, each of which needs the next one, and the last of them `next` */
function circleBehind(
  passed: readonly ResolvedExperiment[],
  next: ResolvedExperiment,
  files: ExperimentFiles,
  set: ResolveOptions['set'],
): { readonly nodes: readonly Node[]; readonly whole: boolean } | undefined {
  const node = nodeOf(next);
  const nodes = passed.map(nodeOf);
  const first = nodes.findIndex((other) => other.file === node.file && other.variant === node.variant);
  if (first >= 0) return { nodes: [...nodes.slice(first), node], whole: first === 0 };
  for (const from of [next.initFrom, next.techniques.distillation?.from]) {
    const origin = from && originOf(from, next, files, set);
    if (!origin || 'message' in origin || origin.kind !== 'variant') continue;
    const found = circleBehind([...passed, next], origin.resolved, files, set);
    if (found) return found;
  }
  return undefined;
}

/** What a variant names in `initFrom` or as its teacher, or why it cannot be had. */
function originOf(
  initFrom: ResolvedInitFrom,
  { baseDirectory }: Pick<ResolvedExperiment, 'baseDirectory'>,
  files: ExperimentFiles,
  set: ResolveOptions['set'],
): Origin | Obstacle {
  if ('model' in initFrom) return { kind: 'model', file: path.resolve(baseDirectory, initFrom.model) };
  if (!('experiment' in initFrom)) return runOrigin(path.resolve(baseDirectory, initFrom.run), files);
  const file = path.resolve(baseDirectory, initFrom.experiment);
  const parsed = files.get(file);
  if (parsed === undefined) {
    const message = `"${initFrom.experiment}" does not exist (${file}). Paths start from the folder of the experiment file.`;
    return { kind: 'missing', message };
  }
  if (parsed.file === undefined) return invalid(initFrom.experiment, parsed);
  const { variant } = initFrom;
  const names = variantNames(parsed.file);
  if (!names.includes(variant)) return unknownVariant(initFrom.experiment, variant, names);
  const [first] = resolveRuns(parsed.file, { path: file, variants: [variant], repeats: [0], ...(set && { set }) });
  return { kind: 'variant', file, variant, resolved: first! };
}

function runOrigin(directory: string, { read }: ExperimentFiles): Origin {
  const text = read(path.join(directory, runFiles.experiment));
  const recorded = text === undefined ? undefined : asRecorded(text);
  if (recorded?.imported) return { kind: 'run', directory, imported: true };
  return { kind: 'run', directory, ...(recorded && { resolved: recorded }) };
}

/** Undefined when the file is damaged. */
function asRecorded(text: string): RecordedExperiment | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return validateResolvedExperiment(value) ? (value as RecordedExperiment) : undefined;
  } catch {
    return undefined;
  }
}

function invalid(name: string, { problems }: Pick<ParsedExperiment, 'problems'>): Obstacle {
  const first = problems.find(({ severity }) => severity === 'error');
  const place = first ? ` at line ${first.range.start.line + 1}, column ${first.range.start.character + 1}` : '';
  return { kind: 'invalid', message: `"${name}" is not valid${place}: ${first?.message ?? 'it cannot be read.'}` };
}

function unknownVariant(name: string, variant: string, names: readonly string[]): Obstacle {
  const nearest = nearestName(variant, names);
  const hint =
    nearest === undefined
      ? `It has ${names.length === 1 ? 'only ' : ''}${listOf(names, 'and')}.`
      : `Did you mean "${nearest}"?`;
  return {
    kind: 'variant-unknown',
    message: `"${name}" has no variant "${variant}". ${hint}`,
    ...(nearest === undefined ? {} : { suggestion: nearest }),
  };
}

type Node = Pick<VariantOrigin, 'file' | 'variant'>;

function nodeOf({ file, variant }: Pick<ResolvedExperiment, 'file' | 'variant'>): Node {
  return { file: path.resolve(file), variant };
}

function cycle(
  nodes: readonly Node[],
  from: string,
  whole: boolean,
  how: 'starts from' | 'needs' = 'starts from',
): Obstacle {
  const oneFile = nodes.every(({ file }) => file === path.resolve(from));
  const words = nodes.map(({ file, variant }) => (oneFile ? variant : `${relativeTo(from, file)} (${variant})`));
  const message =
    nodes.length === 2
      ? `"${words[0]!}" would ${how === 'needs' ? 'learn' : 'start'} from itself.`
      : `None of these can begin, because each ${how} the next: ${words.join(' → ')}.`;
  return { kind: 'cycle', message, whole };
}

/** A path as an experiment file names it: relative, with forward slashes on every system. */
export function relativeTo(file: string, target: string): string {
  return path
    .relative(path.dirname(path.resolve(file)), target)
    .split(path.sep)
    .join('/');
}

/** The trained model of a run directory. */
export function modelFile(directory: string): string {
  return path.join(directory, runFiles.model, 'model.json');
}

/** The repeat of the origin that a repeat starts from: the one with the same number, otherwise the first. */
export function pairedRepeat(repeat: number, repeatsOfOrigin: number): number {
  return repeat < repeatsOfOrigin ? repeat : 0;
}

/** An origin as seen from a file: `variant "shear"`, `flip.ferexp.json (shear)`, `run <id>`, or the path of a model. */
export function originWords(origin: Origin, from: string): string {
  switch (origin.kind) {
    case 'variant': {
      const own = origin.file === path.resolve(from);
      return own ? `variant "${origin.variant}"` : `${relativeTo(from, origin.file)} (${origin.variant})`;
    }
    case 'run':
      return `run ${path.basename(origin.directory)}`;
    case 'model':
      return relativeTo(from, origin.file);
  }
}
