import assert from 'node:assert/strict';
import { ESLint } from 'eslint';
import { root } from '../../scripts/paths';
import { own } from '../../schemas/own';

describe('own', () => {
  it('finds only what was put in', () => {
    const given: Record<string, number> = { a: 1, ['__proto__']: 2 };
    assert.deepEqual(
      ['a', '__proto__', 'constructor', 'toString', 'b'].map((key) => own(given, key)),
      [1, 2, undefined, undefined, undefined],
    );
    assert.equal(own(undefined, 'a'), undefined);
  });

  it('is asked for by the linter', async () => {
    const lint = new ESLint({ cwd: root });
    const found = async (text: string): Promise<number> => {
      const [result] = await lint.lintText(text, { filePath: 'schemas/shape.ts' });
      return result!.messages.filter(({ ruleId }) => ruleId === 'ours/foreign-keys').length;
    };
    const kept = 'declare const kept: Record<string, number>; declare const key: string;\n';
    assert.equal(await found(`${kept}export const value = kept[key];`), 1);
    assert.equal(await found(`${kept}kept[key] = 1;`), 0);
    assert.equal(await found(`${kept}export const value = kept['fixed'];`), 0);
    assert.equal(await found('declare const all: number[]; declare const i: number; export const one = all[i];'), 0);
    // The first call reads the types of the whole project.
  }).timeout(120_000);
});
