/** `ferexp compare`: its options and its help. */
import { type Command, Option } from 'commander';
import { exportFormats } from '../../schemas/messages/comparison';
import { comparisonFigures } from './figureKinds';
import { examples, type OnExit, projectOption } from './programParts';

export function addCompareCommand(program: Command, onExit: OnExit): void {
  program
    .command('compare')
    .description('show what each variant reached, with 95 % intervals and differences to a baseline')
    .argument('[experiment...]', 'names or files of experiments; all when left out')
    .option('--baseline <variant>', 'variant that the others are compared with')
    .option(
      '--metric <metric>',
      'what differences are of: accuracy, macroF1, balancedAccuracy, loss, brier, or the recall of a class of the data, such as recall:fear',
    )
    .option(
      '--common-faces',
      'compare rows that were tested on other faces than the baseline on the faces that both were tested on with the same labels',
    )
    .addOption(new Option('--format <format>', 'format of the output').choices(['table', ...exportFormats, 'parquet']))
    .option('--faces', 'with --format parquet: a line for each run and test face, with label, answer and probabilities')
    .addOption(
      new Option(
        '--figure <figure>',
        'draw as SVG or PDF instead: forest, a row’s difference in the recall of each class; sets, training set × test set, by --metric accuracy or balancedAccuracy',
      ).choices(comparisonFigures),
    )
    .option(
      '--sets',
      'training set × test set instead: what each row reached on the test faces of each of dataSets; as table, markdown, csv or json',
    )
    .option('--row <variant>', 'variant that the figure is of, if there are several besides the baseline')
    .option('-o, --output <file>', 'write to a file instead')
    .option(...projectOption)
    .option('--json', 'the same as --format json; with --figure, the figure and its numbers')
    .addHelpText(
      'after',
      examples(`
        ferexp compare
        ferexp compare flip --baseline base
        ferexp compare flip --metric recall:disgust
        ferexp compare fer ferplus --common-faces
        ferexp compare flip --format markdown --output results.md
        ferexp compare flip --format parquet --output runs.parquet
        ferexp compare flip --format parquet --faces --output faces.parquet
        ferexp compare flip --figure forest --row flip-smooth -o forest.pdf
        ferexp compare across --sets
        ferexp compare across --figure sets --metric balancedAccuracy -o sets.pdf
      `),
    )
    .action(async (names: string[], options) =>
      onExit(await (await import('../commands/compare')).compare(names, options)),
    );
}
