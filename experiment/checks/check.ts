/** Types of checks: pure functions that find mistakes in one variant's settings that a schema cannot express. */
import type { Lineage, TeacherLineage } from '../graph';
import type { ExperimentFile, JsonPath, Problem, ResolvedData, ResolvedExperiment } from '../types';

/** What is known about the world outside the file. */
export interface CheckContext {
  /** Path of the experiment file. */
  readonly path: string;
  /** Whether a file or folder exists; undefined when that cannot be determined. */
  exists(absolutePath: string): boolean | undefined;
  /** The names in a folder, to suggest one for a missing name. */
  list?(absoluteFolder: string): readonly string[] | undefined;
  /** The text of another file that a file starts from; undefined when it cannot be read. */
  read?(absolutePath: string): string | undefined;
  /** The path with symbolic links resolved. When this is absent, paths are taken as they are. */
  realPath?(absolutePath: string): string;
  /** Number of training images of a source, including validation; undefined when the source must be read for that. */
  dataSize?(data: ResolvedData): { readonly training: number } | undefined;
  /** Absolute folder that paths should stay within; the project folder of the file when absent. */
  readonly folder?: string;
}

/** One variant as it will run; only repeat 0, because repeats differ only in their seed. */
export interface Subject {
  readonly variant: string;
  readonly resolved: ResolvedExperiment;
  /** The file with the variant applied, defaults not filled in. */
  readonly settings: ExperimentFile;
  /** What the file gives for the variant itself; absent for the file's own settings. */
  readonly patch?: { readonly initFrom?: unknown; readonly published?: unknown; readonly techniques?: object | null };
  /** What it starts from, when other files can be read. */
  readonly lineage?: Lineage;
  /** Whose answers it learns from, if it has a teacher and other files can be read. */
  readonly teacher?: TeacherLineage;
}

export interface Concern {
  readonly severity: Problem['severity'];
  readonly code: string;
  /** Why it matters and how to correct it. */
  readonly message: string;
  /** Paths of the settings that it is about. It is shown at the first that the variant gives, otherwise the file. */
  readonly paths: readonly [JsonPath, ...JsonPath[]];
  readonly suggestion?: string;
  /** The obvious fix: the setting gets the value; undefined removes it. */
  readonly fix?: { readonly title: string; readonly path: JsonPath; readonly value: unknown };
}

/** Of a range `[high, low]`, which is empty. @param name of the setting in the message */
export function reversedRange(name: string, path: JsonPath, [low, high]: readonly number[]): Concern[] {
  if (low === undefined || high === undefined || low <= high) return [];
  return [
    {
      severity: 'error',
      code: 'range-reversed',
      message: `${name} runs from ${low} down to ${high}. Give the lower end first: [${high}, ${low}].`,
      paths: [path],
      fix: { title: `Change to [${high}, ${low}]`, path, value: [high, low] },
    },
  ];
}

export type Check = (subject: Subject, context: CheckContext) => Concern[];
