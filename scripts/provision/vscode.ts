/**
 * Provides the server build of VS Code from the npm registry: its workbench is a page that Playwright drives, its extension
 * host runs on plain Node.js. The journeys need it; editor.ts says when it replaces the desktop build.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cache } from '../paths';
import { run } from '../process';

const serverVersion = '4.139.1';
const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** Where it is installed. */
const serverFolder = path.join(cache, `vscode-server-${serverVersion}`);

export interface VSCodeServer {
  /** The Node.js that the server needs. */
  readonly node: string;
  /** server-main.js of the server build. */
  readonly main: string;
}

function locate(folder: string): VSCodeServer {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  return {
    node: path.join(folder, 'node_modules', nodePackage, 'bin', binary),
    main: path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js'),
  };
}

/** Under `npm run`, npm's own variables name the Node.js that runs this script, and install scripts would use that. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/i.test(name) && name !== 'NODE'));
}

/** Installs the server build into the cache unless it exists. About 800 MB and two minutes, once. */
export async function provisionVSCodeServer(report: (message: string) => void): Promise<VSCodeServer> {
  const folder = serverFolder;
  const ready = path.join(folder, 'ready');
  const found = locate(folder);
  if (existsSync(ready)) return found;
  const draft = `${folder}.draft`;
  // A failed install leaves a broken tree that the next attempt would build on.
  await rm(draft, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await writeFile(path.join(draft, 'package.json'), '{ "private": true }\n');
  const log = path.join(cache, 'vscode-server.log');
  const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
  report('Installing Node.js 24 for the VS Code server (once)');
  await run('npm', ['install', ...flags, '--ignore-scripts=false', `${nodePackage}@24`], { cwd: draft, log });
  report('Installing a VS Code server from the npm registry (once, about two minutes)');
  const bin = path.dirname(locate(draft).node);
  const env = { ...withoutNpm(process.env), PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` };
  await run('npm', ['install', ...flags, '--ignore-scripts=false', `code-server@${serverVersion}`], {
    cwd: draft,
    env,
    log,
  });
  await rename(draft, folder);
  await writeFile(ready, '');
  return found;
}

if (process.argv[1] === __filename) {
  provisionVSCodeServer(console.log).then(
    ({ main }) => console.log(main),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    },
  );
}
