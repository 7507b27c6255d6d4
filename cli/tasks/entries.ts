/** Finds our own programs and files, from the bundle as well as from the sources. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../schemas/userError';

/** Absolute path of runner.js: beside the bundled `ferexp`, or in dist/ when that runs from its sources. */
export const runnerEntry = (): string => builtFile('runner.js');

/** Absolute path of ferexp.js, to start it as another process. */
export const ferexpEntry = (): string => builtFile('ferexp.js');

function builtFile(name: string): string {
  const beside = path.join(__dirname, name);
  if (existsSync(beside)) return beside;
  const built = path.join(__dirname, '..', '..', 'dist', name);
  if (existsSync(built)) return built;
  throw new UserError(
    `The program dist/${name} is missing.`,
    'Reinstall FER Experiments; from its sources, run "npm run build" first.',
    1,
  );
}

/** Absolute path of a file that is packaged beside dist/. @param name from the root */
export function packagedFile(name: string): string {
  const bundled = path.join(__dirname, '..', name);
  return existsSync(bundled) ? bundled : path.join(__dirname, '..', '..', name);
}
