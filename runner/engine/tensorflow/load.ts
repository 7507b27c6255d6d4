/** Loads the installed package. It is outside the product, so it is found at run time and never bundled. */
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import { UserError } from '../../../schemas/userError';
import type { TF } from '../contract';
import type { Installation } from './installation';

/** Node.js 23 removed these, and the package calls them. */
function restoreRemovedUtilities(): void {
  const utilities = util as unknown as Record<string, unknown>;
  utilities['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  utilities['isArray'] ??= Array.isArray;
}

/** @throws UserError when the library does not load, although it did when it was set up */
export function loadTensorFlow({ folder, marker }: Installation): TF {
  restoreRemovedUtilities();
  // Otherwise it prints notes about instruction sets and devices to the terminal.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const load = createRequire(path.join(folder, 'package.json'));
  try {
    return load(marker.package) as TF;
  } catch (error) {
    throw new UserError(
      `TensorFlow in ${folder} does not load: ${(error as Error).message}`,
      'Set it up again with `ferexp engine setup`, or run with `--engine wasm`.',
      1,
    );
  }
}
