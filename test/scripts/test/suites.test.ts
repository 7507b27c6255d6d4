import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { engineDirectory } from '../../../storage/machine/engineDirectory';
import { root } from '../../../scripts/paths';
import { foundTests, orphans, suiteOf, suites, testsOf } from '../../../scripts/test/suites';

describe('the suites', () => {
  it('take every test file, each once', () => {
    assert.deepEqual(orphans(), []);
    const taken = suites.flatMap((suite) => testsOf(suite));
    assert.deepEqual(taken.sort(), foundTests());
    for (const room of ['figures', 'fixtures', 'results', 'runner', 'words']) {
      assert.ok(
        testsOf('unit').some((file) => file.startsWith(`test/${room}/`)),
        room,
      );
    }
  });

  it('have no place for a test elsewhere', () => {
    for (const file of ['runner/a.test.ts', 'test/host/a.test.ts', 'test/ui/a.test.tsx']) {
      assert.equal(suiteOf(file), undefined, file);
    }
  });

  it('have a home, caches and settings of their own', () => {
    const home = process.env['FEREXP_TEST_HOME'];
    assert.ok(home !== undefined && existsSync(home));
    assert.equal(os.homedir(), home);
    assert.ok(engineDirectory().startsWith(home));
    assert.ok(!home.startsWith(root));
    const ours = Object.keys(process.env).filter((name) => name.startsWith('FEREXP_'));
    assert.deepEqual(ours.sort(), ['FEREXP_ENGINE_DIR', 'FEREXP_TEST_HOME', 'FEREXP_WASM_WORKERS']);
    assert.equal(path.basename(engineDirectory()), 'engines');
  });
});
