/** The commands for clusters: their options and their help. */
import type { Command } from 'commander';
import { wholeNumber } from './numbers';
import { examples, jsonOption, type OnExit } from './programParts';
import { addRunChoice } from './runChoice';

export function addClusterCommands(program: Command, onExit: OnExit): void {
  const submit = program
    .command('submit')
    .description('hand the runs of experiment files, and the runs that they start from, to a cluster')
    .argument('<file...>', 'experiment files');
  addRunChoice(submit)
    .option('--slurm', 'submit job arrays to Slurm; without it, the runs are only planned')
    .option('--cluster <file>', 'what the jobs ask of Slurm (default: ferexp.cluster.json of the project)')
    .option('--dry-run', 'only show what would be submitted; with --slurm, the script of the jobs')
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp submit flip.ferexp.json --slurm --dry-run
        ferexp submit flip.ferexp.json --slurm
        ferexp submit flip.ferexp.json --variant flip
      `)}
Each run is a job of its own. Before its time is up it writes a checkpoint and Slurm starts it again, as it does after the
failure of a node; runs that start from others wait for them. "ferexp queue" shows them, "ferexp stop" cancels them.
Without --slurm, the path of a plan is printed, for other clusters: "ferexp run-item" computes one element of it.`,
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
    .option(
      '--take-over',
      'take the run from a process on another computer at once: for clusters that start an element again only after they gave it up',
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
