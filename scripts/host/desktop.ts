/** Runs a suite in the desktop VS Code, as `@vscode/test-electron` starts it. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { quietSettings } from './server';

export interface DesktopSuite {
  readonly executable: string;
  /** Opened as the workspace. */
  readonly folder: string;
  /** Settings, state and extensions of the editor; created when it does not exist. */
  readonly dataFolder: string;
  /** The extension under development. */
  readonly extension: string;
  /** Module that exports `run(): Promise<void>`, run in the extension host. */
  readonly suite: string;
}

/** Command line of the editor, without the arguments that name the extension and the suite. */
export function desktopArguments({ folder, dataFolder }: Pick<DesktopSuite, 'folder' | 'dataFolder'>): string[] {
  return [
    folder,
    `--user-data-dir=${path.join(dataFolder, 'user')}`,
    `--extensions-dir=${path.join(dataFolder, 'extensions')}`,
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
    '--disable-updates',
    // Chromium refuses its sandbox to root, as in a container.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}

/** @throws Error when the editor fails or a test does */
export async function runInDesktop(options: DesktopSuite): Promise<void> {
  const user = path.join(options.dataFolder, 'user', 'User');
  await mkdir(user, { recursive: true });
  await writeFile(path.join(user, 'settings.json'), JSON.stringify(quietSettings, null, 2));
  await runTests({
    vscodeExecutablePath: options.executable,
    extensionDevelopmentPath: options.extension,
    extensionTestsPath: options.suite,
    launchArgs: desktopArguments(options),
  });
}
