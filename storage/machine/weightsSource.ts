import { UserError } from '../../schemas/userError';
import { imagenetFile } from './weightsDirectory';

/** Where keras.applications gets the file of `weights: "imagenet"` of ResNet-50. */
export const imagenetUrl = `https://storage.googleapis.com/tensorflow/keras-applications/resnet/${imagenetFile}`;

/** Names a folder that has published weights under their own names: for machines that the publisher cannot be reached from. */
export const mirrorVariable = 'FEREXP_WEIGHTS_URL';

/**
 * Address of published weights: in the mirror's folder where one is named, else the published one.
 * @param published address of the file, whose name the mirror keeps
 * @throws UserError when the variable names no folder that can be asked
 */
export function weightsAddress(published: string, env: NodeJS.ProcessEnv = process.env): string {
  const mirror = env[mirrorVariable];
  if (!mirror) return published;
  const address = URL.canParse(mirror) ? new URL(mirror) : undefined;
  // A password would stand in every message, and `fetch` takes none in an address.
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password) {
    throw new UserError(
      `The environment variable ${mirrorVariable} is no address of a folder that weights can be fetched from.`,
      'Expected is the like of https://host/folder, without a user name; leave it out for the published address.',
    );
  }
  address.pathname = address.pathname.replace(/\/*$/, `/${published.slice(published.lastIndexOf('/') + 1)}`);
  return address.href;
}
