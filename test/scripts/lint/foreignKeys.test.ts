import assert from 'node:assert/strict';
import { ESLint } from 'eslint';
import { root } from '../../../scripts/paths';

describe('own', () => {
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
