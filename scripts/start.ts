/** `npm start`: builds, trains the quick example on generated faces and shows the result. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildAll } from './build';
import { dist, root } from './paths';
import { exitCode } from './process';

const example = path.join('examples', 'quick.ferexp.json');
const recipes = path.join('examples', 'recipes');

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
  console.log(realFaces(existsSync(path.join(root, recipes, 'data', 'fer2013.csv'))));
}

/** What to run on real faces. @param isThere fer2013.csv is where the recipe reads it */
export function realFaces(isThere: boolean): string {
  const command = `node dist/ferexp.js run ${path.join(recipes, 'three-minutes.ferexp.json')}`;
  return isThere
    ? `Train on FER2013 in minutes:  ${command}`
    : `Train on FER2013 in minutes:  put fer2013.csv into ${path.join(recipes, 'data')}, then ${command}`;
}

if (process.argv[1] === __filename) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
