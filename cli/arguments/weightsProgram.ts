/** The commands about published weights. */
import type { Command } from 'commander';
import { examples, jsonOption, type OnExit } from './programParts';

export function addWeightsCommands(program: Command, onExit: OnExit): void {
  const weights = program.command('weights').description('see and fetch trained weights that others published');
  weights
    .command('list')
    .description('show which weights are here, and where')
    .option(...jsonOption)
    .addHelpText('after', examples('ferexp weights list'))
    .action(async (options) => onExit(await (await import('../commands/weightsList')).weightsList(options)));
  weights
    .command('download')
    .description('fetch published weights, once for all projects (uses the network)')
    .argument('<name>', 'resnet50: what "weights": "imagenet" means')
    .option('--yes', 'agree to the download without being asked')
    .option('--from <source>', 'address of the file at a mirror, or a file that was fetched by hand')
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp weights download resnet50
        ferexp weights download resnet50 --yes
        ferexp weights download resnet50 --from ~/Downloads/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5
      `)}
The file is checked by its MD5 sum. A download that broke off goes on where it was.
FEREXP_WEIGHTS_DIR names another folder than the cache of your system.
FEREXP_WEIGHTS_URL names a mirror: the address of a folder that has the file under its published name.`,
    )
    .action(async (name: string, options) =>
      onExit(await (await import('../commands/weightsDownload')).weightsDownload(name, options)),
    );
}
