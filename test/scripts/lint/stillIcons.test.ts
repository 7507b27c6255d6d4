import assert from 'node:assert/strict';
import { ESLint } from 'eslint';
import { root } from '../../../scripts/paths';

describe('an icon that turns', function () {
  // The first file waits for the types of the whole project.
  this.timeout(120_000);
  const lint = new ESLint({ cwd: root });
  const messages = async (text: string, filePath: string): Promise<string[]> => {
    const [result] = await lint.lintText(text, { filePath });
    return result!.messages.flatMap(({ ruleId, message }) => (ruleId === 'no-restricted-syntax' ? [message] : []));
  };

  for (const [file, text] of [
    ['extension/runs/statusBar.ts', "export const icon = 'sync~spin';"],
    ['extension/views/rows.ts', 'export const icon = (name: string) => `$(${name}~spin) ${name}`;'],
    ['webview/run/header.tsx', 'export const Icon = () => <vscode-icon name="sync" spin />;'],
  ] as const) {
    it(`is refused in ${file}`, async () => {
      const [message] = await messages(text, file);
      assert.match(message ?? '', /Icons do not turn/);
    });
  }

  it('is no icon whose name only begins so', async () => {
    assert.deepEqual(await messages("export const icon = 'sync~spinach';", 'extension/views/rows.ts'), []);
  });
});
