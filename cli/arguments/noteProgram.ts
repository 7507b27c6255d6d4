/** `ferexp note`, `star`, `unstar` and `diff`: their options and their help. */
import type { Command } from 'commander';
import { examples, jsonOption, type OnExit, projectOption } from './programParts';

export function addNoteCommands(program: Command, onExit: OnExit): void {
  program
    .command('note')
    .description('write a note on a run, or print it')
    .argument('<run>', 'id or directory of a run, or a part of an id that only one run has')
    .argument('[text...]', 'the note, plain text of up to 4,000 characters; the note is printed when left out')
    .option('--clear', 'remove the note')
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp note 3f2a "the learning rate of the paper"
        ferexp note 3f2a
        ferexp note 3f2a --clear
      `)}
A note and a star are kept in the run's directory. They change no result, and no bundle and no exported table has them.`,
    )
    .action(async (run: string, text: string[], options) =>
      onExit(await (await import('../commands/note')).note(run, text, options)),
    );
  addStarCommand(program, onExit, 'star', 'give runs a star: "ferexp list --starred" shows only these');
  addStarCommand(program, onExit, 'unstar', 'take the star of runs away');
  program
    .command('diff')
    .description('show what changed between two runs: settings, versions and data, and what each of them reached')
    .argument('<run>', 'id or directory of a run, or a part of an id that only one run has')
    .argument('<other>', 'another run')
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp diff 3f2a 81c0
      `)}
It says nothing about whether one is better: for that, repeat both with other seeds, and call "ferexp compare".`,
    )
    .action(async (run: string, other: string, options) =>
      onExit(await (await import('../commands/diff')).diff(run, other, options)),
    );
}

function addStarCommand(program: Command, onExit: OnExit, name: 'star' | 'unstar', description: string): void {
  program
    .command(name)
    .description(description)
    .argument('<run...>', 'ids or directories of runs, or parts of ids that only one run has')
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples(`
        ferexp ${name} 3f2a 81c0
      `),
    )
    .action(async (runs: string[], options) =>
      onExit(await (await import('../commands/star')).star(runs, name === 'star', options)),
    );
}
