/** Entry point of the `ferexp` command. */
import { CommanderError } from 'commander';
import { version } from '../package.json';
import { UserError } from '../schemas/userError';
import { createProgram } from './arguments/program';
import { allowClosedPipes, processTerminal } from './report/terminal';

async function main(): Promise<void> {
  allowClosedPipes();
  const program = createProgram(version, (code) => {
    process.exitCode = code;
  });
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    command.exitOverride();
  }
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = await explain(error);
  }
}

async function explain(error: unknown): Promise<number> {
  // Help and version also end here; commander has already printed their text.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { explainFailure } = await import('../runner/run/failures');
  const known = error instanceof UserError ? error : explainFailure(error);
  const { colors, say } = processTerminal();
  say(`${colors.red('error')} ${known.message}`);
  if (known.remedy !== undefined) say(`  ${known.remedy}`);
  return known.exitCode;
}

void main();
