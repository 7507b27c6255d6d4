/** `ferexp relabelled`: its options and its help. */
import type { Command } from 'commander';
import { examples, jsonOption, type OnExit, projectOption } from './programParts';

export function addRelabelledCommand(program: Command, onExit: OnExit): void {
  program
    .command('relabelled')
    .description('list the training faces whose labels a run with techniques.selfCure corrected')
    .argument('<run>', 'id or directory of a run, or a part of an id that only one run has')
    .option('--all', 'list all of them, not only the first 20')
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp relabelled 3f2a
        ferexp relabelled 3f2a --all
      `)}
Faces are numbered as in the data, from 0. The epoch is that in which a face got its new label; the votes are those of
FER+ where the experiment names them. Of a run that trains, the list is that of its last checkpoint.`,
    )
    .action(async (run: string, options) =>
      onExit(await (await import('../commands/relabelled')).relabelled(run, options)),
    );
}
