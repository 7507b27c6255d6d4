/**
 * `npm run code`: opens the project in VS Code with the extension under development. Without a `code` command, it uses a
 * downloaded VS Code, or the server build, and then prints the address to open in a browser.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildAll } from './build';
import { startHost } from './host/server';
import { cache, root } from './paths';
import { exitCode } from './process';
import { provisionEditor } from './provision/editor';

function hasDesktopCode(): boolean {
  return spawnSync('code', ['--version'], { shell: process.platform === 'win32', stdio: 'ignore' }).status === 0;
}

const windowArguments = ['--new-window', `--extensionDevelopmentPath=${root}`, root];

async function main(): Promise<void> {
  console.log('Building …');
  await buildAll();
  if (hasDesktopCode()) {
    process.exitCode = await exitCode('code', windowArguments);
    return;
  }
  console.log('There is no `code` command on the PATH.');
  const editor = await provisionEditor(console.log);
  if (editor.kind === 'desktop') {
    process.exitCode = await exitCode(editor.executable, windowArguments);
    return;
  }
  const host = await startHost({
    server: editor.server,
    askForTrust: true,
    dataFolder: path.join(cache, 'vscode-server-data'),
  });
  console.log(
    `\nOpen in a browser:  ${host.address({ folder: root, extension: root })}\n\nCtrl-C ends it. Runs go on.`,
  );
  await new Promise((resolve) => process.once('SIGINT', resolve));
  await host.stop();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
