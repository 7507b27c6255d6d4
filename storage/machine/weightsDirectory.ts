/** Where published weights are stored. */
import os from 'node:os';
import path from 'node:path';

/**
 * The folder of published weights, one copy for all projects: FEREXP_WEIGHTS_DIR, otherwise in the user's cache folder.
 * Absolute path; it need not exist.
 */
export function weightsDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  const chosen = env['FEREXP_WEIGHTS_DIR'];
  if (chosen) return path.resolve(chosen);
  const inCache = (cache: string) => path.join(cache, 'ferexp', 'weights');
  if (platform === 'win32') return inCache(env['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local'));
  if (platform === 'darwin') return inCache(path.join(home, 'Library', 'Caches'));
  return inCache(env['XDG_CACHE_HOME'] || path.join(home, '.cache'));
}
