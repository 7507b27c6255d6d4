import { UserError } from '../../schemas/userError';

/**
 * What `ferexp` wrote to a person when it failed: after its progress `error` and the message, then what to do.
 * @param command that failed, such as `preview`: named where nothing was written
 */
export function failure(command: string, errors: string, code: number | null): UserError {
  const said = errors.slice(errors.lastIndexOf('\nerror ') + 1).trim();
  if (!said.startsWith('error ')) {
    // Ended from outside, in the middle of its work.
    const last = said.split('\n').at(-1)!.trim();
    const words = last === '' ? '' : `, after: ${last}`;
    return new UserError(`ferexp ${command} ended with ${code ?? 'a signal'}${words}.`);
  }
  const [first = '', ...rest] = said.split('\n');
  const message = first.replace(/^error /, '');
  const remedy = rest.map((line) => line.trim()).join(' ');
  return remedy === '' ? new UserError(message) : new UserError(message, remedy);
}
