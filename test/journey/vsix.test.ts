/** The packaged extension, installed as a person installs it, runs an experiment: no file of the project is needed. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from '../../scripts/host/workbench';
import { tellFailure } from './failed';
import { dist, root } from '../../scripts/paths';
import { run } from '../../scripts/process';
import { provisionVSCodeServer } from '../../scripts/provision/vscode';

const experiment = {
  version: 1,
  name: 'installed',
  engine: 'wasm',
  data: { source: 'synthetic', synthetic: { training: 140, test: 70 } },
  model: { type: 'smallCnn' },
  training: { epochs: 1, batchSize: 32 },
};

describe('the packaged extension', () => {
  let folder: string;
  let workbench: Workbench | undefined;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ferexp-vsix-'));
  });

  afterEach(tellFailure);
  after(async () => {
    await workbench?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('contains no native module and stays small', async () => {
    await run('npm', ['run', 'package'], { cwd: root, log: path.join(folder, 'package.log') });
    const { size } = await stat(path.join(dist, 'fer-experiments.vsix'));
    console.log(`      ${(size / 1e6).toFixed(2)} MB`);
    const { default: yauzl } = await import('yauzl');
    const names = await new Promise<string[]>((resolve, reject) => {
      yauzl.open(path.join(dist, 'fer-experiments.vsix'), (error, zip) => {
        if (error) return reject(error);
        const found: string[] = [];
        zip.on('entry', ({ fileName }: { fileName: string }) => found.push(fileName));
        zip.on('end', () => resolve(found));
        zip.on('error', reject);
      });
    });
    assert.deepEqual(
      names.filter((name) => name.endsWith('.node') || name.includes('node_modules')),
      [],
    );
    for (const needed of ['runner.js', 'ferexp.js', 'extension.js', 'wasm/kernels-simd.wasm', 'webview/run.js']) {
      assert.ok(names.includes(`extension/dist/${needed}`), `${needed} is missing`);
    }
  });

  it('installs and runs an experiment', async () => {
    const server = await provisionVSCodeServer(console.log);
    const dataFolder = path.join(folder, 'server');
    const project = path.join(folder, 'project');
    await mkdir(path.join(project, '.vscode'), { recursive: true });
    await writeFile(path.join(project, 'installed.ferexp.json'), JSON.stringify(experiment, null, 2));
    const install = ['--install-extension', path.join(dist, 'fer-experiments.vsix'), '--server-data-dir', dataFolder];
    await run(server.node, [server.main, ...install, '--accept-server-license-terms'], {
      log: path.join(folder, 'install.log'),
    });
    workbench = await Workbench.open({ folder: project, dataFolder, extension: null });
    await workbench.openFile('installed.ferexp.json');
    await workbench.command('FER Experiments: Run Experiment');
    const frame = await workbench.webview('.run-header', 120_000);
    await frame.waitForSelector('.headline', { timeout: 180_000 });
    await workbench.photograph('journey/installed');
    const runs = path.join(project, '.ferexp', 'runs', 'installed');
    const [directory] = await readdir(runs);
    const summary = JSON.parse(await readFile(path.join(runs, directory!, 'summary.json'), 'utf8')) as {
      status: string;
    };
    assert.equal(summary.status, 'completed');
  });
});
