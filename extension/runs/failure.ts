/** Turns the error output of `ferexp` into an error for the user. */
import { UserError } from '../../schemas/userError';

/**
 * The error in the output of a failed `ferexp`: after the progress, `error` and the message, then the remedy.
 * @param command that failed, such as `preview`; named if the output contains no error
 */
export function failure(command: string, errors: string, code: number | null): UserError {
  const end = errors.slice(errors.lastIndexOf('\nerror ') + 1).trim();
  if (!end.startsWith('error ')) {
    // Something else ended the process while it was working.
    const last = end.split('\n').at(-1)!.trim();
    const words = last === '' ? '' : `, after: ${last}`;
    return new UserError(`ferexp ${command} ended with ${code ?? 'a signal'}${words}.`);
  }
  const [first = '', ...rest] = end.split('\n');
  const message = first.replace(/^error /, '');
  const remedy = rest.map((line) => line.trim()).join(' ');
  return remedy === '' ? new UserError(message) : new UserError(message, remedy);
}
