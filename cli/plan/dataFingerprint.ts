/** Fingerprints of the data of runs, computed by reading the data. */
import { cacheFolderOf } from '../../experiment/project';
import type { ResolvedExperiment } from '../../experiment/types';
import { UserError } from '../../schemas/userError';
import type { FingerprintOf } from './done';
import type { Progress } from '../../runner/progress';

/** Reads the same data only once. Data that cannot be read has no fingerprint: the run itself reports why. */
export function dataFingerprints(onProgress: Progress): FingerprintOf {
  const known = new Map<string, Promise<string | undefined>>();
  return (resolved) => {
    const { data, baseDirectory } = resolved;
    const key = JSON.stringify([baseDirectory, data]);
    let fingerprint = known.get(key);
    if (fingerprint === undefined) known.set(key, (fingerprint = read(resolved, onProgress)));
    return fingerprint;
  };
}

async function read({ data, baseDirectory, file }: ResolvedExperiment, onProgress: Progress) {
  const { loadDataset } = await import('../../runner/data/load');
  const cacheDirectory = cacheFolderOf(file);
  try {
    return (await loadDataset(data, { baseDirectory, cacheDirectory, onProgress })).fingerprint;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
