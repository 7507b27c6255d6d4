/** The files of `ferexp compare` that are not for a terminal. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { compare, type CompareOptions } from '../../cli/commands/compare';
import { UserError } from '../../schemas/userError';
import { predictionsFile } from '../../storage/run/predictions';
import { writeFakeRun } from '../fixtures/runs';
import { ferexp } from './command';
import { runsRoot } from './project';
import { temporaryFolder } from './support';

describe('ferexp compare --format parquet', () => {
  const folder = temporaryFolder();
  const write = (repeat: number): string => writeFakeRun(runsRoot(folder.path), { repeat });
  const refused = async (options: Omit<CompareOptions, 'project'>, message: RegExp): Promise<void> => {
    await assert.rejects(compare([], { project: folder.path, ...options }), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(`${error.message} ${error.remedy}`, message);
      assert.equal(error.exitCode, 2);
      return true;
    });
  };

  it('needs a file, and --faces needs it', async () => {
    write(0);
    await refused({ format: 'parquet' }, /no text.*Name a file with --output/);
    await refused({ format: 'csv', faces: true }, /--faces is for Parquet\. Add --format parquet/);
    await refused({ json: true, faces: true }, /--faces is for Parquet/);
  });

  it('says which runs are not among the faces, and writes nothing where there is none', async () => {
    const [first, second] = [write(0), write(1)];
    rmSync(predictionsFile(first, 'test'));
    const args = ['compare', '--format', 'parquet', '--faces', '-o', 'faces.parquet'];
    const some = await ferexp(folder.path, args);
    assert.equal(some.code, 0);
    assert.match(some.err + some.out, new RegExp(`Not in it, .* missing or damaged: ${path.basename(first)}\\.`));
    const bytes = readFileSync(path.join(folder.path, 'faces.parquet'));
    assert.deepEqual([bytes.toString('latin1', 0, 4), bytes.toString('latin1', bytes.length - 4)], ['PAR1', 'PAR1']);
    rmSync(path.join(folder.path, 'faces.parquet'));
    rmSync(predictionsFile(second, 'test'));
    const none = await ferexp(folder.path, args);
    assert.equal(none.code, 2);
    assert.match(none.err, /No run has predictions of its test faces/);
    assert.equal(existsSync(path.join(folder.path, 'faces.parquet')), false);
  });
});
