import assert from 'node:assert/strict';
import path from 'node:path';
import { desktopArguments } from '../../../scripts/host/desktop';
import { withoutWindows } from '../../../scripts/provision/desktop';
import { provisionEditor, type EditorSources } from '../../../scripts/provision/editor';

const server = { node: '/node', main: '/server-main.js' };

/** What is chosen, what was asked of the network, and what was printed. */
async function choose(sources: Partial<EditorSources>) {
  const lines: string[] = [];
  const asked: string[] = [];
  const { desktop = () => Promise.resolve('/code') } = sources;
  const editor = await provisionEditor((line) => lines.push(line), {
    env: {},
    withoutWindows: () => undefined,
    ...sources,
    desktop: () => (asked.push('desktop'), desktop()),
    server: () => (asked.push('server'), Promise.resolve(server)),
  });
  return { editor, lines, asked };
}
const unreachable = () => Promise.reject(new Error('getaddrinfo ENOTFOUND'));

describe('the VS Code to test in', () => {
  it('is the desktop one where it can be had, and the server is not installed', async () => {
    const { editor, lines, asked } = await choose({});
    assert.deepEqual(editor, { kind: 'desktop', executable: '/code' });
    assert.deepEqual([lines, asked], [['VS Code: the desktop build, /code'], ['desktop']]);
  });

  it('is the server build where the download fails, and says why', async () => {
    const { editor, lines } = await choose({ desktop: unreachable });
    assert.deepEqual(editor, { kind: 'server', server });
    assert.match(lines[0]!, /server build in a browser, since the desktop build cannot be downloaded \(getaddrinfo/);
  });

  it('is the server build where no window opens, without a download', async () => {
    const { editor, lines, asked } = await choose({ withoutWindows: () => 'there is no display' });
    assert.equal(editor.kind, 'server');
    assert.deepEqual(asked, ['server']);
    assert.match(lines[0]!, /since there is no display\.$/);
  });

  it('is the one that is asked for, or none', async () => {
    assert.deepEqual((await choose({ env: { VSCODE_FOR_TESTS: 'server' } })).asked, ['server']);
    const env = { VSCODE_FOR_TESTS: 'desktop' };
    assert.equal((await choose({ env, withoutWindows: () => 'there is no display' })).editor.kind, 'desktop');
    await assert.rejects(choose({ env, desktop: unreachable }), /cannot be downloaded: getaddrinfo ENOTFOUND/);
    await assert.rejects(choose({ env: { VSCODE_FOR_TESTS: 'web' } }), /is web; expected desktop or server/);
  });

  it('opens windows where a display is, and on Windows and macOS', () => {
    assert.equal(withoutWindows({}, 'linux'), 'there is no display');
    assert.equal(withoutWindows({ DISPLAY: '' }, 'linux'), 'there is no display');
    for (const name of ['DISPLAY', 'WAYLAND_DISPLAY'])
      assert.equal(withoutWindows({ [name]: ':0' }, 'linux'), undefined);
    for (const platform of ['darwin', 'win32'] as const) assert.equal(withoutWindows({}, platform), undefined);
  });

  it('has a workspace, settings and extensions of its own', () => {
    const [folder, ...rest] = desktopArguments({ folder: '/work', dataFolder: '/data' });
    assert.equal(folder, '/work');
    for (const name of ['user-data-dir', 'extensions-dir']) {
      assert.ok(
        rest.some((argument) => argument.startsWith(`--${name}=${path.sep}data`)),
        name,
      );
    }
  });
});
