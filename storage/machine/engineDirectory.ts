import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Where engines are installed, and what was measured of them: FEREXP_ENGINE_DIR, else the cache folder that the operating
 * system gives a user. Absolute path; it need not exist.
 */
export function engineDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  const given = env['FEREXP_ENGINE_DIR'];
  if (given) return path.resolve(given);
  if (platform === 'win32') return path.join(env['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local'), 'ferexp');
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'ferexp');
  return path.join(env['XDG_CACHE_HOME'] || path.join(home, '.cache'), 'ferexp', 'engines');
}

/** In the folder of an engine: its installation was finished. */
export const markerFile = 'installed.json';

/** Names the engine that `auto` takes on this machine. */
export const engineVariable = 'FEREXP_ENGINE';

/** The engine that the environment names for `auto`; undefined where it leaves the choice. */
export function namedEngine(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env[engineVariable]?.trim();
  return named === 'auto' ? undefined : named || undefined;
}

/**
 * The engine that `auto` takes: the one that the environment names, else as far as a look at its folder tells. Nothing is
 * loaded.
 */
export function automaticEngine(env: NodeJS.ProcessEnv = process.env): string {
  const named = namedEngine(env);
  if (named !== undefined) return named;
  const directory = engineDirectory(env);
  try {
    const folders = readdirSync(directory).filter((name) => name.startsWith('tensorflow-'));
    return folders.some((name) => existsSync(path.join(directory, name, markerFile))) ? 'tensorflow' : 'wasm';
  } catch {
    return 'wasm';
  }
}
