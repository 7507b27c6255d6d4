import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startDetached } from '../../../storage/machine/detached';

describe('starting ferexp', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'ferexp-start-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('gives it a process group of its own, a log and an environment without what the host set for itself', async () => {
    const script = path.join(folder, 'script.js');
    writeFileSync(
      script,
      `const stat = process.platform === 'linux' ? require('node:fs').readFileSync('/proc/self/stat', 'utf8') : ' ) ';
      const group = stat.split(') ')[1].split(' ')[2];
      console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), leads: Number(group) === process.pid,
        host: [process.env.NODE_OPTIONS, process.env.VSCODE_PID, process.env.ELECTRON_RUN_AS_NODE], own: process.env.OWN }));
      console.error('to the same log');`,
    );
    process.env['VSCODE_PID'] = '1';
    const runtime = { command: process.execPath, environment: { OWN: 'kept' }, description: '' };
    const log = path.join(folder, 'a.log');
    const { child } = startDetached(runtime, script, ['run', 'a b'], { cwd: folder, log });
    delete process.env['VSCODE_PID'];
    await once(child, 'exit');
    const [first, second] = readFileSync(log, 'utf8').split('\n');
    assert.deepEqual(JSON.parse(first!), {
      args: ['run', 'a b'],
      cwd: folder,
      leads: process.platform === 'linux',
      host: [null, null, null],
      own: 'kept',
    });
    assert.equal(second, 'to the same log');
  });
});
