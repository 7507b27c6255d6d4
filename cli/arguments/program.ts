/** The commands of `ferexp`, their options and their help. The code of a command is loaded when it is called. */
import { Command, Option } from 'commander';
import { type LayoutName, publishedLayouts } from '../../schemas/layouts';
import { addAuditCommand } from './auditProgram';
import { addClaimsCommand } from './claimsProgram';
import { addClusterCommands } from './clusterProgram';
import { addCompareCommand } from './compareProgram';
import { addExplainCommand } from './explainProgram';
import { addExportCommand } from './exportProgram';
import { addFigureCommand } from './figureProgram';
import { addGraphCommand } from './graphProgram';
import { addRelabelledCommand } from './relabelledProgram';
import { addNoteCommands } from './noteProgram';
import { addMcpCommand } from './mcpProgram';
import { addMeasuringCommands } from './measuringProgram';
import { addPaperCommands } from './paperProgram';
import { addEnsembleCommand, addImportCommand } from './importProgram';
import { classMap } from './classMap';
import { fraction, wholeNumber } from './numbers';
import { engines, examples, jsonOption, type OnExit, projectOption } from './programParts';
import { addRunChoice } from './runChoice';
import { addWeightsCommands } from './weightsProgram';

export type { OnExit };
export { engines };

/** The seeds that the schema allows. */
const seed = wholeNumber(0, 0xffffffff);
const faces = wholeNumber(14, 200_000);

export function createProgram(version: string, onExit: OnExit): Command {
  const program = new Command('ferexp')
    .description('Run and compare facial-expression-recognition experiments (*.ferexp.json).')
    .version(version)
    .showHelpAfterError('(add --help for all options and examples)')
    .addHelpText(
      'after',
      `${examples(`
        ferexp validate flip.ferexp.json
        ferexp run flip.ferexp.json
        ferexp compare
      `)}
Exit codes: 0 all went well, 1 something failed or was stopped, 2 wrong usage or bad input.
NO_COLOR=1 turns colours off.`,
    );
  addFileCommands(program, onExit);
  addRunCommands(program, onExit);
  addClusterCommands(program, onExit);
  addNoteCommands(program, onExit);
  addImportCommand(program, onExit);
  addEnsembleCommand(program, onExit);
  addGraphCommand(program, onExit);
  addExplainCommand(program, onExit);
  addRelabelledCommand(program, onExit);
  addFigureCommand(program, onExit);
  addPaperCommands(program, onExit);
  addExportCommand(program, onExit);
  addClaimsCommand(program, onExit);
  addDataCommands(program, onExit);
  addAuditCommand(program, onExit);
  addEngineCommands(program, onExit);
  addWeightsCommands(program, onExit);
  addMeasuringCommands(program, onExit);
  addMcpCommand(program, onExit);
  return program;
}

const jobsOption = () =>
  new Option('--jobs <number>', 'how many runs train at the same time (default: 1)').argParser(wholeNumber(1, 64));
const besideOption = ['--beside', 'do not wait for other queues of the project'] as const;
const jobsHelp = `With --jobs n, each of n runs has its own process, its own copy of the data in memory and 1/n of the threads; one run
after another is faster unless single runs leave cores idle. FEREXP_WASM_WORKERS and TF_NUM_INTRAOP_THREADS set other
shares. A second queue of the same project waits for the first, unless it is started with --beside.`;

function addFileCommands(program: Command, onExit: OnExit): void {
  program
    .command('validate')
    .description('check experiment files')
    .argument('<file...>', 'experiment files')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples(`
        ferexp validate flip.ferexp.json
        ferexp validate --json examples/*.ferexp.json
      `),
    )
    .action(async (files: string[], options) =>
      onExit(await (await import('../commands/validate')).validate(files, options)),
    );
  const run = program
    .command('run')
    .description('train and evaluate the runs of experiment files, and the runs that they start from')
    .argument('<file...>', 'experiment files');
  addRunChoice(run)
    .option('--dry-run', 'only show what would run, what is done and how long it would take')
    .addOption(jobsOption())
    .option(...besideOption)
    .option('--json', 'print one JSON object per line on standard output: each event, then the comparison')
    // For scripts that open the folder in their own way, such as npm start.
    .addOption(new Option('--open-with <command>', 'command to show at the end for opening VS Code').hideHelp())
    .addHelpText(
      'after',
      `${examples(`
        ferexp run flip.ferexp.json
        ferexp run flip.ferexp.json --variant base --variant flip
        ferexp run flip.ferexp.json --engine wasm --set training.epochs=3 --set data.fraction=0.1
        ferexp run a.ferexp.json b.ferexp.json --jobs 2
        ferexp run flip.ferexp.json --dry-run
      `)}
Runs that are done, running or waiting are not run again: running a file a second time runs what is missing.
${jobsHelp}
Ctrl-C finishes the batch, writes a checkpoint and stops; a second one ends at once.
Go on later with: ferexp resume --all`,
    )
    .action(async (files: string[], options) => onExit(await (await import('../commands/run')).run(files, options)));
}

function addRunCommands(program: Command, onExit: OnExit): void {
  program
    .command('resume')
    .description('go on with runs that were stopped, interrupted or failed')
    .argument('[run...]', 'ids or directories of runs')
    .option('--all', 'all runs that queues left over, in order: stopped, or never begun because their queue ended')
    .option(
      '--take-over',
      'take the named runs from a lost process on another computer, which then writes nothing more',
    )
    .addOption(jobsOption())
    .option(...besideOption)
    .option(...projectOption)
    .option('--json', 'print one JSON object per line on standard output: each event, then the comparison')
    .addHelpText(
      'after',
      `${examples(`
        ferexp resume 20260314-101500-flip-1-3f2a
        ferexp resume .ferexp/runs/flip/20260314-101500-flip-1-3f2a
        ferexp resume --all
        ferexp resume 20260314-101500-flip-1-3f2a --take-over
      `)}
--all leaves out runs that failed, were taken out of their queue or were run again since.
${jobsHelp}`,
    )
    .action(async (runs: string[], options) =>
      onExit(await (await import('../commands/resume')).resume(runs, options)),
    );
  program
    .command('stop')
    .description('ask runs to end with a checkpoint, wherever they were started')
    .argument('[run...]', 'ids or directories of runs')
    .option('--all', 'all runs that are running or waiting; "ferexp resume --all" continues them')
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples(`
        ferexp stop 20260314-101500-flip-1-3f2a
        ferexp stop --all
      `),
    )
    .action(async (runs: string[], options) => onExit(await (await import('../commands/stop')).stop(runs, options)));
  program
    .command('queue')
    .description('show what runs, what is next and when it will be done')
    .option('--watch', 'refresh until nothing runs or waits')
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples(`
        ferexp queue
        ferexp queue --watch
        ferexp queue --json
      `),
    )
    .action(async (options) => onExit(await (await import('../commands/queue')).queue(options)));
  program
    .command('list')
    .description('show the runs of the project')
    .argument('[experiment...]', 'names of experiments; all when left out')
    .option('--starred', 'only runs with a star')
    .option(...projectOption)
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples(`
        ferexp list
        ferexp list flip --json
        ferexp list --starred
      `),
    )
    .action(async (names: string[], options) => onExit(await (await import('../commands/list')).list(names, options)));
  addCompareCommand(program, onExit);
}

function addDataCommands(program: Command, onExit: OnExit): void {
  program
    .command('preview')
    .description('draw training faces before and after augmentation, as JSON with PNG images')
    .argument('<file>', 'experiment file')
    .option('--variant <name>', 'variant whose augmentation is shown', 'base')
    .option('--faces <number>', 'number of faces, from each class in turn', wholeNumber(1, 100), 8)
    .option('--versions <number>', 'versions of each face, one per epoch', wholeNumber(1, 100), 6)
    .option('--stdin', 'read the experiment from standard input; <file> only says where it belongs')
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp preview flip.ferexp.json --json
        ferexp preview flip.ferexp.json --variant flip --faces 4 --versions 10 --json
      `)}
The command "Preview Augmentation" of the editor shows these pictures.`,
    )
    .action(async (file: string, options) =>
      onExit(await (await import('../commands/preview')).preview(file, options)),
    );
  program
    .command('faces', { hidden: true })
    .description('answer requests for faces on standard input, one JSON object per line, for the editor')
    .option('--json', 'the only output format')
    .addHelpText('after', examples('ferexp faces --json < requests.jsonl'))
    .action(async () => onExit(await (await import('../commands/faces')).faces()));
  const data = program.command('data').description('show data, generate faces');
  data
    .command('show')
    .description('count the faces that an experiment trains and is tested on, that its label rule drops, and that leak')
    .argument('<file>', 'experiment file')
    .option('--variant <name>', 'variant whose data is shown', 'base')
    .option(...jsonOption)
    .addHelpText(
      'after',
      `${examples(`
        ferexp data show flip.ferexp.json
        ferexp data show flip.ferexp.json --variant soft --json
      `)}
The command "Show Data" of the editor shows the faces themselves.`,
    )
    .action(async (file: string, options) =>
      onExit(await (await import('../commands/dataShow')).dataShow(file, options)),
    );
  data
    .command('list')
    .description('show the data that experiment files use, with counts if it was read before')
    .argument('<file...>', 'experiment files')
    .option(...jsonOption)
    .addHelpText('after', examples('ferexp data list *.ferexp.json'))
    .action(async (files: string[], options) =>
      onExit(await (await import('../commands/dataList')).dataList(files, options)),
    );
  data
    .command('inspect')
    .description('count classes, find duplicates across splits and conflicting labels')
    .argument('<source>', 'CSV, archive or folder of faces, or "synthetic"')
    .option('--votes <file>', 'fer2013new.csv, the FER+ votes')
    .addOption(
      new Option(
        '--classes <folder=emotion,...>',
        'emotion of each class folder whose name does not say it: 1=surprise,2=fear; leaveOut leaves a folder out',
      ).argParser(classMap),
    )
    .addOption(
      new Option('--layout <set>', 'the data set whose files the folder has').choices(
        Object.keys(publishedLayouts) as readonly LayoutName[],
      ),
    )
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples(`
        ferexp data inspect data/fer2013.csv
        ferexp data inspect data/fer2013.csv.xz --votes data/fer2013new.csv
        ferexp data inspect raf-db/basic --layout raf-db
        ferexp data inspect raf-db --classes 1=surprise,2=fear,3=disgust,4=happy,5=sad,6=angry,7=neutral
      `),
    )
    .action(async (source: string, options) =>
      onExit(await (await import('../commands/dataInspect')).dataInspect(source, options)),
    );
  data
    .command('synth')
    .description('write generated faces as a CSV file in the format of FER2013')
    .argument('<out.csv>', 'file to write')
    .option('--training <number>', 'training faces (default: 1400)', faces)
    .option('--test <number>', 'test faces, half public and half private (default: 700)', faces)
    .option('--seed <number>', 'seed of the generated faces (default: 1)', seed)
    .option('--label-noise <share>', 'share of training labels that are wrong (default: 0.1)', fraction(0.9))
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples(`
        ferexp data synth faces.csv
        ferexp data synth faces.csv --training 7000 --test 1400 --label-noise 0.3
      `),
    )
    .action(async (output: string, options) =>
      onExit(await (await import('../commands/dataSynth')).dataSynth(output, options)),
    );
}

function addEngineCommands(program: Command, onExit: OnExit): void {
  const engine = program.command('engine').description('show and set up engines');
  engine
    .command('list')
    .description('show which engines work here, and why or why not')
    .option(...jsonOption)
    .addHelpText('after', examples('ferexp engine list'))
    .action(async (options) => onExit(await (await import('../commands/engineList')).engineList(options)));
  engine
    .command('setup')
    .description('install TensorFlow for the engine "tensorflow" (uses the network)')
    .addOption(
      new Option(
        '--way <way>',
        'python: build against the TensorFlow of a Python environment; download: use the package’s own',
      )
        .choices(['auto', 'python', 'download'])
        .default('auto'),
    )
    .option('--python <path>', 'interpreter of a Python environment that has TensorFlow')
    .option('--gpu', 'also install the CUDA libraries (NVIDIA on Linux)')
    .option(...jsonOption)
    .addHelpText(
      'after',
      examples(`
        ferexp engine setup
        ferexp engine setup --python .venv/bin/python
        ferexp engine setup --gpu
      `),
    )
    .action(async (options) => onExit(await (await import('../commands/engineSetup')).engineSetup(options)));
}
