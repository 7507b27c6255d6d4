/** `ferexp bundle`, `ferexp verify` and `ferexp card`: their options and their help. */
import type { Command } from 'commander';
import { examples, jsonOption, type OnExit, projectOption } from './programParts';

export function addPaperCommands(program: Command, onExit: OnExit): void {
  program
    .command('bundle')
    .description('write what others need to compute a comparison again: settings, versions, predictions, the table')
    .argument('[experiment...]', 'names or files of experiments; all when left out')
    .requiredOption('-o, --output <folder>', 'new folder for the bundle')
    .option('--baseline <variant>', 'variant that the others are compared with')
    .option(
      '--metric <metric>',
      'what differences are of: accuracy, macroF1, balancedAccuracy, loss, brier, or the recall of a class of the data, such as recall:fear',
    )
    .option('--compact', 'smaller: probabilities with three digits, each face in its class')
    .option(
      '--splits <names>',
      'predictions of these splits alone, such as test or test,validation; metrics of the others are stated, and nobody can compute them again',
      (text: string) => text.split(',').map((name) => name.trim()),
    )
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp bundle flip -o flip-bundle
        ferexp bundle flip -o flip-bundle --compact --splits test
        ferexp verify flip-bundle
      `)}
A bundle is a folder that VS Code opens as a project. It has no faces, no weights
and no path of this computer, unless an experiment names its data by one: the command then warns.`,
    )
    .action(async (names: string[], options) =>
      onExit(await (await import('../commands/bundle')).bundle(names, options)),
    );
  program
    .command('verify')
    .description('check a bundle: compute its metrics and its table again')
    .argument('[folder]', 'the bundle', '.')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples(`
        ferexp verify flip-bundle
        ferexp verify flip-bundle --json
      `),
    )
    .action(async (folder: string, options) =>
      onExit(await (await import('../commands/verify')).verify(folder, options)),
    );
  program
    .command('card')
    .description('write the model card of a run: data, results by class, limits, law')
    .argument('<run>', 'id or directory of a run')
    .option('-o, --output <file.md>', 'write to a file instead')
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples(`
        ferexp card 20260314-101500-flip-1-3f2a -o MODEL_CARD.md
      `),
    )
    .action(async (run: string, options) => onExit(await (await import('../commands/card')).card(run, options)));
}
