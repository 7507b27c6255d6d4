/**
 * The study's network on real FER2013 on the embedded engine with all cores, from the editor: its process is killed in the
 * middle of an epoch, the run is resumed, and ends with the very weights of a run that nobody disturbed.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { workersVariable } from '../../runner/engine/wasm/workerCount';
import { Workbench } from '../../scripts/host/workbench';
import { dist } from '../../scripts/paths';
import { fact } from './facts';
import { tellFailure } from './failed';
import { until } from './until';

const fer2013 = process.env['FER2013_DIR'];

/** Other tests train on their share of the cores. */
const allCores = { [workersVariable]: '' };

/** 230 training faces: eight steps an epoch. */
const experiment = `{
  "version": 1,
  "name": "embedded",
  "engine": "wasm",
  "data": { "source": "data/fer2013.csv", "fraction": 0.01 },
  "model": { "type": "customCnn" },
  "training": { "epochs": 2, "batchSize": 32 }
}
`;

interface LoggedEvent {
  readonly type: string;
  readonly epoch?: number;
  readonly step?: number;
}

describe('the study’s network on the embedded engine, on all cores', function () {
  let folder: string;
  let workbench: Workbench;

  before(async function () {
    if (fer2013 === undefined) {
      console.log('      FER2013_DIR is not set: the network on real faces is skipped.');
      this.skip();
    }
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-embedded-'));
    await mkdir(path.join(folder, 'data'));
    await mkdir(path.join(folder, '.vscode'));
    await copyFile(path.join(fer2013, 'fer2013.csv'), path.join(folder, 'data', 'fer2013.csv'));
    await writeFile(path.join(folder, 'embedded.ferexp.json'), experiment);
    workbench = await Workbench.open({ folder, env: allCores });
  });

  afterEach(tellFailure);
  after(async () => {
    await workbench?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const runs = async (): Promise<string[]> => {
    const root = path.join(folder, '.ferexp', 'runs', 'embedded');
    return (await readdir(root)).sort().map((name) => path.join(root, name));
  };
  const events = async (directory: string): Promise<LoggedEvent[]> => {
    const lines = (await readFile(path.join(directory, 'events.jsonl'), 'utf8')).split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LoggedEvent);
  };
  const json = async <T>(directory: string, name: string): Promise<T> =>
    JSON.parse(await readFile(path.join(directory, name), 'utf8')) as T;

  it('shows a run whose process is killed as interrupted', async () => {
    await workbench.openFile('embedded.ferexp.json');
    // The extension knows the file.
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Run' }).first().waitFor({ timeout: 60_000 });
    await workbench.command('FER Experiments: Run Experiment');
    await workbench.webview('.run-header', 120_000);
    await until('the middle of the second epoch', 300, async () =>
      (await events((await runs())[0]!)).some(({ type, epoch, step }) => type === 'batch' && epoch === 2 && step! >= 3),
    );
    const { pid } = await json<{ pid: number }>((await runs())[0]!, 'lock.json');
    process.kill(pid, 'SIGKILL');
    await until('the interruption', 60, async () =>
      /Interrupted/.test((await fact(await workbench.webview('.run-header'), 'State')) ?? ''),
    );
    await workbench.photograph('journey/embedded-interrupted');
  });

  it('resumes it in the middle of the training, on as many threads', async () => {
    const frame = await workbench.webview('.run-header');
    await frame.locator('vscode-button', { hasText: 'Resume' }).click();
    await until('the end', 300, async () => (await fact(await workbench.webview('.run-header'), 'State')) === 'Done');
    await workbench.photograph('journey/embedded-done');
    const [directory] = await runs();
    const starts = (await events(directory!)).filter(({ type }) => type === 'run-started');
    assert.equal(starts.length, 2);
    const { threads } = await json<{ threads: number }>(directory!, 'environment.json');
    assert.ok(threads >= Math.min(2, os.availableParallelism()), `${threads} threads`);
  });

  it('ends with the weights of an undisturbed run, byte for byte', async () => {
    const command = [path.join(dist, 'ferexp.js'), 'run', path.join(folder, 'embedded.ferexp.json'), '--again'];
    await promisify(execFile)(process.execPath, command, { env: { ...process.env, ...allCores } });
    const [resumed, undisturbed] = await runs();
    // The name of the file of weights is the beginning of its hash; the bytes are compared all the same.
    const weights = async (directory: string) => {
      const model = path.join(directory, 'model');
      const name = (await readdir(model)).find((file) => file.endsWith('.bin'));
      return readFile(path.join(model, name!));
    };
    const [first, second] = [await weights(resumed!), await weights(undisturbed!)];
    assert.ok(first.length > 4 * 4_496_903 - 1);
    assert.ok(first.equals(second));
  });
});
