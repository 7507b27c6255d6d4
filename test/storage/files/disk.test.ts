import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { allProblems } from '../../../extension/documents/problems';
import { parseExperiment } from '../../../experiment/parse';
import { disk, longestExperiment } from '../../../storage/files/disk';
import { temporaryFolder } from '../temporaryFolder';

describe('what checks look up on the disk', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder.path, name);
  const write = (name: string, length?: number): string => {
    writeFileSync(at(name), '{}');
    if (length !== undefined) truncateSync(at(name), length);
    return at(name);
  };

  it('is text, names and real paths of what is there', () => {
    write('a.ferexp.json');
    assert.equal(disk.read(at('a.ferexp.json')), '{}');
    assert.deepEqual(disk.list(folder.path), ['a.ferexp.json']);
    assert.deepEqual([disk.exists(at('a.ferexp.json')), disk.exists(at('b'))], [true, false]);
    if (process.platform !== 'win32') {
      symlinkSync(at('a.ferexp.json'), at('link'));
      assert.equal(disk.realPath(at('link')), disk.realPath(at('a.ferexp.json')));
    }
  });

  it('is nothing where nothing can be read, or nothing that is an experiment', () => {
    mkdirSync(at('folder'));
    assert.equal(disk.read(at('folder')), undefined);
    assert.equal(disk.read(at('missing')), undefined);
    assert.equal(disk.list(at('missing')), undefined);
    assert.equal(disk.realPath(at('missing')), at('missing'));
    assert.equal(disk.read(write('full', longestExperiment))?.length, longestExperiment);
    assert.equal(disk.read(write('huge', longestExperiment + 1)), undefined);
  });

  // The editor and the command line see the same.
  it('is what the editor goes by', () => {
    const experiment = (name: string, more: object = {}): string =>
      JSON.stringify({
        ...{ version: 1, name, data: { source: 'synthetic' }, model: { type: 'smallCnn' }, training: { epochs: 1 } },
        ...more,
      });
    // It is one in all but its length.
    writeFileSync(at('parent.ferexp.json'), experiment('parent').padEnd(longestExperiment + 1));
    const text = experiment('child', { initFrom: { experiment: 'parent.ferexp.json' } });
    const problems = allProblems(parseExperiment(text), at('child.ferexp.json'), undefined);
    assert.ok(
      problems.some(({ severity, message }) => severity === 'error' && message.includes('parent.ferexp.json')),
      problems.map(({ message }) => message).join(),
    );
  });
});
