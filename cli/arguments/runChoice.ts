/** The options that choose runs of experiment files, for all commands that plan them. */
import { type Command, Option } from 'commander';
import { wholeNumber } from './numbers';
import { collect, engines } from './programParts';

export function addRunChoice(command: Command): Command {
  return command
    .option(
      '--variant <name>',
      'only this variant; may be given more than once, "base" is the file itself; with a matrix also one combination',
      collect,
    )
    .addOption(
      new Option('--repeat <number>', 'only this repeat, counted from 1; may be given more than once').argParser(
        (text: string, earlier: readonly number[] | undefined) => [...(earlier ?? []), wholeNumber(1, 100)(text)],
      ),
    )
    .addOption(new Option('--engine <engine>', 'engine to compute on, instead of the file’s choice').choices(engines))
    .option(
      '--set <path=value>',
      'change a setting, also in all variants and in runs that are needed first; may be given more than once',
      collect,
    )
    .option(
      '--again',
      'also run what is already done, running or waiting with the same settings, seed, data and origin',
    );
}
