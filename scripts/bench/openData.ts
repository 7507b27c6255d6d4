/** Opens FER2013 in a separate process and sends the measurement to the parent: `openData.ts <csv> <cache folder>`. */
import { openSource } from '../../runner/data/source';

export interface Opening {
  readonly seconds: number;
  readonly fromCache: boolean;
  readonly count: number;
  /** Highest resident memory, including the runtime's own. */
  readonly peakMegabytes: number;
}

async function main(csv: string, cacheDirectory: string): Promise<void> {
  const start = performance.now();
  const { faces, fromCache } = await openSource(csv, {
    baseDirectory: '/',
    cacheDirectory,
    onProgress: () => undefined,
  });
  const seconds = (performance.now() - start) / 1000;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  process.send!({ seconds, fromCache, count: faces.count, peakMegabytes } satisfies Opening);
}

void main(process.argv[2]!, process.argv[3]!);
