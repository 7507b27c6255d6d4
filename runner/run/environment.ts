/** Describes what the run runs on, for environment.json. */
import os from 'node:os';
import path from 'node:path';
import type { ResolvedExperiment } from '../../experiment/types';
import { version } from '../../package.json';
import type { RunEnvironment } from '../../schemas/generated/environment';
import type { Dataset } from '../data/dataset';
import type { EngineDescription } from '../engine/contract';
import { describeAncestry } from './origin';
import { describeRepository } from './repository';

export async function describeEnvironment(
  resolved: ResolvedExperiment,
  engine: EngineDescription,
  engineReason: string,
  dataset: Dataset,
  runDirectory: string,
): Promise<RunEnvironment> {
  const git = await describeRepository(path.dirname(resolved.file));
  const ancestry = await describeAncestry(resolved, runDirectory);
  const { backend, backendVersion, device, features, threads } = engine;
  return {
    version: 1,
    engine: engine.id,
    engineReason,
    backend,
    backendVersion,
    device,
    features: [...features],
    threads,
    node: process.versions.node,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    ferexp: version,
    ...(git ? { git } : {}),
    ...(ancestry ? { ancestry } : {}),
    data: {
      fingerprint: dataset.fingerprint,
      source: resolved.data.source,
      examples: dataset.labels.length,
    },
  };
}
