import assert from 'node:assert/strict';
import { failure } from '../../../extension/runs/failure';

describe('a failed ferexp in words', () => {
  const words = (errors: string, code: number | null = 1) => {
    const { message, remedy } = failure('weights download', errors, code);
    return [message, remedy];
  };

  it('is the message and what to do, without the progress before them', () => {
    const errors = 'Downloading it  0 %\nDownloading it  40 %\nerror It broke off.\n  Try again.\n  Or not.\n';
    assert.deepEqual(words(errors), ['It broke off.', 'Try again. Or not.']);
  });

  it('is the message alone where nothing can be done', () => {
    assert.deepEqual(words('error Cancelled.\n'), ['Cancelled.', undefined]);
  });

  it('is how the process ended, and its last line, where it had no time to say why', () => {
    const errors = 'Downloading it  0 %\nDownloading it  40 %\n';
    assert.deepEqual(words(errors, null), [
      'ferexp weights download ended with a signal, after: Downloading it  40 %.',
      undefined,
    ]);
  });

  it('is how the process ended where it said nothing', () => {
    assert.deepEqual(words('', 3), ['ferexp weights download ended with 3.', undefined]);
    assert.deepEqual(words('\n', null), ['ferexp weights download ended with a signal.', undefined]);
  });
});
