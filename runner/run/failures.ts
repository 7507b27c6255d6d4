/** Explains failures: what went wrong, and what to do next. */
import { errorCode, fileError } from '../../storage/files/fileError';
import { UserError } from '../../schemas/userError';

/** The messages of libraries and Node when memory runs out. */
const outOfMemory =
  /out of memory|OOM when allocating|ResourceExhausted|RESOURCE_EXHAUSTED|Array buffer allocation failed|Invalid typed array length|Cannot enlarge memory|could not allocate|failed to allocate|memory\.grow/i;

const lookIntoLog =
  'log.txt in the run directory has the details. Resume the run to continue from its last checkpoint.';

/**
 * Turns anything that was thrown into an error that people can act on.
 * @param remedy for unexpected errors
 */
export function explainFailure(error: unknown, remedy = lookIntoLog): UserError {
  if (error instanceof UserError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (outOfMemory.test(message)) {
    return new UserError(
      'There was not enough memory for training.',
      'Halve training.batchSize, use the model "smallCnn", or close other programs; then run again.',
      1,
    );
  }
  const missing = /^Kernel '(\w+)' not registered for backend '\w+'/.exec(message)?.[1];
  if (missing !== undefined) {
    return new UserError(
      `The embedded engine cannot compute "${missing}", which a layer of this model needs.`,
      'Set engine to "tensorflow" (set it up with “ferexp engine setup”), or choose another base or model.output.',
    );
  }
  if (errorCode(error) !== undefined) {
    const explained = fileError(error, 'continue');
    if (explained instanceof UserError) return explained;
  }
  return new UserError(`Something unexpected went wrong: ${message.split('\n', 1)[0]!}`, remedy, 1);
}
