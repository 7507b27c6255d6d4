/** Where engines are installed, and which of them the environment names. */
import os from 'node:os';
import path from 'node:path';

/**
 * The folder of the engines and their measurements: FEREXP_ENGINE_DIR, otherwise in the user's cache folder. Absolute path;
 * it need not exist.
 */
export function engineDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  const chosen = env['FEREXP_ENGINE_DIR'];
  if (chosen) return path.resolve(chosen);
  if (platform === 'win32') return path.join(env['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local'), 'ferexp');
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'ferexp');
  return path.join(env['XDG_CACHE_HOME'] || path.join(home, '.cache'), 'ferexp', 'engines');
}

/** A file in the folder of an engine whose installation is complete. */
export const markerFile = 'installed.json';

/** Names the engine that `auto` takes on this machine. */
export const engineVariable = 'FEREXP_ENGINE';

/** The engine that the environment names for `auto`; undefined when it names none. */
export function namedEngine(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env[engineVariable]?.trim();
  return named === 'auto' ? undefined : named || undefined;
}
