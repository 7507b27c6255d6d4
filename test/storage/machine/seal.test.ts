import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sealed, unsealed } from '../../../storage/machine/seal';
import { temporaryFolder } from '../temporaryFolder';

describe('a seal', () => {
  const folder = temporaryFolder();
  const original = process.env['FEREXP_ENGINE_DIR'];
  const key = () => path.join(folder.path, 'user', 'seal.key');
  beforeEach(() => {
    process.env['FEREXP_ENGINE_DIR'] = path.join(folder.path, 'user');
  });
  afterEach(() => {
    process.env['FEREXP_ENGINE_DIR'] = original;
  });

  it('gives back the text that it was put on', async () => {
    for (const text of ['', '{"a":1}', 'Grüße\n\n'])
      assert.equal(await unsealed(Buffer.from(await sealed(text))), text);
  });

  it('makes one key, which the user alone can read', async () => {
    const first = Buffer.from(await sealed('a'));
    await sealed('b');
    assert.equal(await unsealed(first), 'a');
    assert.equal(statSync(key()).size, 32);
    if (process.platform !== 'win32') assert.equal(statSync(key()).mode & 0o777, 0o600);
  });

  it('is broken by any change', async () => {
    const whole = Buffer.from(await sealed('{"accuracy":0.61}'));
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 1;
      assert.equal(await unsealed(changed), undefined, `byte ${at}`);
    }
    for (let length = 0; length < whole.length; length++) {
      assert.equal(await unsealed(whole.subarray(0, length)), undefined, `${length} bytes`);
    }
  });

  it('is no other user’s, and nobody’s where there is no key', async () => {
    const content = Buffer.from(await sealed('a'));
    writeFileSync(key(), Buffer.alloc(32, 7));
    assert.equal(await unsealed(content), undefined);
    writeFileSync(key(), 'short');
    assert.equal(await unsealed(content), undefined);
    assert.equal(await unsealed(Buffer.from(await sealed('b'))), 'b');
  });
});
