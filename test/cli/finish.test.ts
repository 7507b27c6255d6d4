import assert from 'node:assert/strict';
import path from 'node:path';
import { finish } from '../../cli/report/finish';
import type { RunOutcome } from '../../cli/report/reporter';
import { fakeResolved, type FakeRun, writeFakeRun } from '../fixtures/runs';
import { recordingTerminal, temporaryFolder } from './support';

describe('what is said when all runs have ended', () => {
  const folder = temporaryFolder();

  async function said(outcomes: readonly RunOutcome[], openWith?: string) {
    const root = path.join(folder.path, '.ferexp', 'runs');
    const queue = outcomes.map(({ status }, repeat) => {
      const run: FakeRun = { repeat, runId: `run-${repeat}`, state: status };
      return { directory: writeFakeRun(root, run), resolved: fakeResolved(run) };
    });
    const terminal = recordingTerminal();
    const directories = queue.map(({ directory }) => directory);
    const code = await finish({ queue, outcomes, directories, ...(openWith !== undefined && { openWith }) }, terminal);
    return { code, lines: terminal.said };
  }

  const bad: RunOutcome = { status: 'failed', message: 'No faces.', badInput: true };

  it('names the way to the pages, once', async () => {
    const { code, lines } = await said([{ status: 'completed' }]);
    assert.equal(code, 0);
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /open the folder in VS Code with {2}code \S/);
    assert.match((await said([{ status: 'completed' }], 'npm run code')).lines.join(), /with {2}npm run code$/);
  });

  it('names what can be gone on with, and never what was given bad input', async () => {
    const { code, lines } = await said([{ status: 'cancelled' }, bad, { status: 'completed' }]);
    assert.equal(code, 1);
    assert.equal(lines[0], '2 runs did not complete. Go on with: ferexp resume run-0');
  });

  it('names all at once where they are many, so that the command can be run as it stands', async () => {
    const { lines } = await said(Array.from({ length: 4 }, () => ({ status: 'cancelled' }) as const));
    assert.equal(lines[0], '4 runs did not complete. Go on with: ferexp resume --all');
  });

  it('says to correct the input where nothing can be gone on with', async () => {
    const { code, lines } = await said([bad, { ...bad, status: 'cancelled' }]);
    assert.equal(code, 2);
    assert.deepEqual(lines, ['2 runs did not complete. Correct the problems above, then run it again.']);
  });
});
