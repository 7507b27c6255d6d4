/** Where a path really leads, and whether that is inside of a folder. */
import { lstat, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';

/** As many links as Linux follows. */
const mostLinks = 40;

/**
 * The absolute path with all symbolic links resolved, also of a file that does not exist yet: then those of the folders above it,
 * and of a link that leads nowhere the place that it names.
 */
export async function realPlace(file: string, links = mostLinks): Promise<string> {
  const absolute = path.resolve(file);
  try {
    return await realpath(absolute);
  } catch {
    const target = links > 0 && (await isLink(absolute)) ? await readlink(absolute).catch(() => undefined) : undefined;
    if (target !== undefined) return realPlace(path.resolve(path.dirname(absolute), target), links - 1);
    const folder = path.dirname(absolute);
    return folder === absolute ? absolute : path.join(await realPlace(folder, links), path.basename(absolute));
  }
}

async function isLink(file: string): Promise<boolean> {
  return lstat(file).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}

/** Whether a path is a folder or lies in it; both absolute, with links resolved. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative));
}
