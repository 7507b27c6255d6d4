/** `ferexp claims`: its options and its help. */
import { type Command, Option } from 'commander';
import { examples, jsonOption, type OnExit } from './programParts';

export function addClaimsCommand(program: Command, onExit: OnExit): void {
  program
    .command('claims')
    .description('show what publications state about FER2013 and FER+, how, and what others got')
    .addOption(new Option('--data <labels>', 'only for these labels').choices(['fer2013', 'fer+']))
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp claims
        ferexp claims --data fer+ --json
      `)}
The figures are no targets: protocols differ.`,
    )
    .action(async (options) => onExit((await import('../commands/claims')).showClaims(options)));
}
