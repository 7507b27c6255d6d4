/** Where a person finds what the search of a run chose: in its directory, in the list of runs and in a comparison. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunSummary } from '../../schemas/generated/summary';
import { runFiles } from '../../schemas/runDirectory';
import type { SearchRecord } from '../../schemas/search';
import { ferexp } from './command';
import { onlyRun, tiny } from './project';
import { temporaryFolder } from './support';

const optimizer = 'training.optimizer';
const sgd = { type: 'sgd', learningRate: 0.05 };
const adam = { type: 'adam', learningRate: 0.002 };

describe('what a search chose', () => {
  const folder = temporaryFolder();

  it('is in the summary of the run, in the list and in the comparison', async function () {
    this.timeout(120_000);
    const search = { over: { [optimizer]: [sgd, adam] }, folds: 2, epochs: 1 };
    mkdirSync(path.join(folder.path, '.vscode'));
    writeFileSync(path.join(folder.path, 'tiny.ferexp.json'), JSON.stringify({ ...tiny, search }));
    const { code, err } = await ferexp(folder.path, ['run', 'tiny.ferexp.json']);
    assert.equal(code, 0, err);
    const { directory } = await onlyRun(folder.path);
    const read = <T>(name: string) => JSON.parse(readFileSync(path.join(directory, name), 'utf8')) as T;
    const { candidates, chosen } = read<SearchRecord>(runFiles.search);
    const { values } = candidates[chosen!]!;
    assert.deepEqual(read<RunSummary>(runFiles.summary).search!.chosen, values);

    const words = `optimizer ${JSON.stringify(values[optimizer])}`;
    const { out: table } = await ferexp(folder.path, ['list']);
    assert.match(table, /chosen by search/);
    assert.ok(table.includes(words), table);
    const { out: list } = await ferexp(folder.path, ['list', '--json']);
    assert.deepEqual((JSON.parse(list) as RunSummary[])[0]!.search!.chosen, values);
    const { out: comparison } = await ferexp(folder.path, ['compare', 'tiny']);
    assert.ok(comparison.replace(/\s+/g, ' ').includes(words), comparison);
  });
});
