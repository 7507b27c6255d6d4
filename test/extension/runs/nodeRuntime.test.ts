import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findNodeRuntime } from '../../../extension/runs/nodeRuntime';
import { UserError } from '../../../schemas/userError';

describe('the Node.js that trains', () => {
  let folder: string;
  const originalPath = process.env['PATH'];
  before(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-node-'))));
  afterEach(() => (process.env['PATH'] = originalPath));
  after(() => rmSync(folder, { recursive: true }));

  function fakeNode(version: string): string {
    const file = path.join(folder, 'node');
    writeFileSync(file, `#!/bin/sh\necho ${version}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  it('is the configured one when it is new enough', async () => {
    const { command, environment } = await findNodeRuntime(fakeNode('22.1.0'));
    assert.deepEqual([command, environment], [path.join(folder, 'node'), {}]);
  });

  it('is refused with its version when the configured one is too old', async () => {
    await assert.rejects(findNodeRuntime(fakeNode('18.20.0')), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /ferexp\.node is ".*node", which is Node\.js 18; Node\.js 20 or newer is needed/);
      return true;
    });
  });

  it('is refused when the configured one does not start', async () => {
    await assert.rejects(findNodeRuntime(path.join(folder, 'none')), /does not start as Node\.js/);
  });

  it('is that of the PATH, else the runtime of the editor', async () => {
    fakeNode('20.9.0');
    process.env['PATH'] = `${folder}${path.delimiter}/bin${path.delimiter}/usr/bin`;
    assert.equal((await findNodeRuntime('')).command, path.join(folder, 'node'));
    fakeNode('16.0.0');
    const { command, environment } = await findNodeRuntime('', '/opt/editor');
    assert.deepEqual([command, environment], ['/opt/editor', { ELECTRON_RUN_AS_NODE: '1' }]);
  });
});
