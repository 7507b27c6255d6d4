/** Starts and stops the VS Code server build, and gives the address that opens a folder in it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import type { VSCodeServer } from '../provision/vscode';

/**
 * Settings of a workbench for tests and pictures: nothing moves, nothing opens by itself. No tooltip comes up under a
 * mouse that rests where it last clicked: it would cover what is clicked next, and stand in pictures.
 */
export const quietSettings = {
  'workbench.hover.delay': 3_600_000,
  'workbench.hover.reducedDelay': 3_600_000,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.enabled': false,
  'chat.commandCenter.enabled': false,
  'editor.minimap.enabled': false,
};

export interface HostOptions {
  readonly server: VSCodeServer;
  /** Settings, state and logs of the server; created when it does not exist. */
  readonly dataFolder: string;
  /** Merged over the quiet defaults. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly port?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Ask whether a folder is trusted, as VS Code does by default. Default: every folder is. */
  readonly askForTrust?: boolean;
}

export interface PageOptions {
  /** A folder, or a `.code-workspace` file of several. */
  readonly folder: string;
  /** The extension under development; absent: only installed ones. */
  readonly extension?: string;
  /** Module that exports `run(): Promise<void>`, run in the extension host. */
  readonly suite?: string;
}

export interface Host {
  readonly port: number;
  address(options: PageOptions): string;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()));
    });
  });
}

async function waitUntilUp(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`The VS Code server ended with exit code ${child.exitCode}.`);
    const up = await fetch(`http://127.0.0.1:${port}/version`).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('The VS Code server did not answer within a minute.');
}

export async function startHost(options: HostOptions): Promise<Host> {
  const { server, dataFolder } = options;
  const port = options.port ?? (await freePort());
  const settingsFolder = path.join(dataFolder, 'data', 'Machine');
  await mkdir(settingsFolder, { recursive: true });
  await writeFile(
    path.join(settingsFolder, 'settings.json'),
    JSON.stringify({ ...quietSettings, ...options.settings }, null, 2),
  );
  const log = createWriteStream(path.join(dataFolder, 'server.log'), { flags: 'a' });
  const child = spawn(
    server.node,
    [
      server.main,
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
      ...['--accept-server-license-terms', '--telemetry-level', 'off', '--enable-smoke-test-driver'],
      ...['--server-data-dir', dataFolder],
      ...(options.askForTrust === true ? [] : ['--disable-workspace-trust']),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.env } },
  );
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  await waitUntilUp(port, child);
  const authority = `127.0.0.1:${port}`;
  const remote = (file: string): string => `vscode-remote://${authority}${file}`;
  return {
    port,
    address({ folder, extension, suite }) {
      const payload: [string, string][] = [['skipWelcome', 'true']];
      if (extension !== undefined) payload.push(['extensionDevelopmentPath', remote(extension)]);
      if (suite !== undefined) payload.push(['extensionTestsPath', remote(suite)]);
      const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
      const query = `${kind}=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
      return `http://${authority}/?${query}`;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill();
      await ended;
    },
  };
}
