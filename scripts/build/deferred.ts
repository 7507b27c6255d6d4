/** Modules that are read from a file of their own when they are first used: the editor starts without them. */
import type { Plugin } from 'esbuild';

/**
 * @param modules what is imported from each: packages by name, files of ours by the end of their path. Each must be built
 * to `<outdir>/<key>.js` beside the bundle, as CommonJS.
 */
export function deferred(modules: Readonly<Record<string, readonly string[]>>): Plugin {
  return {
    name: 'deferred',
    setup(build) {
      for (const [key, names] of Object.entries(modules)) {
        build.onResolve({ filter: new RegExp(`(^|/)${key}$`) }, () => ({ path: key, namespace: 'deferred' }));
        // Bundled code reads an import anew at each use, so that a getter defers the reading of the file.
        const getters = names.map(
          (name) => `'${name}', { enumerable: true, get: () => require('./${key}.js').${name} }`,
        );
        build.onLoad({ filter: new RegExp(`^${key}$`), namespace: 'deferred' }, () => ({
          contents: getters.map((getter) => `Object.defineProperty(exports, ${getter});`).join('\n'),
        }));
      }
      build.onResolve({ filter: /^\.\//, namespace: 'deferred' }, ({ path }) => ({ path, external: true }));
    },
  };
}
