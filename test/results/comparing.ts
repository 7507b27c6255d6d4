/** Writes runs and compares them, for tests of the comparison. */
import assert from 'node:assert/strict';
import { compareRuns } from '../../results/compare';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { type Predictions, writePredictions } from '../../storage/run/predictions';
import { type FakeRun, writeFakeRun } from '../fixtures/runs';
import { fakeClasses } from '../fixtures/splits';
import { temporaryFolder } from '../storage/temporaryFolder';
import type { ComparisonRow, ComparisonView } from '../../schemas/messages/comparison';

export function rowOf(view: ComparisonView, variant: string): ComparisonRow {
  const row = view.rows.find((candidate) => candidate.variant === variant);
  assert.ok(row, `no row ${variant}`);
  return row;
}

/** A new folder of runs before each test of the suite that calls this. */
export function useComparison() {
  const folder = temporaryFolder();

  /** Repeats of one variant with these test accuracies; the day puts variants in order. */
  function writeVariant(variant: string, day: number, accuracies: readonly number[], run: FakeRun = {}): string[] {
    return accuracies.map((testAccuracy, repeat) =>
      writeFakeRun(folder.path, {
        variant,
        repeat,
        testAccuracy,
        testExamples: 1000,
        startedAt: `2026-01-0${day}T0${repeat}:00:00.000Z`,
        ...run,
      }),
    );
  }

  async function records(): Promise<RunRecord[]> {
    const index = new RunIndex(folder.path);
    await index.refresh();
    return index.runs();
  }

  const compare = async (baseline?: string): Promise<ComparisonView> =>
    compareRuns(await records(), baseline === undefined ? {} : { baseline });

  async function predict(
    directory: string,
    right: (example: number) => boolean,
    labels?: Uint8Array,
    more: Partial<Predictions> = {},
  ): Promise<void> {
    const examples = labels?.length ?? 200;
    const classes = fakeClasses.length;
    const truth = labels ?? Uint8Array.from({ length: examples }, (_, example) => example % classes);
    const probabilities = new Float32Array(examples * classes);
    truth.forEach((label, example) => {
      probabilities[example * classes + (right(example) ? label : (label + 1) % classes)] = 1;
    });
    const ids = Uint32Array.from({ length: examples }, (_, example) => 1000 + example);
    await writePredictions(directory, {
      split: 'test',
      classNames: fakeClasses,
      samples: 1,
      probabilities,
      ids,
      labels: truth,
      ...more,
    });
  }

  return { folder, writeVariant, records, compare, predict };
}
