/** `ferexp graph`: its options and its help. */
import type { Command } from 'commander';
import { examples, jsonOption, type OnExit } from './programParts';

export function addGraphCommand(program: Command, onExit: OnExit): void {
  program
    .command('graph')
    .description(
      'show which experiments start from which (initFrom), what each learns from (distillation), and how far each one is',
    )
    .argument('<file...>', 'experiment files; what they start from is shown with them')
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp graph smoothed.ferexp.json
        ferexp graph --json examples/*.ferexp.json
      `)}
"ferexp run" first runs what is missing in a chain, once.`,
    )
    .action(async (files: string[], options) =>
      onExit(await (await import('../commands/graph')).graph(files, options)),
    );
}
