import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { waitFor } from './waitFor';
import { activated, fileIn, folder } from './workspace';

/** Of what happens on disk until the trees show it. */
const seconds = 2;

describe('the trees', () => {
  const names = async (): Promise<string[]> => {
    const { experiments } = await activated();
    return experiments.getChildren().flatMap((node) => (node.kind === 'experiment' ? [node.name] : []));
  };
  const until = (name: string, shown: boolean): Promise<unknown> =>
    waitFor(
      async () => (await names()).includes(name) === shown,
      `tree ${shown ? 'with' : 'without'} ${name}`,
      seconds,
    );

  it('follow a folder of experiments that comes, moves and goes', async () => {
    const inner = path.join(folder(), 'more', 'deep');
    await mkdir(inner, { recursive: true });
    const text = await readFile(fileIn('language.ferexp.json'), 'utf8');
    await writeFile(path.join(inner, 'moved.ferexp.json'), text.replace('"language"', '"moved"'));
    await until('moved', true);
    const elsewhere = path.join(os.tmpdir(), `ferexp-elsewhere-${process.pid}`);
    await rename(path.join(folder(), 'more'), elsewhere);
    await until('moved', false);
    await cp(elsewhere, path.join(folder(), 'back'), { recursive: true });
    await until('moved', true);
    await rm(path.join(folder(), 'back'), { recursive: true });
    await until('moved', false);
    await rm(elsewhere, { recursive: true });
  });

  it('follow a folder of runs that goes and comes back', async () => {
    // Not the folder above, in which a process that is not ended yet may keep what it computed.
    const runs = path.join(folder(), '.ferexp', 'runs');
    const run = path.join(runs, 'orphan', '20260101-101500-base-1-abcd');
    await mkdir(run, { recursive: true });
    await writeFile(path.join(run, 'experiment.json'), '{}');
    await until('orphan', true);
    const kept = path.join(folder(), 'kept');
    await rename(runs, kept);
    await until('orphan', false);
    await rename(kept, runs);
    await until('orphan', true);
    await rm(path.join(runs, 'orphan'), { recursive: true });
    await until('orphan', false);
  });

  it('have settings beside them that keep what runs write out of searches and of the watcher', () => {
    const settings = vscode.workspace.getConfiguration();
    assert.equal(settings.get<Record<string, boolean>>('search.exclude')?.['**/.ferexp'], true);
    const watched = settings.get<Record<string, boolean>>('files.watcherExclude') ?? {};
    assert.ok(Object.keys(watched).includes('**/.ferexp/cache/**'));
    assert.ok(
      Object.keys(watched).some((pattern) => pattern.includes('.git/')),
      'the editor’s own stay',
    );
  });

  after(async () => {
    await vscode.commands.executeCommand('ferexp.refresh');
    assert.ok((await names()).includes('tiny'));
  });
});
