/** Where TensorFlow is installed. */
import path from 'node:path';
import { bindingVersion } from './versions';

export { engineDirectory } from '../../../storage/machine/engineDirectory';

/** Folder of the finished installation inside the engine directory. */
export function installationFolder(directory: string): string {
  return path.join(directory, `tensorflow-${bindingVersion}`);
}
