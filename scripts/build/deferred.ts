/** An esbuild plugin: modules are read from separate files when they are first used, so the editor starts without them. */
import type { Plugin } from 'esbuild';

/**
 * @param modules names imported from each module: packages by name, our own files by the end of their path. Each must be built
 * to `<outdir>/<key>.js` beside the bundle, as CommonJS.
 */
export function deferred(modules: Readonly<Record<string, readonly string[]>>): Plugin {
  return {
    name: 'deferred',
    setup(build) {
      for (const [key, names] of Object.entries(modules)) {
        build.onResolve({ filter: new RegExp(`(^|/)${key}$`) }, () => ({ path: key, namespace: 'deferred' }));
        // Bundled code reads an import again at each use, so a getter defers reading the file.
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
