import assert from 'node:assert/strict';
import { isShown } from '../../../extension/views/shown';

describe('a panel', () => {
  it('is shown while it is visible, and not once it was closed', () => {
    assert.equal(isShown({ visible: true }), true);
    assert.equal(isShown({ visible: false }), false);
    const closed = {
      get visible(): boolean {
        throw new Error('Webview is disposed');
      },
    };
    assert.equal(isShown(closed), false);
  });
});
