/** `ferexp export`: its options and its help. */
import { type Command, Option } from 'commander';
import { exportFormats } from '../../schemas/exportFormats';
import { examples, jsonOption, type OnExit, projectOption } from './programParts';

export function addExportCommand(program: Command, onExit: OnExit): void {
  program
    .command('export')
    .description('write the trained network of a finished run as a file for other programs')
    .argument('<run>', 'id or directory of a run')
    .requiredOption('-o, --output <file>', 'file to write')
    .addOption(
      new Option('--to <format>', 'format of the file (default: by its ending)').choices(Object.keys(exportFormats)),
    )
    .addOption(
      new Option('--preprocessing <where>', 'inside: the network takes grey values from 0 to 255; outside: from 0 to 1')
        .choices(['inside', 'outside'])
        .default('inside'),
    )
    .addOption(
      new Option('--answers <kind>', 'what the network gives')
        .choices(['probabilities', 'logits'])
        .default('probabilities'),
    )
    .option('--overwrite', 'replace a file that is there')
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp export 20260314-101500-flip-1-3f2a -o flip.onnx
        ferexp export 3f2a -o flip.keras
        ferexp export 3f2a -o flip.html
        ferexp export 3f2a -o flip.onnx --preprocessing outside --answers logits
      `)}
The file has one network: no test-time augmentation, no calibration, no ensemble.`,
    )
    .action(async (run: string, options) => onExit(await (await import('../commands/export')).exportRun(run, options)));
}
