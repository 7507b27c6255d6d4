/** The commands that measure engines. */
import { type Command, Option } from 'commander';
import { wholeNumber } from './numbers';
import { engines, examples, jsonOption, type OnExit } from './programParts';

/** The engines that can be measured. */
const measurable = engines.filter((engine) => engine !== 'auto');

/** The model types of the schema that have no trained base. */
export const models = ['customCnn', 'smallCnn', 'resnet18', 'vggFer', 'lightCnn'];

const batchSize = wholeNumber(1, 4096);

export function addMeasuringCommands(program: Command, onExit: OnExit): void {
  program
    .command('bench')
    .description('measure which engine is fastest here, and how long an experiment will take')
    .argument('[file]', 'experiment file: its models and batch sizes are measured, and its time is estimated')
    .addOption(
      new Option('--engine <engine...>', 'only these engines (default: all that work here)').choices(measurable),
    )
    .addOption(
      new Option(
        '--model <model...>',
        'only these models (default: those of the file, otherwise customCnn, smallCnn and lightCnn)',
      ).choices(models),
    )
    .addOption(
      new Option('--batch-size <number...>', 'images per step (default: those of the file, otherwise 128)').argParser(
        (text: string, earlier: readonly number[] | undefined) => [...(earlier ?? []), batchSize(text)],
      ),
    )
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp bench
        ferexp bench flip.ferexp.json
        ferexp bench --engine wasm --model smallCnn --batch-size 32 128
      `)}
Measures images per second in training and inference, on generated pixels. The time estimates of "ferexp run" and of the
editor use the results until the engine, its version or the processor changes.
Measure while nothing else keeps the machine busy.`,
    )
    .action(async (file: string | undefined, options) =>
      onExit(await (await import('../commands/bench')).bench(file, options)),
    );
  program
    .command('profile')
    .description('show where the time of a training step goes, by kernel')
    .argument('[file]', 'experiment file, whose base is profiled')
    .addOption(new Option('--model <model>', 'this model, of the file or without one').choices(models))
    .addOption(
      new Option('--engine <engine>', 'engine to compute on (default: that of the file, otherwise auto)').choices(
        engines,
      ),
    )
    .addOption(
      new Option('--batch-size <number>', 'images per step (default: that of the file, otherwise 128)').argParser(
        batchSize,
      ),
    )
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples(`
        ferexp profile flip.ferexp.json
        ferexp profile --model customCnn --engine tensorflow --batch-size 32
      `),
    )
    .action(async (file: string | undefined, options) =>
      onExit(await (await import('../commands/profile')).profile(file, options)),
    );
}
