/**
 * A lint rule: no file imports itself through others, including types. `import-x/no-cycle` and similar rules ignore imports of
 * types, which also tie files together for their readers.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const importOf = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']*)'/g;

/**
 * The imports of each file among the others.
 * @param {ReadonlyMap<string, string>} texts by absolute path
 * @returns {Map<string, string[]>}
 */
export function importsOf(texts) {
  const resolved = (file, target) => {
    const base = path.resolve(path.dirname(file), target);
    return [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`].find((each) => texts.has(each));
  };
  return new Map(
    [...texts].map(([file, text]) => [
      file,
      [...text.matchAll(importOf)].flatMap(([, target]) => resolved(file, target) ?? []),
    ]),
  );
}

/**
 * The paths from a file back to itself: each import from which imports lead back to the file.
 * @param {ReadonlyMap<string, readonly string[]>} imports
 */
export function cyclesThrough(file, imports) {
  return (imports.get(file) ?? []).filter((first) => {
    const seen = new Set([first]);
    for (const at of seen) {
      if (at === file) return true;
      for (const next of imports.get(at) ?? []) seen.add(next);
    }
    return false;
  });
}

function sourcesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return sourcesBelow(file);
    return /\.tsx?$/.test(entry.name) ? [file] : [];
  });
}

/** The imports for a whole run of the linter. @type {Map<string, Map<string, string[]>>} */
const known = new Map();

export const noCycle = {
  meta: {
    type: 'problem',
    schema: [{ type: 'array', items: { type: 'string' } }],
    messages: { cycle: 'Imports lead from here back to this file, by {{way}}.' },
  },
  create(context) {
    const root = context.cwd;
    const [folders = []] = context.options;
    const key = folders.join();
    if (!known.has(key)) {
      const files = folders.flatMap((folder) => sourcesBelow(path.join(root, folder)));
      known.set(key, importsOf(new Map(files.map((file) => [file, readFileSync(file, 'utf8')]))));
    }
    const texts = known.get(key);
    return {
      Program(node) {
        for (const first of cyclesThrough(context.filename, texts)) {
          context.report({ node, messageId: 'cycle', data: { way: path.relative(root, first) } });
        }
      },
    };
  },
};
