/** Answers what views and language features ask about runs. */
import type * as vscode from 'vscode';
import { resolveRuns } from '../../experiment/resolve';
import type { RunRecord } from '../../results/runIndex';
import { resultInWords } from '../../results/variantResult';
import { baseVariant } from '../../schemas/runDirectory';
import { knownSizes, type KnownSizes, sizedRuns } from '../../results/knownSizes';
import type { ParsedExperiment } from '../documents/parsedDocuments';
import { isActive, type RunTracker } from './runTracker';
import { timeHint, type TimeKnowledge, type TimeHint } from './timeKnowledge';

/** What is known about an experiment's runs, for the lenses of its file. */
export interface KnownResults {
  /** By variant: the last result in words, such as `84.1 %, 3 runs: 83.8 to 84.4 %`. */
  readonly variants: ReadonlyMap<string, string>;
  /** Number of runs that are running or waiting. */
  readonly active: number;
}

/** Answers from the runs that the tracker has read. */
export class Knowledge {
  readonly onDidChange: vscode.Event<void>;
  /** Fires when the speeds change that times are computed from. */
  readonly onDidChangeTimes: vscode.Event<void>;

  /** By the newest run of the variant. */
  readonly #results = new WeakMap<
    RunRecord,
    { readonly records: readonly RunRecord[]; readonly words: string | undefined }
  >();

  constructor(
    private readonly tracker: RunTracker,
    private readonly times: TimeKnowledge,
  ) {
    this.onDidChange = tracker.onDidChange;
    this.onDidChangeTimes = times.onDidChange;
  }

  /** @param records of one variant, newest first */
  resultOf(records: readonly RunRecord[]): string | undefined {
    const [newest] = records;
    if (!newest) return undefined;
    const known = this.#results.get(newest);
    // A record that changes is another object. While a run trains, hundreds of other variants are drawn twice a second.
    if (known?.records.length === records.length && known.records.every((record, index) => record === records[index])) {
      return known.words;
    }
    const words = resultInWords(records);
    this.#results.set(newest, { records, words });
    return words;
  }

  resultsOf(file: string): KnownResults {
    const records = this.tracker.experimentOf(file)?.records ?? [];
    const byVariant = new Map<string, RunRecord[]>();
    for (const record of records) {
      const { variant } = record.header;
      byVariant.set(variant, [...(byVariant.get(variant) ?? []), record]);
    }
    const results = [...byVariant].flatMap(([variant, runs]) => {
      const result = this.resultOf(runs);
      return result === undefined ? [] : [[variant, result] as const];
    });
    return { variants: new Map(results), active: records.filter(isActive).length };
  }

  sizesOf(file: string, parsed: ParsedExperiment): KnownSizes {
    const [base] = parsed.file ? resolveRuns(parsed.file, { path: file, variants: [baseVariant], repeats: [0] }) : [];
    if (!base) return {};
    return knownSizes(base, sizedRuns(this.tracker.records()));
  }

  /** Undefined if nothing was measured and no similar run has completed. */
  timeOf(file: string, { file: experiment }: ParsedExperiment): TimeHint | undefined {
    const speeds = this.times.speeds();
    if (!experiment || speeds.length === 0) return undefined;
    const runs = resolveRuns(experiment, { path: file });
    const sized = sizedRuns(this.tracker.records());
    const examples = runs.map((run) => knownSizes(run, sized).trainingExamples);
    return timeHint(runs, examples, speeds, this.times.automatic());
  }
}
