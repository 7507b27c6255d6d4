/** `ferexp explain`: its options and its help. */
import { type Command, Option } from 'commander';
import { attributionBaselines, attributionMethods } from '../../schemas/explanations';
import { wholeNumber } from './numbers';
import { engines, examples, jsonOption, type OnExit, projectOption } from './programParts';

const id = wholeNumber(0, 0xffffffff);
const count = wholeNumber(1, 100);
const points = wholeNumber(1, 10_000);
const pixels = wholeNumber(1, 512);

export function addExplainCommand(program: Command, onExit: OnExit): void {
  program
    .command('explain')
    .description('show which pixels the predictions of a run come from')
    .argument('<run>', 'id or directory of a run')
    .addOption(
      new Option('--method <method...>', 'attribution methods, or all (default: integratedGradients)').choices([
        ...attributionMethods,
        'all',
      ]),
    )
    .addOption(
      new Option('--split <split>', 'split that the faces are taken from')
        .choices(['train', 'validation', 'test'])
        .default('test', 'test'),
    )
    .addOption(
      new Option('--mistakes <number>', 'explain the most confident wrong predictions (default: 6)')
        .argParser(count)
        .conflicts(['random', 'examples', 'pictures']),
    )
    .addOption(
      new Option('--random <number>', 'explain faces drawn at random')
        .argParser(count)
        .conflicts(['examples', 'pictures']),
    )
    .addOption(
      new Option('--examples <ids>', 'explain these faces: ids separated by commas').argParser((text: string) =>
        text.split(',').map(id),
      ),
    )
    .addOption(
      new Option(
        '--pictures <file...>',
        'try pictures of yours: JPEG, PNG, BMP or TIFF, each cropped to one face',
      ).conflicts([...['examples', 'of', 'split']]),
    )
    .addOption(new Option('--of <class>', 'only faces of this true class').conflicts('examples'))
    .option('--class <name>', 'class whose logit is explained: predicted, true, or a name', 'predicted')
    .addOption(
      new Option('--baseline <picture>', 'what faces are compared with: black, or the mean training face')
        .choices(attributionBaselines)
        .default('black', 'black'),
    )
    .option('--steps <number>', 'points on the path of integrated gradients (default: 64)', points)
    .option('--samples <number>', 'faces drawn for expected gradients (default: 200)', points)
    .option('--patch <pixels>', 'side of the occluded squares (default: 8)', pixels)
    .option('--stride <pixels>', 'distance between occluded squares (default: half of --patch)', pixels)
    .option('--layer <name>', 'layer whose feature maps Grad-CAM weighs (default: the last convolution)')
    .addOption(new Option('--engine <engine>', 'engine to compute on (default: that of the run)').choices(engines))
    .option('-o, --output <folder>', 'also write the pictures: PNG files, and all together as SVG and PDF')
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp explain 20260314-101500-flip-1-3f2a -o pictures
        ferexp explain RUN --method all --random 4 --of happy
        ferexp explain RUN --pictures me.jpg you.png --method gradCam -o pictures
        ferexp explain RUN --method gradCam --examples 28709,28712 --class true --json
      `)}
Values are in logits of the class, before the softmax. Gradients along a path add up to the difference that they explain:
the table shows how much is missing from it, which gets less with more steps.
The command "Explain Predictions" of the editor shows these pictures.`,
    )
    .action(async (run: string, options) => onExit(await (await import('../commands/explain')).explain(run, options)));
}
