/** What the editor reads of .vscode/ and .devcontainer/: that it parses, and names what is there. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/paths';

const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

describe('files for the editor', () => {
  const files = ['.vscode', '.devcontainer'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => `${folder}/${name}`),
  );

  it('parse, and name files that are there', () => {
    assert.ok(files.length >= 5);
    for (const file of files) {
      for (const [, named] of JSON.stringify(read(file)).matchAll(
        /"\$\{workspaceFolder\}\/([\w./-]+)"|"(?=\S)(examples\/[\w.]+)"/g,
      )) {
        if (named !== undefined && !named.startsWith('dist/'))
          assert.ok(existsSync(path.join(root, named)), `${file}: ${named}`);
      }
    }
  });

  it('start tasks and scripts that exist', () => {
    const { tasks } = read('.vscode/tasks.json') as { tasks: { label: string; script?: string }[] };
    const { configurations } = read('.vscode/launch.json') as { configurations: { preLaunchTask?: string }[] };
    const { scripts } = read('package.json') as { scripts: Record<string, string> };
    const labels = tasks.map(({ label }) => label);
    for (const { preLaunchTask } of configurations)
      assert.ok(preLaunchTask === undefined || labels.includes(preLaunchTask));
    for (const { script } of tasks) assert.ok(script === undefined || script in scripts, script);
  });

  it('read what the watching build prints', () => {
    const { tasks } = read('.vscode/tasks.json') as { tasks: { problemMatcher?: Matcher | string }[] };
    const matcher = tasks
      .map(({ problemMatcher }) => problemMatcher)
      .find((one): one is Matcher => typeof one === 'object' && 'pattern' in one)!;
    // As test/scripts/build/watch.test.ts has them.
    const found = new RegExp(matcher.pattern.regexp).exec('sources/two.ts:1:13: error: Unexpected ";"');
    assert.deepEqual(found?.slice(1), ['sources/two.ts', '1', '13', 'error', 'Unexpected ";"']);
    assert.match('Building …', new RegExp(matcher.background.beginsPattern));
    for (const end of ['Built 2 in 90 ms', 'Not built']) assert.match(end, new RegExp(matcher.background.endsPattern));
  });
});

interface Matcher {
  readonly pattern: { readonly regexp: string };
  readonly background: { readonly beginsPattern: string; readonly endsPattern: string };
}
