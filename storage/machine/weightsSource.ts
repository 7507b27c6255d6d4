/** Where published weights are downloaded from. */
import { UserError } from '../../schemas/userError';
import { imagenetFile } from './weightsDirectory';

/** Where keras.applications gets the file of `weights: "imagenet"` of ResNet-50. */
export const imagenetUrl = `https://storage.googleapis.com/tensorflow/keras-applications/resnet/${imagenetFile}`;

/** Names the address of a folder with the published files, for machines that cannot reach the publisher. */
export const mirrorVariable = 'FEREXP_WEIGHTS_URL';

/**
 * Address of published weights: in the mirror's folder if one is named, otherwise the published address.
 * @param published address of the file, whose name the mirror keeps
 * @throws UserError when the variable is not the address of a folder
 */
export function weightsAddress(published: string, env: NodeJS.ProcessEnv = process.env): string {
  const mirror = env[mirrorVariable];
  if (!mirror) return published;
  const address = URL.canParse(mirror) ? new URL(mirror) : undefined;
  // A password would appear in every message, and `fetch` refuses one in an address.
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password) {
    throw new UserError(
      `The environment variable ${mirrorVariable} is not the address of a folder that weights can be downloaded from.`,
      'Give an address such as https://host/folder, without a user name; unset the variable to use the published address.',
    );
  }
  address.pathname = address.pathname.replace(/\/*$/, `/${published.slice(published.lastIndexOf('/') + 1)}`);
  return address.href;
}
