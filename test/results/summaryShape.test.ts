import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lackOfSummary, neededOfSummary } from '../../results/summaryShape';
import schema from '../../schemas/summary.schema.json';
import { writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../rundir/temporaryFolder';

interface ObjectSchema {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, { readonly type?: string; readonly const?: unknown }>>;
}

describe('shape of a summary', () => {
  const folder = temporaryFolder();

  it('is what the schema requires', () => {
    const { EpochMetrics, SplitMetrics } = schema.definitions;
    for (const [needed, definition] of [
      [neededOfSummary.summary, schema],
      [neededOfSummary.epoch, EpochMetrics],
      [neededOfSummary.split, SplitMetrics],
    ] as const) {
      const { required, properties } = definition as unknown as ObjectSchema;
      const expected = Object.fromEntries(
        required.map((name) => {
          const { type, const: value } = properties[name]!;
          return [name, type === 'integer' ? 'number' : (type ?? typeof value)];
        }),
      );
      assert.deepEqual(needed, expected);
    }
  });

  it('lets a whole summary through and names what another lacks', () => {
    const text = readFileSync(path.join(writeFakeRun(folder.path), 'summary.json'), 'utf8');
    type Loose = Record<string, Record<string, Record<string, unknown>>>;
    const changed = (change: (summary: Loose) => void): string | undefined => {
      const summary = JSON.parse(text) as Loose;
      change(summary);
      return lackOfSummary(summary);
    };
    assert.equal(
      changed(() => undefined),
      undefined,
    );
    assert.equal(
      changed((summary) => delete summary['best']),
      undefined,
    );
    assert.equal(
      changed((summary) => delete summary['status']),
      '“status” is missing',
    );
    assert.equal(
      changed((summary) => Object.assign(summary, { status: 'odd' })),
      '“status” is “odd”',
    );
    assert.equal(
      changed((summary) => delete summary['best']!['loss']),
      '“best.loss” is missing',
    );
    assert.equal(
      changed((summary) => Object.assign(summary['splits']!['test']!, { accuracy: 'x' })),
      '“splits.test.accuracy” should be of type number',
    );
    assert.equal(
      changed((summary) => Object.assign(summary['splits']!, { test: null })),
      '“splits.test” is no object',
    );
  });
});
