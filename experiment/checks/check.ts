/** What a check is: a pure look at one variant's settings for what a schema cannot say. */
import type { Lineage } from '../graph';
import type { ExperimentFile, JsonPath, Problem, ResolvedData, ResolvedExperiment } from '../types';

/** What is known about the world outside of the file. */
export interface CheckContext {
  /** Path of the experiment file. */
  readonly path: string;
  /** Is there a file or folder? undefined when it cannot be told. */
  exists(absolutePath: string): boolean | undefined;
  /** Names in a folder, for the nearest one to a name that is missing. */
  list?(absoluteFolder: string): readonly string[] | undefined;
  /** Text of another file, for what a file starts from; undefined where there is none. */
  read?(absolutePath: string): string | undefined;
  /** The path with symbolic links followed; itself when absent. */
  realPath?(absolutePath: string): string;
  /** Training images of a source (before validation is taken out), where that is known without reading it. */
  dataSize?(data: ResolvedData): { readonly training: number } | undefined;
  /** Absolute folder that paths should stay within; the project folder of the file when absent. */
  readonly folder?: string;
}

/** One variant as it will run; only repeat 0, since repeats differ in their seed only. */
export interface Subject {
  readonly variant: string;
  readonly resolved: ResolvedExperiment;
  /** The file with the variant applied, defaults not filled in. */
  readonly settings: ExperimentFile;
  /** What the file gives for the variant itself; absent for the file's own settings. */
  readonly patch?: { readonly initFrom?: unknown; readonly published?: unknown };
  /** What it starts from, where other files can be read. */
  readonly lineage?: Lineage;
}

export interface Concern {
  readonly severity: Problem['severity'];
  readonly code: string;
  /** Why it matters and how to mend it. */
  readonly message: string;
  /** Paths of the settings that it is about: it is told at the first one that the variant gives, else the file. */
  readonly paths: readonly [JsonPath, ...JsonPath[]];
  readonly suggestion?: string;
  /** The obvious mend: the setting gets the value; undefined removes it. */
  readonly mend?: { readonly title: string; readonly path: JsonPath; readonly value: unknown };
}

export type Check = (subject: Subject, context: CheckContext) => Concern[];
