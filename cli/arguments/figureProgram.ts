/** `ferexp figure`: its options and its help. */
import { type Command, Option } from 'commander';
import { wholeNumber } from './numbers';
import { examples, type OnExit, projectOption } from './programParts';
import { dataFigures, runFigures } from './figureKinds';

export function addFigureCommand(program: Command, onExit: OnExit): void {
  program
    .command('figure')
    .description('draw a picture of a run or of an experiment’s data as SVG or PDF')
    .argument('<subject>', 'id or directory of a run, or an experiment file')
    .addOption(
      new Option('--kind <kind>', 'kind of picture (default: confusion of a run, classes of a file)').choices([
        ...runFigures,
        ...dataFigures,
      ]),
    )
    .option('--split <split>', 'split for confusion, mistakes, reliability, people and faces', 'test')
    .option('--counts', 'show the confusion in faces instead of per cent of the true class')
    .option('--no-batches', 'leave out the training curve per batch')
    .option('--no-earlier', 'leave out the curves of earlier runs')
    .option('--variant <name>', 'variant of an experiment file', 'base')
    .option('--faces <number>', 'how many faces to draw', wholeNumber(1, 400), 40)
    .option('-o, --output <file>', 'write to a file, *.svg or *.pdf, instead of SVG to standard output')
    .option(...projectOption)
    .option('--json', 'print the picture, or where it was written, as JSON')
    .addHelpText(
      'after',
      `${examples(`
        ferexp figure 20260314-101500-flip-1-3f2a --kind confusion --split test -o confusion.svg
        ferexp figure RUN --kind accuracy -o accuracy.svg
        ferexp figure RUN --kind reliability --json
        ferexp figure RUN --kind people -o people.pdf
        ferexp figure flip.ferexp.json --kind classes -o classes.svg
        ferexp figure flip.ferexp.json --kind faces --split train --faces 24 -o faces.svg
      `)}
reliability shows whether the network is as often right as it is sure, people its accuracy by how much the people of FER+
agreed; with --json, both print their numbers too.
Pictures have a white background, a title, axes and units. The editor saves the same pictures, also as PNG. A PDF embeds its
font, which has Latin, Greek and Cyrillic letters; □ stands for others, and a message names them.`,
    )
    .action(async (subject: string, options) =>
      onExit(await (await import('../commands/figure')).figure(subject, options)),
    );
}
