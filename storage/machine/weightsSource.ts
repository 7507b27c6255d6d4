/** Where published weights are downloaded from. */
import { UserError } from '../../schemas/userError';
import type { PublishedWeights } from './publishedWeights';

/** Names the address of a folder with the published files, for machines that cannot reach the publisher. */
export const mirrorVariable = 'FEREXP_WEIGHTS_URL';

/**
 * Source of published weights: the address in the mirror's folder if one is named, otherwise where they were published.
 * @throws UserError when the variable is not the address of a folder
 */
export function weightsSource(
  { file, source }: Pick<PublishedWeights, 'file' | 'source'>,
  env: NodeJS.ProcessEnv = process.env,
): PublishedWeights['source'] {
  const mirror = env[mirrorVariable];
  if (!mirror) return source;
  const address = URL.canParse(mirror) ? new URL(mirror) : undefined;
  // A password would appear in every message, and `fetch` refuses one in an address.
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password) {
    throw new UserError(
      `The environment variable ${mirrorVariable} is not the address of a folder that weights can be downloaded from.`,
      'Give an address such as https://host/folder, without a user name; unset the variable to use the published address.',
    );
  }
  address.pathname = address.pathname.replace(/\/*$/, `/${file}`);
  return address.href;
}
