/** Runs and terminals for tests of the command line. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pc from 'picocolors';
import { parseExperiment } from '../../experiment/parse';
import { resolveRuns } from '../../experiment/resolve';
import type { QueuedRun } from '../../cli/report/reporter';
import type { Terminal } from '../../cli/report/terminal';
import { createRun } from '../../runner/run/create';

export const fakeRunner = path.join(__dirname, 'fakeRunner.cjs');

/** A folder that is there during each test. */
export function temporaryFolder(): { readonly path: string } {
  const folder = { path: '' };
  beforeEach(() => {
    folder.path = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'ferexp-cli-')));
  });
  afterEach(() => rmSync(folder.path, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Makes one queued run for each behaviour of the fake runner. */
export async function queuedRuns(project: string, ...behaviours: readonly string[]): Promise<QueuedRun[]> {
  const variants = Object.fromEntries(behaviours.map((description, i) => [`v${i}`, { description, seed: i + 10 }]));
  const base = { version: 1, name: 'fake', data: { source: 'synthetic' }, model: { type: 'smallCnn' } };
  const { file } = parseExperiment(JSON.stringify({ ...base, training: { epochs: 2 }, variants }));
  const runs: QueuedRun[] = [];
  for (const resolved of resolveRuns(file!, { path: path.join(project, 'fake.ferexp.json') }).slice(1)) {
    runs.push({ directory: await createRun(path.join(project, '.ferexp', 'runs'), resolved), resolved });
  }
  return runs;
}

/** Keeps what is written. */
export function recordingTerminal(options: Partial<Terminal> = {}): Terminal & { results: string[]; said: string[] } {
  const results: string[] = [];
  const said: string[] = [];
  return {
    results,
    said,
    result: (text) => void results.push(text),
    say: (text) => void said.push(text),
    json: false,
    interactive: false,
    colors: pc.createColors(false),
    resultColors: pc.createColors(false),
    width: 80,
    ...options,
  };
}
