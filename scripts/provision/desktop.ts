/** The desktop VS Code, downloaded by `@vscode/test-electron`. */
import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { desktopVersion } from './desktopVersion';
import { cache } from '../paths';

/** @returns the path of its executable. @throws Error when it cannot be downloaded */
export async function downloadDesktop(): Promise<string> {
  return downloadAndUnzipVSCode({ version: desktopVersion, cachePath: path.join(cache, 'vscode-desktop') });
}

/** Why a window cannot open here; undefined when it can. */
export function withoutWindows(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string | undefined {
  const display = env['DISPLAY'] || env['WAYLAND_DISPLAY'];
  return platform === 'linux' && !display ? 'there is no display' : undefined;
}
