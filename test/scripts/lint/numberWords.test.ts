import assert from 'node:assert/strict';
import { ESLint } from 'eslint';
import { root } from '../../../scripts/paths';

describe('a second way to write a number', () => {
  const lint = new ESLint({ cwd: root });
  const found = async (text: string, filePath: string): Promise<number> => {
    const [result] = await lint.lintText(text, { filePath });
    return result!.messages.filter(({ ruleId }) => ruleId === 'ours/number-words').length;
  };
  const files = [
    'schemas/shape.ts',
    'experiment/parse.ts',
    'storage/files/atomic.ts',
    'runner/main.ts',
    'cli/main.ts',
    'results/compare.ts',
    'figures/svg.ts',
    'extension/services.ts',
    'webview/shared/host.ts',
  ];

  for (const file of files) {
    it(`is told by the linter in ${file.split('/')[0]!}/`, async () => {
      assert.equal(await found('export const text = (1).toFixed(2);', file), 1);
    });
  }

  it('is told whatever it looks like', async () => {
    const ways = [
      '(1.5).toPrecision(2)',
      '(1e9).toLocaleString("en")',
      'new Intl.NumberFormat("en").format(1)',
      'new Date().toLocaleDateString()',
      '`${100 * 0.5} %`',
    ];
    for (const way of ways) assert.equal(await found(`export const text = ${way};`, 'results/compare.ts'), 1, way);
    const element = 'export const text = <b>{100 * 0.5} %</b>;';
    assert.equal(await found(element, 'webview/run/header.tsx'), 1);
    assert.equal(await found('export const place = { left: `${50}%` };', 'webview/shared/host.ts'), 0);
    assert.equal(await found('export const text = (1).toFixed(2);', 'words/numbers.ts'), 0);
  });
});
