import { UserError } from '../../schemas/userError';

/**
 * What `ferexp` wrote to a person when it failed: after its progress `error` and the message, then what to do.
 * @param command that failed, such as `preview`: named where nothing was written
 */
export function failure(command: string, errors: string, code: number | null): UserError {
  const [first = '', ...rest] = errors
    .slice(errors.lastIndexOf('\nerror ') + 1)
    .trim()
    .split('\n');
  const message = first.replace(/^error /, '') || `ferexp ${command} ended with ${code ?? 'a signal'}.`;
  const remedy = rest.map((line) => line.trim()).join(' ');
  return remedy === '' ? new UserError(message) : new UserError(message, remedy);
}
