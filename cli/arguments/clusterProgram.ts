/** The commands for clusters: their options and their help. */
import type { Command } from 'commander';
import { wholeNumber } from './numbers';
import { examples, jsonOption, type OnExit } from './programParts';
import { addRunChoice } from './runChoice';

export function addClusterCommands(program: Command, onExit: OnExit): void {
  const submit = program
    .command('submit')
    .description('plan the runs of experiment files, and the runs that they start from, as elements for a cluster')
    .argument('<file...>', 'experiment files');
  addRunChoice(submit)
    .option('--dry-run', 'only show what would be submitted')
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp submit flip.ferexp.json
        ferexp submit flip.ferexp.json --variant flip --dry-run
      `)}
Prints the path of a plan; "ferexp run-item" computes one element of it.`,
    )
    .action(async (files: string[], options) =>
      onExit(await (await import('../commands/submit')).submit(files, options)),
    );
  program
    .command('run-item')
    .description('compute one element of a plan of "ferexp submit", as a job of a cluster')
    .requiredOption('--plan <file>', 'plan.json that "ferexp submit" wrote')
    .option(
      '--index <number>',
      'element, counted from 0 (default: what SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX or AWS_BATCH_JOB_ARRAY_INDEX says)',
      wholeNumber(0, 999_999),
    )
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp run-item --plan .ferexp/submissions/20260314T101500000-3f2a/plan.json --index 0
      `)}
A run that was begun before goes on exactly where its last checkpoint is; one that is complete is left alone, with exit code 0.`,
    )
    .action(async (options) => onExit(await (await import('../commands/runItem')).runItem(options)));
}
