/**
 * `npm run watch`: rebuilds dist/ when the sources change. After `Built …`, _Developer: Reload Window_ in the editor under development
 * runs the saved code. Types are not checked; `npx tsc -p . --watch` does so. After a change of a schema: `npm run generate`.
 */
import { buildStatic, bundles, type Bundle } from './build';
import { watchBundles } from './build/watch';
import { root, sourceFolders } from './paths';

/** TensorFlow.js is read from node_modules, because copying it would take half of each build. */
const unbundled = (bundle: Bundle): Bundle => ({ ...bundle, external: [...(bundle.external ?? []), '@tensorflow/*'] });

async function main(): Promise<void> {
  await buildStatic();
  const stop = await watchBundles({
    root,
    folders: sourceFolders(),
    bundles: bundles().map(unbundled),
    report: (line) => console.log(line),
  });
  process.once('SIGINT', () => void stop());
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
