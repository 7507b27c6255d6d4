import { execFileSync } from 'node:child_process';
import os from 'node:os';

/** Threads that TensorFlow uses by default: one for each core that the process may run on. */
export function cpuThreads(): number {
  return os.availableParallelism();
}

/** Name of the first NVIDIA GPU, as the driver gives it. */
export function gpuName(): string {
  try {
    const names = execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
    return names.split('\n')[0]?.trim() || 'NVIDIA GPU';
  } catch {
    return 'NVIDIA GPU';
  }
}
