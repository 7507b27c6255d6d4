/** Target: experiment files. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkExperiment } from '../../../experiment/checks';
import { parseExperiment } from '../../../experiment/parse';
import { resolveRuns } from '../../../experiment/resolve';
import { root } from '../../paths';
import { below, mutateBytes, mutateJsonText } from '../mutate';
import { must, type Target } from '../target';

const control = /[\p{Cc}\u202a-\u202e]/u;

export const experiment: Target = {
  name: 'experiment files',
  tries: 800,
  async prepare(folder) {
    const examples = path.join(root, 'examples');
    const names = (await readdir(examples, { recursive: true })).filter((name) => name.endsWith('.ferexp.json'));
    const texts = await Promise.all(names.map((name) => readFile(path.join(examples, name), 'utf8')));
    return (random) => {
      const text = texts[below(random, texts.length)]!;
      const plain = text.replace(/^\s*\/\/.*$/gm, '').replace(/\/\/ [^"\n]*$/gm, '');
      const bytes = random.uniform() < 0.5 ? mutateBytes(Buffer.from(text), random) : mutateJsonText(plain, random);
      const file = path.join(folder, 'a.ferexp.json');
      const parsed = parseExperiment(bytes.toString('utf8'));
      const context = {
        path: file,
        exists: existsSync,
        list: () => [],
        realPath: (each: string) => each,
        read: () => undefined,
      };
      const problems = [...parsed.problems, ...checkExperiment(parsed, context)];
      for (const { message, range } of problems) {
        must(message !== '' && range.start.line >= 0, 'a problem without words or place');
        must(!control.test(message.replaceAll('\n', '')), `control characters in: ${JSON.stringify(message)}`);
      }
      must(parsed.file !== undefined || problems.length > 0, 'refused without a reason');
      if (parsed.file && problems.every(({ severity }) => severity !== 'error')) {
        resolveRuns(parsed.file, { path: file });
        return Promise.resolve('read');
      }
      return Promise.resolve('passed over');
    };
  },
};
