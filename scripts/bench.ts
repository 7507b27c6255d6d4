/**
 * `npm run bench`: measures on this machine and prints Markdown for docs/benchmarks.md. `npm run bench -- data wasm`
 * measures the named parts only. Every comparison is made in one run on the same cores; quote ratios and medians.
 */
import os from 'node:os';
import { benchActivation } from './bench/activation';
import { benchAugmentation } from './bench/augmentation';
import { benchData } from './bench/data';
import { benchEngines } from './bench/engines';
import { benchFeatures } from './bench/features';
import { benchKernels } from './bench/kernels';
import { benchLatency } from './bench/latency';
import { benchManyRuns } from './bench/manyRuns';
import { benchMemory } from './bench/memory';
import { benchResults } from './bench/results';
import { benchValidation } from './bench/validation';
import { benchWasm } from './bench/wasm';
import { buildAll } from './build';

/** Each prints Markdown; a slow one prints piece by piece. */
const parts: Readonly<Record<string, () => Promise<string> | AsyncIterable<string>>> = {
  activation: benchActivation,
  validation: benchValidation,
  results: benchResults,
  manyRuns: benchManyRuns,
  latency: benchLatency,
  data: benchData,
  augmentation: benchAugmentation,
  kernels: benchKernels,
  wasm: benchWasm,
  memory: benchMemory,
  engines: benchEngines,
  features: benchFeatures,
};

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    console.error(`Unknown part ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`);
    process.exit(2);
  }
  await buildAll({ production: true });
  const cpu = os.cpus()[0]?.model ?? 'unknown processor';
  const memory = Math.round(os.totalmem() / 2 ** 30);
  console.log(
    `${cpu}, ${os.cpus().length} cores, ${memory} GiB, ${os.type()} ${os.release()}, Node ${process.version}\n`,
  );
  for (const name of names.length > 0 ? names : Object.keys(parts)) {
    const printed = parts[name]!();
    const texts = Symbol.asyncIterator in printed ? printed : [printed];
    for await (const text of texts) console.log(`${text.trim()}\n`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
