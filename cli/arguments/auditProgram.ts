/** `ferexp audit`: its options and its help. */
import { type Command, Option } from 'commander';
import { exclusionKinds, usualExclusions } from '../../schemas/audit';
import { classMap } from './classMap';
import { examples, jsonOption, type OnExit, projectOption } from './programParts';

export function addAuditCommand(program: Command, onExit: OnExit): void {
  program
    .command('audit')
    .description('find copies, leaks into the test split, doubtful labels and how a run used its test split')
    .argument('[subject]', 'an experiment file, or id or directory of a finished run')
    .option('--data <source>', 'audit a data source without an experiment: CSV, archive or folder of faces')
    .option('--votes <file>', 'fer2013new.csv, the FER+ votes, to check FER labels against')
    .addOption(
      new Option('--classes <folder=emotion,...>', 'emotion of each class folder; with --data').argParser(classMap),
    )
    .option('--variant <name>', 'variant of the experiment file', 'base')
    .option(
      '--predictions <file.csv>',
      'out-of-sample probabilities: a column face and one per class (default: from finished runs of the experiment)',
    )
    .option('--markdown <file.md>', 'also write a report')
    .option('--write-exclusions <file.txt>', 'also write a list of faces for data.exclude; never test faces')
    .addOption(
      new Option('--exclude <kind...>', `what that list has (default: ${usualExclusions.join(' ')})`).choices(
        exclusionKinds,
      ),
    )
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp audit flip.ferexp.json
        ferexp audit --data data/fer2013.csv --votes data/fer2013new.csv --markdown audit.md
        ferexp audit flip.ferexp.json --write-exclusions exclude.txt
        ferexp audit 20260314-101500-flip-1-3f2a
      `)}
The first audit of FER2013 takes minutes; near copies are then kept in .ferexp/cache. Doubtful labels need predictions of faces
that a network was not trained on: validation and test faces of finished runs, best with several values of
data.validation.seed. The command "Audit Data" of the editor shows the faces.`,
    )
    .action(async (subject: string | undefined, options) =>
      onExit(await (await import('../commands/audit')).audit(subject, options)),
    );
}
