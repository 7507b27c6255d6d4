/** `ferexp import` and `ferexp ensemble`: their options and their help. */
import { type Command, Option } from 'commander';
import { columnMap } from './classMap';
import { wholeNumber } from './numbers';
import { examples, jsonOption, type OnExit, projectOption } from './programParts';

export function addEnsembleCommand(program: Command, onExit: OnExit): void {
  program
    .command('ensemble')
    .description('make a run of the answers that several finished runs give together, without training')
    .argument('<run...>', 'ids or directories of at least two runs, or parts of ids')
    .option('--name <name>', 'name of the row in lists and comparisons', 'ensemble')
    .addOption(
      new Option('--combine <how>', 'mean of the probabilities, or the class with most votes')
        .choices(['mean', 'vote'])
        .default('mean'),
    )
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp ensemble base-1 base-2 base-3 --name three-seeds
        ferexp ensemble 3f2a 81c0 77de --name cnn-and-resnet --combine vote
      `)}
All runs need the same data, labels and splits. An ensemble counts as one network in a comparison. Choose its members by their
validation accuracy: the best of many ensembles on test faces is better than it will be on other faces.`,
    )
    .action(async (runs: string[], options) =>
      onExit(await (await import('../commands/ensemble')).ensemble(runs, options)),
    );
}

export function addImportCommand(program: Command, onExit: OnExit): void {
  program
    .command('import')
    .description('make a run of predictions by a network that was trained elsewhere, to compare it with runs here')
    .argument('<file>', 'its predictions of the test faces: .csv, .npy or .npz')
    .requiredOption('--experiment <file>', 'experiment file whose test faces and labels they are of')
    .requiredOption('--name <name>', 'name of the row in lists and comparisons; repeats of one network share it')
    .option('--variant <name>', 'variant of the experiment whose data it is', 'base')
    .option('--validation <file>', 'also its predictions of the validation faces')
    .option('--logits', 'the numbers are logits: softmax is computed')
    .addOption(
      new Option(
        '--classes <number=emotion,...>',
        'what the numbers or columns of classes mean (default: the order of the experiment’s labels)',
      ).argParser(columnMap),
    )
    .addOption(new Option('--seed <number>', 'seed of its training').argParser(wholeNumber(0, 0xffffffff)))
    .addOption(new Option('--epochs <number>', 'epochs of its training').argParser(wholeNumber(1, 1_000_000)))
    .option('--framework <name>', 'what it was trained with, such as PyTorch or Keras')
    .option('--training-data <words>', 'what it was trained on')
    .option('--note <words>', 'what else to know of it')
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp import predictions.csv --experiment flip.ferexp.json --name pytorch-resnet --framework PyTorch --seed 1
        ferexp import test.npy --validation val.npy --experiment flip.ferexp.json --name keras --logits
        ferexp import test.csv --experiment flip.ferexp.json --name vit --classes 0=angry,1=disgust,2=fear,3=happy,4=neutral,5=sad,6=surprise
      `)}
A CSV has a column for each class (angry … neutral, or 0 to 6) or one named class. A column label is checked against the data.
A column face (number in the data), row (number within the part, from 0), file (picture) or hash says which face a row is
about; without one, rows are in the order of the data. NumPy: an array of faces × classes, or an .npz with probabilities or
logits, and labels, faces, rows, files or hashes. What is not given stays unknown.`,
    )
    .action(async (file: string, options) =>
      onExit(await (await import('../commands/import')).importPredictions(file, options)),
    );
}
