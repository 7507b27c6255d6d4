import assert from 'node:assert/strict';
import { explainFailure } from '../../../runner/run/failures';
import { UserError } from '../../../schemas/userError';

const system = (code: string) => Object.assign(new Error(`${code}: some system call`), { code });

describe('failures in words', () => {
  it('leaves alone what already speaks to people', () => {
    const error = new UserError('This is wrong.', 'Mend it.', 2);
    assert.equal(explainFailure(error), error);
  });

  // As V8, WebAssembly and TensorFlow put it.
  for (const message of [
    'Array buffer allocation failed',
    'WebAssembly.Memory.grow(): Maximum memory size exceeded',
    'OOM when allocating tensor with shape[128,48,48,64] and type float',
    'Invalid typed array length: 4294967296',
  ]) {
    it(`knows that “${message}” is a lack of memory`, () => {
      const { message: words, remedy, exitCode } = explainFailure(new RangeError(message));
      assert.equal(words, 'There was not enough memory for training.');
      assert.match(remedy!, /^Halve training\.batchSize/);
      assert.equal(exitCode, 1);
    });
  }

  it('names a full disk and a folder that cannot be written', () => {
    assert.match(explainFailure(system('ENOSPC')).message, /the disk is full/);
    assert.match(explainFailure(system('ENOSPC')).remedy!, /^Free some space, then try again/);
    assert.match(explainFailure(system('EROFS')).message, /the file system is read-only/);
  });

  it('sends the reader of anything else to the log, without a stack trace', () => {
    const { message, remedy, exitCode } = explainFailure(new TypeError('x is not a function\n    at somewhere'));
    assert.equal(message, 'Something unexpected went wrong: x is not a function');
    assert.match(remedy!, /^log\.txt in the run directory/);
    assert.equal(exitCode, 1);
    assert.match(explainFailure('a string').message, /a string$/);
  });
});
