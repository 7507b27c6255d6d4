/** Registers all commands of the extension. */
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { trainedHere } from '../../experiment/imported';
import type { RunRecord } from '../../results/runIndex';
import type { ExplainChoice } from '../../schemas/explanations';
import { baseVariant } from '../../schemas/runDirectory';
import { UserError } from '../../schemas/userError';
import { changeNote } from '../../storage/run/note';
import { Owner } from '../disposables';
import { isExperimentPath } from '../documents/parsedDocuments';
import { isActive } from '../runs/runTracker';
import { directoriesOf, experimentOf, fileOf, variantsOf, type CommandTarget } from './targets';
import type { Services } from '../services';
import { compareExperiments } from '../views/comparisonPanel';
import { choosePictures } from '../views/explainPanel';
import type { QueueNode } from '../views/queueModel';
import { writeExport } from '../views/export';
import type { ExportFormat } from '../../schemas/messages/comparison';
import { inWords } from './errorWords';
import { exportModel, type ExportTarget } from './exportModel';
import { downloadWeights } from './downloadWeights';
import { importPredictions } from './importPredictions';
import { benchEngines } from './measureEngines';
import { newExperiment, openQuickExample, type NewExperimentOptions } from './newExperiment';
import { openStudy } from './openStudy';
import { moveInQueue, removeFromQueue, resumeQueue, stopQueue } from './queueActions';
import { bundleExperiment, openModelCard, verifyBundleAt } from './paper';
import { deleteRuns, openLog, pickRun, resumeRun, stopRuns } from './runActions';
import { runExperiment } from './runExperiment';
import { setUpEngine } from './setUpEngine';
import { choiceOf, submitToSlurm } from './submitToSlurm';
import { makeEnsemble } from './makeEnsemble';
import { exportWhatChanged, whatChanged } from './whatChanged';
import { requireTrust } from '../access';

/** The experiments to compare, by id, file or name. For scripts also the file to export the table to. */
interface CompareOptions {
  readonly experiments: readonly string[];
  readonly exportTo?: { readonly format: ExportFormat; readonly file: string };
}

/** An imported run has no network here. */
const hasNetworkHere = ({ header }: RunRecord): boolean => header.state === 'completed' && !header.imported;

/** All commands. Each determines its target and calls the action. Failures are shown, never thrown to VS Code. */
export class Commands extends Owner {
  constructor(private readonly services: Services) {
    super();
    const { log, tracker, catalog, engines } = services;
    this.#add('run', (target: CommandTarget) => this.#run(target));
    this.#add('runVariant', (target: CommandTarget) => this.#runVariant(target));
    this.#add('submitToSlurm', async (target: CommandTarget, _selection?: unknown, given?: unknown) => {
      const file = await this.#file(target, 'Submit to Slurm');
      if (file !== undefined) await submitToSlurm(services, file, variantsOf(target), choiceOf(given));
    });
    this.#add('showResults', (target: CommandTarget) => this.#showResults(target));
    this.#add('compare', (options?: CompareOptions) => this.#compare(options));
    this.#add('previewAugmentation', (target: CommandTarget) => this.#previewAugmentation(target));
    this.#add('showData', (target: CommandTarget) => this.#showData(target));
    this.#add('auditData', (target: CommandTarget) => this.#auditData(target));
    this.#add('refreshData', () => Promise.resolve(services.dataTree.refresh()));
    this.#add('importPredictions', (target?: { readonly fsPath?: string }) =>
      importPredictions(services, target, () => this.#file(undefined, 'Import Predictions')),
    );
    this.#add('newExperiment', (options?: NewExperimentOptions | vscode.Uri) =>
      newExperiment(options instanceof vscode.Uri ? { folder: options.fsPath } : (options ?? {})),
    );
    this.#add('openQuickExample', openQuickExample);
    this.#add('openStudy', () => openStudy(services.context.asAbsolutePath('examples')));
    this.#add('openRun', async (target: CommandTarget) => {
      const directory = await this.#oneRun(target, 'Open Run');
      if (directory !== undefined) services.runPanels.open(directory);
    });
    this.#add('explain', async (target: CommandTarget, choice?: Partial<ExplainChoice>) => {
      if (!(await requireTrust('Explaining predictions'))) return;
      const directory = await this.#oneRun(target, 'Explain Predictions', hasNetworkHere);
      if (directory === undefined) return;
      const record = services.tracker.record(directory);
      if (record) trainedHere(record.resolved, record.header.runId, 'there is no network here to explain');
      services.explainPanels.open(directory, Array.isArray(choice) ? undefined : choice);
    });
    this.#add('tryFace', async (target: CommandTarget, pictures?: readonly string[]) => {
      if (!(await requireTrust('Trying a face'))) return;
      const directory = await this.#oneRun(target, 'Try a Face', hasNetworkHere);
      if (directory === undefined) return;
      // A selection in the tree comes as the second argument too.
      const isGiven = pictures?.every((file) => typeof file === 'string') === true;
      const files = isGiven ? pictures : await choosePictures();
      if (files !== undefined) services.explainPanels.open(directory, { faces: { by: 'pictures', files } });
    });
    this.#add('exportBundle', (target: CommandTarget, folder?: unknown) =>
      this.#exportBundle(target, typeof folder === 'string' ? folder : undefined),
    );
    this.#add('verifyBundle', (target: CommandTarget) => verifyBundleAt(services, fileOf(target)));
    this.#add('modelCard', async (target: CommandTarget) => {
      const directory = await this.#oneRun(target, 'Model Card', hasNetworkHere);
      if (directory !== undefined) await openModelCard(services, directory);
    });
    this.#add('exportModel', async (target: CommandTarget, given?: ExportTarget) => {
      const directory = await this.#oneRun(target, 'Export Model', hasNetworkHere);
      if (directory !== undefined) await exportModel(services, directory, Array.isArray(given) ? undefined : given);
    });
    this.#add('openExperiment', (target: CommandTarget) => this.#openExperiment(target));
    this.#add('stop', (target: CommandTarget, selection?: unknown) => this.#stop(target, selection));
    this.#add('resume', async (target: CommandTarget) => {
      const directory = await this.#oneRun(target, 'Resume', ({ header }) => header.resumable);
      if (directory !== undefined) await resumeRun(services, directory);
    });
    this.#add('stopQueue', () => stopQueue(services));
    this.#add('resumeQueue', () => resumeQueue(services));
    this.#add('removeFromQueue', (node?: QueueNode) => removeFromQueue(services, node));
    this.#add('moveUpInQueue', (node?: QueueNode) => moveInQueue(services, node, 'above'));
    this.#add('moveDownInQueue', (node?: QueueNode) => moveInQueue(services, node, 'below'));
    this.#add('delete', async (target: CommandTarget, options?: { confirmed?: 'trash' | 'permanently' }) => {
      const directories = directoriesOf(target, options) ?? [
        await pickRun(services, 'Delete', (run) => !isActive(run)),
      ];
      await deleteRuns(
        services,
        directories.filter((directory) => directory !== undefined),
        options?.confirmed,
      );
    });
    this.#add('star', (target: CommandTarget, selection?: unknown) => this.#star(target, selection, true));
    this.#add('unstar', (target: CommandTarget, selection?: unknown) => this.#star(target, selection, false));
    this.#add('note', async (directory: string, text: string) => {
      await changeNote(directory, { note: text });
      await tracker.refresh();
    });
    this.#add('whatChanged', (target: CommandTarget, selection?: unknown) => whatChanged(services, target, selection));
    this.#add(
      'makeEnsemble',
      (target: CommandTarget, selection?: unknown, given?: Parameters<typeof makeEnsemble>[3]) =>
        makeEnsemble(services, target, selection, given),
    );
    this.#add('exportWhatChanged', (target: CommandTarget, selection?: unknown, file?: unknown) =>
      exportWhatChanged(services, target, selection, typeof file === 'string' ? file : undefined),
    );
    this.#add('openLog', async (target: CommandTarget) => {
      const directory = await this.#oneRun(target, 'Open Log');
      if (directory !== undefined) await openLog(services, directory);
    });
    this.#add('reveal', async (target: CommandTarget) => {
      const directory = await this.#oneRun(target, 'Reveal');
      if (directory !== undefined) {
        const remote = vscode.env.remoteName !== undefined;
        const command = remote ? 'revealInExplorer' : 'revealFileInOS';
        await vscode.commands.executeCommand(command, vscode.Uri.file(directory));
      }
    });
    this.#add('copyPath', async (target: CommandTarget) => {
      const directory = await this.#oneRun(target, 'Copy Path');
      if (directory !== undefined) await vscode.env.clipboard.writeText(directory);
    });
    this.#add('refresh', async () => {
      await catalog.refresh();
      await tracker.refresh();
    });
    this.#add('setUpTensorFlow', () => setUpEngine(services));
    this.#add('downloadWeights', () => downloadWeights(services, 'resnet50'));
    this.#add('downloadEfficientNetWeights', () => downloadWeights(services, 'efficientnetLite0'));
    this.#add('bench', (target: CommandTarget) => benchEngines(services, this.#openExperimentFile(target)));
    this.#add('refreshEngines', () => Promise.resolve(engines.refresh()));
    this.#add('showOutput', () => Promise.resolve(log.show()));
  }

  #add<A extends unknown[]>(name: string, handler: (...args: A) => Promise<unknown>): void {
    const guarded = async (...args: A): Promise<unknown> => {
      try {
        return await handler(...args);
      } catch (error) {
        this.#report(inWords(error));
        return undefined;
      }
    };
    this.own(vscode.commands.registerCommand(`ferexp.${name}`, guarded));
  }

  #report(error: unknown): void {
    const { log } = this.services;
    if (error instanceof UserError) {
      log.error(error.message);
      void vscode.window.showErrorMessage([error.message, error.remedy].filter(Boolean).join(' '));
      return;
    }
    log.error(error instanceof Error ? error : String(error));
    const message = error instanceof Error ? error.message : String(error);
    void vscode.window
      .showErrorMessage(`FER Experiments: ${message}`, 'Show Output')
      .then((chosen) => chosen !== undefined && log.show());
  }

  /** The file of a command: that of its target, otherwise that of the active editor, otherwise the one the user picks. */
  async #file(target: CommandTarget, title: string): Promise<string | undefined> {
    const targeted = fileOf(target);
    const file = targeted ?? vscode.window.activeTextEditor?.document.uri.fsPath;
    if (file !== undefined && (targeted !== undefined || isExperimentPath(file))) return file;
    const entries = this.services.catalog.entries();
    if (entries.length === 1) return entries[0]?.file;
    const items = entries.map(({ name, file }) => ({
      label: name,
      description: vscode.workspace.asRelativePath(file),
      file,
    }));
    if (items.length === 0) {
      const create = 'New Experiment…';
      const chosen = await vscode.window.showInformationMessage('There is no experiment file in this folder.', create);
      if (chosen === create) await vscode.commands.executeCommand('ferexp.newExperiment');
      return undefined;
    }
    return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Choose an experiment' }))?.file;
  }

  /** The experiment file of the target or of the active editor; undefined if neither is an experiment file. */
  #openExperimentFile(target: CommandTarget): string | undefined {
    const file = fileOf(target) ?? vscode.window.activeTextEditor?.document.uri.fsPath;
    return file !== undefined && isExperimentPath(file) ? file : undefined;
  }

  async #oneRun(
    target: CommandTarget,
    title: string,
    fits?: Parameters<typeof pickRun>[2],
  ): Promise<string | undefined> {
    return directoriesOf(target)?.[0] ?? (await pickRun(this.services, title, fits));
  }

  async #run(target: CommandTarget): Promise<void> {
    const file = await this.#file(target, 'Run Experiment');
    const variants = typeof target === 'object' && !('kind' in target) ? variantsOf(target) : undefined;
    if (file !== undefined) await runExperiment(this.services, file, variants);
  }

  async #runVariant(target: CommandTarget): Promise<void> {
    const file = await this.#file(target, 'Run Variant');
    if (file === undefined) return;
    const variants = variantsOf(target) ?? (await this.#chooseVariants(file));
    if (variants !== undefined && variants.length > 0) await runExperiment(this.services, file, variants);
  }

  async #chooseVariants(file: string): Promise<readonly string[] | undefined> {
    const names = this.services.catalog.entry(file)?.variants ?? [baseVariant];
    return vscode.window.showQuickPick([...names], {
      title: 'Run Variant',
      placeHolder: 'Choose variants',
      canPickMany: true,
    });
  }

  async #showResults(target: CommandTarget): Promise<void> {
    const { comparisonPanels, catalog, tracker } = this.services;
    const shown = experimentOf(target);
    if (shown !== undefined) {
      comparisonPanels.open([shown]);
      return;
    }
    const file = await this.#file(target, 'Show Results');
    if (file === undefined) return;
    if (!catalog.entry(file)) await catalog.refresh();
    await tracker.refresh();
    const experiment = tracker.experimentOf(file);
    if (experiment) comparisonPanels.open([experiment.id]);
  }

  async #previewAugmentation(target: CommandTarget): Promise<void> {
    if (!(await requireTrust('Previewing augmentation'))) return;
    const file = await this.#file(target, 'Preview Augmentation');
    if (file !== undefined) this.services.previewPanels.open(file, variantsOf(target)?.[0] ?? baseVariant);
  }

  async #showData(target: CommandTarget): Promise<void> {
    const file = await this.#file(target, 'Show Data');
    if (file !== undefined) this.services.dataPanels.open(file, variantsOf(target)?.[0] ?? baseVariant);
  }

  async #auditData(target: CommandTarget): Promise<void> {
    if (!(await requireTrust('Auditing data'))) return;
    const file = await this.#file(target, 'Audit Data');
    if (file !== undefined) this.services.auditPanels.open(file, variantsOf(target)?.[0] ?? baseVariant);
  }

  async #exportBundle(target: CommandTarget, folder: string | undefined): Promise<void> {
    const { tracker } = this.services;
    await tracker.refresh();
    const shown = experimentOf(target);
    const file = shown === undefined ? await this.#file(target, 'Export Bundle') : undefined;
    const experiment =
      file === undefined ? tracker.experiments().find(({ id }) => id === shown) : tracker.experimentOf(file);
    if (experiment) await bundleExperiment(this.services, experiment, folder);
  }

  async #compare(options?: CompareOptions): Promise<void> {
    const { tracker, comparisonPanels } = this.services;
    const experiments = options?.experiments ?? (await this.#chooseExperiments());
    if (experiments === undefined) return;
    await tracker.refresh();
    if (options?.exportTo === undefined) comparisonPanels.open(experiments);
    else {
      const { format, file } = options.exportTo;
      await writeExport(await compareExperiments(tracker, { experiments }), format, file);
    }
  }

  /** @returns ids; an empty list for all experiments, present and future; undefined if the user chose none */
  async #chooseExperiments(): Promise<string[] | undefined> {
    const all = this.services.tracker.experiments().filter(({ records }) => records.length > 0);
    if (all.length < 2) return all.map(({ id }) => id);
    const items = all
      .map(({ id, name, place }) => ({
        label: name,
        ...(place !== undefined && { description: place }),
        id,
        picked: true,
      }))
      .sort((a, b) => a.label.localeCompare(b.label));
    const options = { title: 'Compare Experiments', placeHolder: 'Choose experiments', canPickMany: true } as const;
    const chosen = await vscode.window.showQuickPick(items, options);
    if (chosen === undefined || chosen.length === 0) return undefined;
    return chosen.length === all.length ? [] : chosen.map(({ id }) => id);
  }

  async #openExperiment(target: CommandTarget): Promise<void> {
    const file = typeof target === 'string' ? this.services.tracker.record(target)?.resolved.file : fileOf(target);
    if (file === undefined) return;
    if (await stat(file).catch(() => undefined)) await vscode.window.showTextDocument(vscode.Uri.file(file));
    else void vscode.window.showInformationMessage(`${file} is no longer there.`);
  }

  async #stop(target: CommandTarget, selection: unknown): Promise<void> {
    const targeted = directoriesOf(target, selection) ?? this.#runsOfFile(target);
    const directory = targeted ? undefined : await pickRun(this.services, 'Stop', isActive);
    await stopRuns(this.services, targeted ?? (directory === undefined ? [] : [directory]));
  }

  async #star(target: CommandTarget, selection: unknown, starred: boolean): Promise<void> {
    const title = starred ? 'Star' : 'Unstar';
    const picked = (): Promise<string | undefined> =>
      pickRun(this.services, title, ({ header }) => (header.starred ?? false) !== starred);
    const directories = directoriesOf(target, selection) ?? [await picked()];
    for (const directory of directories) if (directory !== undefined) await changeNote(directory, { starred });
    await this.services.tracker.refresh();
  }

  #runsOfFile(target: CommandTarget): readonly string[] | undefined {
    const file = fileOf(target);
    const experiment = file === undefined ? undefined : this.services.tracker.experimentOf(file);
    return experiment?.records.map(({ directory }) => directory);
  }
}
