import assert from 'node:assert/strict';
import path from 'node:path';
import { ESLint } from 'eslint';
import { cyclesThrough, importsOf } from '../../../scripts/lint/cycles.mjs';
import { root } from '../../../scripts/paths';

describe('imports', () => {
  const at = (name: string) => path.resolve('/project', name);
  const imports = importsOf(
    new Map([
      [at('a.ts'), "import type { B } from './b';\nimport fs from 'node:fs';"],
      [at('b.ts'), "import {\n  type C,\n} from './rooms';"],
      [at('rooms/index.ts'), "export const later = () => import('../a');"],
      [at('outside.tsx'), "import { A } from './a';\nimport './outside.css';"],
    ]),
  );

  it('that lead back to their file are found, those of types and late ones too', () => {
    const way = (name: string) => cyclesThrough(at(name), imports);
    assert.deepEqual(way('a.ts'), [at('b.ts')]);
    assert.deepEqual(way('b.ts'), [at('rooms/index.ts')]);
    assert.deepEqual(way('rooms/index.ts'), [at('a.ts')]);
    assert.deepEqual(way('outside.tsx'), []);
  });

  it('go one way between rooms, and between those inside the runner and the extension', async () => {
    const lint = new ESLint({ cwd: root });
    const messages = async (file: string, code: string): Promise<string[]> => {
      const [result] = await lint.lintText(code, { filePath: path.join(root, file) });
      return result!.messages
        .filter(({ ruleId }) => ruleId === '@typescript-eslint/no-restricted-imports')
        .map(({ message }) => message);
    };
    const forbidden = [
      ['runner/engine/wasm/engine.ts', '../../models', 'runner/engine/ may import no other room of runner/.'],
      ['runner/engine/contract.ts', '../train/step', 'runner/engine/ may import no other room of runner/.'],
      ['runner/models/index.ts', '../run/session', 'runner/models/ may import engine, files of runner/.'],
      ['runner/run/search/search.ts', '../../../cli/report/terminal', 'runner/ may import'],
      ['runner/train/step.ts', '../../results/words', 'runner/ may import'],
      ['extension/runs/knowledge.ts', '../language/hints', 'extension/runs/ may import documents of extension/.'],
      ['extension/views/rows.ts', '../commands/index', 'extension/views/ may import documents, runs of extension/.'],
      ['cli/main.ts', '../extension/services', 'cli/ may import'],
      ['extension/runs/ferexp.ts', '../../cli/main', 'extension/ may import'],
    ] as const;
    for (const [file, target, said] of forbidden) {
      const found = await messages(file, `import { x } from '${target}';`);
      assert.ok(found.length === 1 && found[0]!.includes(said), `${file} ${target}: ${found.join()}`);
    }
    const allowed = [
      ['runner/train/step.ts', '../engine/contract'],
      ['runner/parallel/replica.ts', '../models'],
      ['runner/run/search/search.ts', '../../../schemas/search'],
      ['runner/engine/wasm/provider.ts', '../contract'],
    ] as const;
    for (const [file, target] of allowed) {
      assert.deepEqual(await messages(file, `import type { x } from '${target}';`), [], `${file} ${target}`);
    }
  }).timeout(60_000);
});
