/** Libraries that are read from a file of their own when they are first used: the editor starts without them. */
import type { Plugin } from 'esbuild';

/**
 * @param packages names that are imported from each package, which must be built to `<outdir>/<package>.js` beside the
 * bundle, as CommonJS
 */
export function deferred(packages: Readonly<Record<string, readonly string[]>>): Plugin {
  return {
    name: 'deferred',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(${Object.keys(packages).join('|')})$`) }, ({ path }) => ({
        path,
        namespace: 'deferred',
      }));
      build.onResolve({ filter: /^\.\//, namespace: 'deferred' }, ({ path }) => ({ path, external: true }));
      // Bundled code reads an import anew at each use, so that a getter defers the reading of the file.
      build.onLoad({ filter: /.*/, namespace: 'deferred' }, ({ path }) => ({
        contents: packages[path]!.map(
          (name) =>
            `Object.defineProperty(exports, '${name}', { enumerable: true, get: () => require('./${path}.js').${name} });`,
        ).join('\n'),
      }));
    },
  };
}
