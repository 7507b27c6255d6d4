/** What `npm test -- unused` starts from: everything that something other than an import reaches. */
import type { KnipConfig } from 'knip';
import { bundles } from './scripts/build';

const sources = bundles()
  .flatMap(({ entryPoints }) => Object.values(entryPoints as Record<string, string>))
  .filter((file) => /\.tsx?$/.test(file));

const config: KnipConfig = {
  entry: [
    ...sources,
    'scripts/*.ts',
    // Takes the place of a package in a bundle.
    'scripts/build/noBrotli.ts',
    // Started as processes of their own.
    'scripts/bench/augmented/pass.ts',
    'scripts/bench/openData.ts',
    'scripts/bench/training/{ours,stock}.ts',
    'scripts/host/suite.ts',
    'scripts/provision/{keras,tensorflow,vscode}.ts',
    'scripts/storm/worker.ts',
    'scripts/test/dumpThemes.ts',
    'test/**/*.test.ts',
    'test/host/suite/index.ts',
    'test/**/{fakeRunner,fakeTask,plainSimd}.cjs',
    'test/**/heapOfSteps.ts',
    'test/ui/filterTimes.ts',
  ],
  project: ['**/*.{ts,tsx,cjs,mjs}'],
  ignore: ['runner/engine/wasm/kernels/**'],
  ignoreExportsUsedInFile: true,
  ignoreBinaries: ['mkfifo', 'Rscript'],
  // Made by scripts/host/suite.ts; started by their paths or from .githooks/; read by its path.
  ignoreDependencies: ['host-tests', 'c8', 'lint-staged', '@expo-google-fonts/arimo'],
};

export default config;
