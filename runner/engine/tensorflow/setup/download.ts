/** Way `download`: the package's own install script, which downloads TensorFlow's C library and a ready-made binding. */
import type { SetupJob } from './job';
import { bindingVersion } from '../versions';
import { installPackages } from './npm';

export interface Installed {
  readonly package: string;
  /** Folders of CUDA libraries, relative to the draft or absolute. */
  readonly libraryFolders: readonly string[];
}

export async function setUpByDownload(job: SetupJob): Promise<Installed> {
  const name = job.gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  job.report('Downloading TensorFlow with the package’s own install script (some hundred megabytes)');
  await installPackages(job, [`${name}@${bindingVersion}`], true);
  return { package: name, libraryFolders: [] };
}
