/** Explains failures of a set-up. */
import { UserError } from '../../../../schemas/userError';
import type { SetupWay } from '../installation';
import { ChildFailure } from '../../../childProcess';

const causes: readonly { readonly pattern: RegExp; readonly reason: string; readonly remedy: string }[] = [
  {
    pattern: /ENOSPC|No space left on device/i,
    reason: 'The disk is full.',
    remedy:
      'Free 3 GB (10 GB with CUDA) in the engine directory, or set FEREXP_ENGINE_DIR to a folder on another disk.',
  },
  {
    pattern: /No matching distribution found|Could not find a version that satisfies/i,
    reason: 'The Python package index has no TensorFlow for this Python and system.',
    remedy: 'Use Python 3.9 to 3.12, or give an environment that has TensorFlow with --python.',
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|getaddrinfo|Temporary failure in name resolution|NewConnectionError|ConnectTimeout|\b40[37] (Forbidden|Proxy)/i,
    reason: 'The network did not answer.',
    remedy: 'Check the connection and the proxy settings of npm and pip.',
  },
];

/** The error for the user. Cancellation and errors that already explain themselves are returned unchanged. */
export function describeFailure(error: unknown, way: SetupWay, log: string, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof UserError) return error;
  const printed = error instanceof ChildFailure ? error.tail : '';
  const cause = causes.find(({ pattern }) => pattern.test(printed));
  const what = error instanceof Error ? error.message : String(error);
  const otherWay =
    way === 'download'
      ? 'Where a firewall blocks the download, the other way needs the package registries only: `ferexp engine setup --way python`.'
      : 'The other way needs no compiler: `ferexp engine setup --way download`.';
  return new UserError(
    `Setting up TensorFlow failed: ${cause?.reason ?? `${what}.`} Nothing was installed.`,
    [cause?.remedy, otherWay, `What the tools printed is in ${log}.`].filter(Boolean).join(' '),
    1,
  );
}
