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
      new Option('--method <method...>', 'of attribution, or all (default: integratedGradients)').choices([
        ...attributionMethods,
        'all',
      ]),
    )
    .addOption(
      new Option('--split <split>', 'whose faces').choices(['train', 'validation', 'test']).default('test', 'test'),
    )
    .addOption(
      new Option('--mistakes <number>', 'the most confident wrong predictions (default: 6)')
        .argParser(count)
        .conflicts(['random', 'examples']),
    )
    .addOption(new Option('--random <number>', 'any faces').argParser(count).conflicts('examples'))
    .addOption(
      new Option('--examples <ids>', 'these faces: ids with commas between').argParser((text: string) =>
        text.split(',').map(id),
      ),
    )
    .addOption(new Option('--of <class>', 'only faces of this true class').conflicts('examples'))
    .option('--class <name>', 'class whose logit is explained: predicted, true, or a name', 'predicted')
    .addOption(
      new Option('--baseline <picture>', 'what faces are compared with: black, or the mean training face')
        .choices(attributionBaselines)
        .default('black', 'black'),
    )
    .option('--steps <number>', 'points on the path of integrated gradients (default: 64)', points)
    .option('--samples <number>', 'drawn faces of expected gradients (default: 200)', points)
    .option('--patch <pixels>', 'side of the squares of occlusion (default: 8)', pixels)
    .option('--stride <pixels>', 'between the squares of occlusion (default: half of --patch)', pixels)
    .option('--layer <name>', 'whose pictures Grad-CAM weighs (default: the last convolution)')
    .addOption(new Option('--engine <engine>', 'what computes (default: as the run says)').choices(engines))
    .option('-o, --output <folder>', 'also write the pictures: PNG files, and all together as SVG')
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp explain 20260314-101500-flip-1-3f2a -o pictures
        ferexp explain RUN --method all --random 4 --of happiness
        ferexp explain RUN --method gradCam --examples 28709,28712 --class true --json
      `)}
Values are in logits of the class, before the softmax. Gradients along a path add up to the difference that they explain:
what is missing from it is told beside, and gets smaller with more steps.
The command "Explain Predictions" of the editor shows these pictures.`,
    )
    .action(async (run: string, options) => onExit(await (await import('../commands/explain')).explain(run, options)));
}
