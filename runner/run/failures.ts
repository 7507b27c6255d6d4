/** What went wrong, in words, and what to do next. */
import { errorCode, fileError } from '../../storage/files/fileError';
import { UserError } from '../../schemas/userError';

/** How libraries and Node say that memory ran out. */
const outOfMemory =
  /out of memory|OOM when allocating|ResourceExhausted|RESOURCE_EXHAUSTED|Array buffer allocation failed|Invalid typed array length|Cannot enlarge memory|could not allocate|failed to allocate|memory\.grow/i;

const lookIntoLog = 'log.txt of the run directory has the details. Resume the run to go on from its last checkpoint.';

/**
 * Anything thrown, as an error that a person can act on.
 * @param remedy for what nobody thought of
 */
export function explainFailure(error: unknown, remedy = lookIntoLog): UserError {
  if (error instanceof UserError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (outOfMemory.test(message)) {
    return new UserError(
      'The memory did not suffice for training.',
      'Halve training.batchSize, use the model "smallCnn", or close other programs; then run again.',
      1,
    );
  }
  const missing = /^Kernel '(\w+)' not registered for backend '\w+'/.exec(message)?.[1];
  if (missing !== undefined) {
    return new UserError(
      `The embedded engine does not compute "${missing}", which a layer of this model needs.`,
      'Set engine to "tensorflow" (set it up with “ferexp engine setup”), or choose another base or model.output.',
    );
  }
  if (errorCode(error) !== undefined) {
    const explained = fileError(error, 'go on');
    if (explained instanceof UserError) return explained;
  }
  return new UserError(`Something went wrong that should not: ${message.split('\n', 1)[0]!}`, remedy, 1);
}
