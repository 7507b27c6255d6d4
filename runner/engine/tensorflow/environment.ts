/** Environment variables that a process needs from its start to run TensorFlow well. */
import path from 'node:path';
import type { Installation } from './installation';
import { libraryFolders } from './installation';

/**
 * @param installation if there is one
 * @param platform of the process to be started
 * @param inherited environment that the process gets in addition to these variables
 */
export function launchEnvironment(
  installation: Installation | undefined,
  platform: NodeJS.Platform = process.platform,
  inherited: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const environment: Record<string, string> = { TF_CPP_MIN_LOG_LEVEL: '2' };
  if (platform !== 'linux') return environment;
  // Each operation allocates new memory for its output. By default glibc maps and unmaps these tens of megabytes from the system
  // each time, and the page faults cost about a tenth of a training step.
  environment['MALLOC_MMAP_THRESHOLD_'] = '4294967296';
  environment['MALLOC_TRIM_THRESHOLD_'] = '8589934592';
  const folders = installation ? libraryFolders(installation) : [];
  if (folders.length > 0) {
    const before = inherited['LD_LIBRARY_PATH'];
    environment['LD_LIBRARY_PATH'] = [...folders, ...(before ? [before] : [])].join(path.delimiter);
  }
  return environment;
}
