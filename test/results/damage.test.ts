/**
 * A project of one whole run and one in which something is damaged: whatever it is, the whole run is listed, compared and
 * queued as if it were alone, and the damaged one is there with its reason or as it was.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compareRuns } from '../../results/compare';
import { queueOf } from '../../results/queue';
import { RunFollower } from '../../results/runFollower';
import { RunIndex } from '../../results/runIndex';
import { statusWords } from '../../results/words';
import { runFiles } from '../../schemas/runDirectory';
import { type FakeState, writeFakeRun } from '../fixtures/runs';
import { temporaryFolder } from '../storage/temporaryFolder';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Each with one leaf, or one branch, replaced by something else or taken away. */
function* mutations(value: Json): Generator<readonly [string, Json]> {
  const places: (string | number)[][] = [];
  const visit = (node: Json, at: (string | number)[]): void => {
    if (at.length > 0) places.push(at);
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node).slice(0, 12))
      visit(child, [...at, Array.isArray(node) ? Number(key) : key]);
  };
  visit(value, []);
  for (const place of places) {
    for (const other of [null, 'x', -1, 7.5, 1e308, true, [], {}, undefined]) {
      const copy = structuredClone(value);
      let parent = copy as Record<string | number, Json>;
      for (const key of place.slice(0, -1)) parent = parent[key] as Record<string | number, Json>;
      const last = place.at(-1)!;
      if (other === undefined) Reflect.deleteProperty(parent, last);
      else parent[last] = other as Json;
      yield [`${place.join('.')} = ${JSON.stringify(other)}`, copy];
    }
  }
}

describe('one damaged run', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  async function readAll(whole: string, what: string): Promise<void> {
    const index = new RunIndex(folder.path);
    await index.refresh();
    const records = index.runs();
    const good = records.find(({ directory }) => directory === whole);
    assert.equal(good?.header.state, 'completed', what);
    for (const record of records) {
      const words = statusWords(record.header, record.summary);
      const percents = [...words.matchAll(/([\d.]+) %/g)].map(([, number]) => Number(number));
      assert.ok(
        percents.every((percent) => percent <= 100),
        `${what}: ${words}`,
      );
      if (record.header.state === 'failed') assert.ok(record.header.message, what);
    }
    const view = await compareRuns(records);
    assert.ok(view.rows.length > 0, what);
    queueOf(records, () => undefined);
    for (const { directory } of records) {
      const follower = new RunFollower(directory);
      await follower.read();
      follower.view();
    }
  }

  const states: readonly FakeState[] = ['completed', 'running', 'interrupted', 'queued'];
  for (const state of states) {
    for (const name of [runFiles.experiment, runFiles.summary, runFiles.environment, runFiles.queue, runFiles.lock]) {
      it(`of which any value of ${name} is another, ${state}`, async () => {
        const whole = writeFakeRun(folder.path, { variant: 'whole' });
        const directory = writeFakeRun(folder.path, { variant: 'damaged', state });
        const file = path.join(directory, name);
        let text: string;
        try {
          text = readFileSync(file, 'utf8');
        } catch {
          // This state has no such file: one that says nothing of the kind.
          text = '{"version":1,"queue":"q","position":1,"total":1,"jobs":1,"beside":false,"needs":[]}';
        }
        let tried = 0;
        for (const [what, value] of mutations(JSON.parse(text) as Json)) {
          writeFileSync(file, JSON.stringify(value));
          if (tried++ % (state === 'completed' ? 1 : 5) === 0) await readAll(whole, `${name}: ${what}`);
        }
        assert.ok(tried > 20);
      });
    }
  }

  for (const [kind, make] of [
    ['a folder', (file: string) => mkdirSync(file)],
    ['a pipe', (file: string) => execFileSync('mkfifo', [file])],
    ['a link to nothing', (file: string) => symlinkSync('/nowhere/at/all', file)],
    ['a link to itself', (file: string) => symlinkSync(file, file)],
    ['empty', (file: string) => writeFileSync(file, '')],
    ['no text', (file: string) => writeFileSync(file, Buffer.from([0, 255, 254, 27, 93]))],
    ['nested deep', (file: string) => writeFileSync(file, '['.repeat(100_000))],
  ] as const) {
    it(`in which any one file is ${kind}`, async function () {
      if (process.platform === 'win32' && kind.startsWith('a ')) return this.skip();
      const whole = writeFakeRun(folder.path, { variant: 'whole' });
      const template = writeFakeRun(path.join(folder.path, '.template'), { variant: 'damaged', state: 'interrupted' });
      const directory = path.join(path.dirname(whole), path.basename(template));
      const names = new Set([...Object.values(runFiles), ...readdirSync(template)]);
      for (const name of names) {
        rmSync(directory, { recursive: true, force: true });
        cpSync(template, directory, { recursive: true });
        rmSync(path.join(directory, name), { recursive: true, force: true });
        make(path.join(directory, name));
        await readAll(whole, `${name} is ${kind}`);
      }
      assert.ok(statSync(whole).isDirectory());
    });
  }
});
