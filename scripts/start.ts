/** `npm start`: builds, trains the quick example on generated faces and shows the result. */
import path from 'node:path';
import { buildAll } from './build';
import { dist, root } from './paths';
import { exitCode } from './process';

const example = path.join('examples', 'quick.ferexp.json');

/** Program and arguments, for a folder that has the example. */
export const firstCommand = [
  process.execPath,
  ...[path.join(dist, 'ferexp.js'), 'run', example, '--engine', 'wasm', '--open-with', 'npm run code'],
] as const;

async function main(): Promise<void> {
  console.log('Building …');
  await buildAll();
  const [command, ...args] = firstCommand;
  process.exitCode = await exitCode(command, args, { cwd: root });
  if (process.exitCode !== 0) return;
  console.log(`Change it and train again:  edit ${example}, then npm start`);
}

if (process.argv[1] === __filename) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
