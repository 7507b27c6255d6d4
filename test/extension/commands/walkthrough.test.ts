/** The first thing that a person reads is true: it names what is there, and ticks what was done. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../../package.json';

const root = path.join(__dirname, '../../..');
const [walkthrough] = manifest.contributes.walkthroughs;
const { steps } = walkthrough!;

/** Commands of VS Code itself, which our manifest does not list. */
const builtIn = ['workbench.mcp.listServer'];

describe('the walkthrough', () => {
  it('has a picture of every step in each theme, that says what it shows', () => {
    for (const { id, media } of steps) {
      assert.deepEqual(Object.keys(media.image).sort(), ['dark', 'hc', 'hcLight', 'light'], id);
      const files = Object.values(media.image);
      for (const file of files) assert.ok(existsSync(path.join(root, file)), file);
      const { dark, light, hc, hcLight } = media.image;
      for (const [onDark, onLight] of [[dark, light] as const, [hc, hcLight] as const]) {
        const [one, other] = [onDark, onLight].map((file) => readFileSync(path.join(root, file)));
        assert.ok(!one!.equals(other!), `${id}: ${onDark} and ${onLight} are the same picture`);
      }
      assert.ok(media.altText.length > 20, id);
    }
  });

  it('names commands that there are', () => {
    const known = new Set([...manifest.contributes.commands.map(({ command }) => command), ...builtIn]);
    for (const { id, description } of steps) {
      const named = [...description.matchAll(/\(command:([\w.]+)(?:\?[^)]*)?\)/g)].map((match) => match[1]!);
      assert.ok(named.length > 0, id);
      for (const command of named) assert.ok(known.has(command), command);
    }
  });

  it('ticks a step by what was done, never by a press on its button', () => {
    const sources = readdirSync(path.join(root, 'extension'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(path.join(root, 'extension', name), 'utf8'))
      .join('\n');
    for (const { id, completionEvents } of steps) {
      assert.equal(completionEvents.length, 1, id);
      const [, key] = /^onContext:ferexp\.(\w+)$/.exec(completionEvents[0]!) ?? [];
      assert.ok(key, `${id}: ${completionEvents.join()}`);
      assert.match(sources, new RegExp(`(stepDone|setContext)\\('${key}'`), id);
    }
  });

  it('promises no speed', () => {
    for (const { description } of steps) assert.doesNotMatch(description, /fastest|is faster on/);
  });
});
