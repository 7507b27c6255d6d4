/** Checks a new installation: loads it in a separate process and lets it compute. */
import path from 'node:path';
import { launchEnvironment } from '../environment';
import type { Marker } from '../installation';
import { runChild } from '../../../childProcess';
import type { SetupJob } from './job';

export interface Verified {
  readonly tensorFlowVersion: string;
  readonly gpuFound: boolean;
}

const prefix = 'verified:';

// Prints a line that cannot be confused with the library's own output.
const script = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
const product = tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]])).dataSync();
if (Array.from(product).join() !== '19,22,43,50') throw new Error('matMul computed ' + Array.from(product).join());
const { binding } = tf.backend();
const gpuFound = Boolean(binding.isUsingGpuDevice());
console.log('${prefix}' + JSON.stringify({ tensorFlowVersion: binding.TF_Version, gpuFound }));
`;

/** @throws ChildFailure when it does not load or computes something wrong */
export async function verify(job: SetupJob, marker: Omit<Marker, keyof Verified>): Promise<Verified> {
  const installation = { folder: job.folder, marker: { ...marker, tensorFlowVersion: '', gpuFound: false } };
  const printed = await runChild({
    program: job.tools.node,
    args: ['-e', script, path.join(job.folder, 'node_modules', ...marker.package.split('/'))],
    directory: job.folder,
    env: { ...job.env, ...launchEnvironment(installation, job.platform, job.env) },
    log: job.log,
    signal: job.signal,
  });
  const line = printed.split('\n').find((text) => text.startsWith(prefix));
  if (line === undefined) throw new Error('The check of the installation printed no result.');
  return JSON.parse(line.slice(prefix.length)) as Verified;
}
