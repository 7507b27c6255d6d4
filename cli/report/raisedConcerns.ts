/** Reports what is wrong with settings that were given on the command line. */
import type { Concern } from '../../experiment/checks';
import { dotted } from '../../experiment/json';
import { optionText } from '../../experiment/overrides';
import { UserError } from '../../schemas/userError';
import type { Terminal } from './terminal';

/**
 * Prints the warnings.
 * @param set the settings, by dotted path
 * @throws UserError for the first error, naming the option
 */
export function reportRaised(
  raised: readonly Concern[],
  set: Readonly<Record<string, unknown>>,
  { colors, say }: Terminal,
): void {
  for (const concern of raised) {
    const message = `${optionsOf(concern, set)}: ${concern.message}`;
    if (concern.severity === 'error') throw new UserError(message);
    say(`${colors.yellow('warning')} ${message} ${colors.dim(`[${concern.code}]`)}`);
  }
}

/** The options that a concern is about; all options when it is about their combination. */
function optionsOf({ paths }: Concern, set: Readonly<Record<string, unknown>>): string {
  const isWithin = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}.`);
  const about = (name: string) => paths.map(dotted).some((path) => isWithin(path, name) || isWithin(name, path));
  const options = Object.entries(set);
  const meant = options.filter(([name]) => about(name));
  return (meant.length > 0 ? meant : options).map(([name, value]) => optionText(name, value)).join(' ');
}
