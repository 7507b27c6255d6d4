/** The devices that TensorFlow computes on. */
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { findProgram } from '../../../storage/machine/program';

/** Threads that TensorFlow computes with: as many as its environment variable says, otherwise one per core of the process. */
export function cpuThreads(environment: NodeJS.ProcessEnv = process.env): number {
  const asked = Number(environment['TF_NUM_INTRAOP_THREADS']);
  return Number.isInteger(asked) && asked > 0 ? asked : os.availableParallelism();
}

/** Name of the first NVIDIA GPU, as the driver gives it. */
export function gpuName(): string {
  try {
    const names = execFileSync(findProgram(['nvidia-smi']) ?? '', ['--query-gpu=name', '--format=csv,noheader'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
    return names.split('\n')[0]?.trim() || 'NVIDIA GPU';
  } catch {
    return 'NVIDIA GPU';
  }
}
