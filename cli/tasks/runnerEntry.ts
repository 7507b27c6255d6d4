/** Finds the program of the process that trains. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../schemas/userError';

/** Absolute path of runner.js: beside the bundled `ferexp`, or in dist/ when that runs from its sources. */
export function runnerEntry(): string {
  const beside = path.join(__dirname, 'runner.js');
  if (existsSync(beside)) return beside;
  const built = path.join(__dirname, '..', '..', 'dist', 'runner.js');
  if (existsSync(built)) return built;
  throw new UserError(
    'The runner (dist/runner.js) is missing.',
    'Reinstall FER Experiments; from its sources, run "npm run build" first.',
    1,
  );
}
