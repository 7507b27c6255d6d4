/** Finds the browser that UI tests drive: an installed one, because a download would not work everywhere. */
import { existsSync } from 'node:fs';
import path from 'node:path';

const candidates: Record<string, readonly string[]> = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].flatMap((name) =>
    (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, name)),
  ),
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map((name) => process.env[name])
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
};

/** Path of a Chromium-based browser; FEREXP_CHROMIUM overrides the search. */
export function findChromium(): string {
  const chosen = process.env['FEREXP_CHROMIUM'];
  const found = [...(chosen === undefined ? [] : [chosen]), ...(candidates[process.platform] ?? [])].find(existsSync);
  if (found !== undefined) return found;
  throw new Error(
    'No Chromium-based browser found. Install one (Debian and Ubuntu: apt-get install chromium) or set FEREXP_CHROMIUM to its path.',
  );
}

/** Flags for a browser that tests drive, also as root in a container. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];
