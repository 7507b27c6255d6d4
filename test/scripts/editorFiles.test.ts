/** What the editor reads of .vscode/ and .devcontainer/: that it parses, and names what is there. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { bundles } from '../../scripts/build';
import { root } from '../../scripts/paths';

const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

describe('files for the editor', () => {
  const files = ['.vscode', '.devcontainer'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => `${folder}/${name}`),
  );

  const texts = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : value !== null && typeof value === 'object'
        ? Object.values(value).flatMap(texts)
        : [];

  it('parse, and name files and folders that are there, or that the build makes', () => {
    assert.ok(files.length >= 5);
    const built = bundles().flatMap(({ outdir, entryPoints }) =>
      Object.keys(entryPoints as object).map((name) => `${outdir}/${name}.js`),
    );
    const named = files.flatMap((file) =>
      texts(read(file)).flatMap((text) => {
        // A path of the workspace, or one without: a variable of the editor or a pattern in it is none.
        const place = text.replace(/^\$\{workspaceFolder\}(\/|$)/, '');
        return /^[\w.-]+(\/[\w.-]+)+$/.test(place) || place !== text ? [{ file, place }] : [];
      }),
    );
    const places = named.filter(({ place }) => !place.includes('*'));
    assert.ok(places.length >= 7, JSON.stringify(places));
    for (const { file, place } of places) {
      const isThere = place.startsWith('dist/') ? built.includes(place) : existsSync(path.join(root, place));
      assert.ok(isThere, `${file}: ${place}`);
    }
    const patterns = named.filter(({ place }) => place.includes('*'));
    for (const { file, place } of patterns) assert.equal(place, 'dist/**/*.js', file);
    const { build } = read('.devcontainer/devcontainer.json') as { build: { dockerfile: string } };
    assert.ok(existsSync(path.join(root, '.devcontainer', build.dockerfile)));
  });

  it('run commands that are there', () => {
    const { tasks } = read('.vscode/tasks.json') as { tasks: { command?: string }[] };
    const { postCreateCommand } = read('.devcontainer/devcontainer.json') as { postCreateCommand: string };
    const { scripts } = read('package.json') as { scripts: Record<string, string> };
    const commands = [postCreateCommand, ...tasks.flatMap(({ command }) => command ?? [])].flatMap((line) =>
      line.split(' && '),
    );
    assert.ok(commands.length >= 4);
    for (const command of commands) {
      const [program, ...args] = command.split(' ');
      const name = args[0] === 'run' ? args[1]! : args[0]!;
      if (program === 'npx') assert.ok(existsSync(path.join(root, 'node_modules', '.bin', name)), command);
      else assert.ok(program === 'npm' && (name === 'ci' || name in scripts), command);
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
