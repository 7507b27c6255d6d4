/** Work that Ctrl-C cancels, instead of ending the process with things half done. */
import { UserError } from '../../schemas/userError';

/**
 * @param cancelled message for the user who cancelled
 * @throws UserError with that message and exit code 1, or whatever the work throws
 */
export async function cancellable<T>(work: (signal: AbortSignal) => Promise<T>, cancelled: string): Promise<T> {
  const cancel = new AbortController();
  const onSignal = () => cancel.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    return await work(cancel.signal);
  } catch (error) {
    if (cancel.signal.aborted) throw new UserError(cancelled, undefined, 1);
    throw error;
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
