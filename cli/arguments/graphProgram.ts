/** `ferexp graph`: its options and its help. */
import type { Command } from 'commander';
import { examples, jsonOption, type OnExit } from './programParts';

export function addGraphCommand(program: Command, onExit: OnExit): void {
  program
    .command('graph')
    .description('show what starts from what (initFrom), and how far each is')
    .argument('<file...>', 'experiment files; what they start from is shown with them')
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp graph smoothed.ferexp.json
        ferexp graph --json examples/*.ferexp.json
      `)}
"ferexp run" runs what is missing of a chain first, once.`,
    )
    .action(async (files: string[], options) =>
      onExit(await (await import('../commands/graph')).graph(files, options)),
    );
}
