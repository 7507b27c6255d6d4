/** Links that lead an agent out of its folders, from the start or while the user is asked. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeFakeRun } from '../../fixtures/runs';
import { ferexp } from '../command';
import { tiny } from '../project';
import { temporaryFolder } from '../support';
import { Agent } from './agent';

describe('an agent behind links', () => {
  const folder = temporaryFolder();
  let started: Agent | undefined;
  const start = async (options: Parameters<typeof Agent.start>[1]): Promise<Agent> =>
    (started = await Agent.start(folder.path, options));
  afterEach(async () => {
    await started?.close();
    started = undefined;
  });

  it('is refused runs and caches that lie outside behind a link in its folders', async () => {
    const [inside, outside] = ['inside', 'outside'].map((name) => path.join(folder.path, name)) as [string, string];
    for (const each of [inside, outside]) mkdirSync(path.join(each, '.vscode'), { recursive: true });
    const run = path.basename(writeFakeRun(path.join(outside, '.ferexp', 'runs'), { experiment: 'other' }));
    writeFileSync(path.join(inside, 'tiny.ferexp.json'), JSON.stringify(tiny));
    symlinkSync('../outside/.ferexp', path.join(inside, '.ferexp'));
    const agent = await start({ args: [inside], user: ['no', 'no', 'no', 'no'] });
    for (const [tool, asked] of [
      ['watch', {}],
      ['compare', {}],
      ['figure', { kind: 'loss', run }],
      ['audit', { subject: 'tiny.ferexp.json' }],
    ] as const) {
      const { failed, text } = await agent.call(tool, asked);
      assert.ok(failed, tool);
      assert.match(text, /^Nothing was done: the user did not agree/, tool);
    }
    assert.equal(agent.questions.length, 4);
    assert.match(agent.questions[0]!, /outside of the folders .*outside\/\.ferexp$/);
    assert.ok(!existsSync(path.join(outside, '.ferexp', 'cache', 'audit')));
  });

  it('writes nothing where a link leads elsewhere since the user was asked', async () => {
    const [inside, outside] = ['inside', 'outside'].map((name) => path.join(folder.path, name)) as [string, string];
    for (const each of [inside, outside]) mkdirSync(path.join(each, '.vscode'), { recursive: true });
    mkdirSync(path.join(inside, 'sub'));
    const agent = await start({ args: [inside], user: ['yes'] });
    agent.whenAsked = () => {
      rmSync(path.join(inside, 'sub'), { recursive: true });
      symlinkSync('../outside', path.join(inside, 'sub'));
    };
    const question = 'Does mixup help on generated faces?';
    const { failed, text } = await agent.call('propose', { question, folder: 'sub', save: true });
    assert.ok(failed);
    assert.match(text, /leads elsewhere since the user was asked\. Nothing was written\./);
    assert.deepEqual(readdirSync(outside), ['.vscode']);
  });

  it('is not served in a folder that is none', async () => {
    writeFileSync(path.join(folder.path, 'file'), '');
    for (const [name, said] of [
      ['nowhere', /^error There is no folder nowhere\.\n {2}Give folders that exist, or none\.$/m],
      ['file', /^error file is not a folder: the project was expected\.\n {2}Give folders that exist, or none\.$/m],
    ] as const) {
      const { code, out, err } = await ferexp(folder.path, ['mcp', name]);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, said);
    }
  });
});
