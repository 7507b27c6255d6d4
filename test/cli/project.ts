/** A project with a tiny experiment that trains within a second, and what its runs show. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RunIndex, type RunRecord } from '../../results/runIndex';
import { validateRunEvent } from '../../schemas/generated/validators.js';

export const tiny = {
  version: 1,
  name: 'tiny',
  engine: 'wasm',
  data: {
    source: 'synthetic',
    synthetic: { training: 80, test: 24 },
    validation: { fraction: 0.25, seed: 1, stratified: false },
  },
  model: { type: 'smallCnn' },
  training: { epochs: 1, batchSize: 16 },
};

/** Writes `tiny.ferexp.json`, with other data where given, into a project folder. */
export function writeProject(folder: string, changes: { data?: object; training?: object } = {}): void {
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  const data = changes.data === undefined ? tiny.data : { validation: tiny.data.validation, ...changes.data };
  const experiment = { ...tiny, data, training: { ...tiny.training, ...changes.training } };
  writeFileSync(path.join(folder, 'tiny.ferexp.json'), JSON.stringify(experiment, null, 2));
}

export const runsRoot = (folder: string): string => path.join(folder, '.ferexp', 'runs');

/** The runs as the editor lists them. */
export async function runsOf(folder: string): Promise<RunRecord[]> {
  const index = new RunIndex(runsRoot(folder));
  await index.refresh();
  return index.runs();
}

/** The only run as the editor shows it. */
export async function onlyRun(folder: string): Promise<RunRecord> {
  const runs = await runsOf(folder);
  assert.equal(runs.length, 1);
  return runs[0]!;
}

/** Every line of the run's events is whole and valid, and none is lost: they count from 0 without a gap. */
export function assertWholeEvents(directory: string): void {
  const text = readFileSync(path.join(directory, 'events.jsonl'), 'utf8');
  assert.ok(text.endsWith('\n'));
  for (const [index, line] of text.trimEnd().split('\n').entries()) {
    const event = JSON.parse(line) as { seq: number };
    assert.ok(validateRunEvent(event), `${line}: ${JSON.stringify(validateRunEvent.errors)}`);
    assert.equal(event.seq, index);
  }
}
