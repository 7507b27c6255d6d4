/** The command that submits an experiment to Slurm: shows what that means, and lets `ferexp submit` do it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { entryOf } from '../runs/experimentCatalog';
import {
  jobsWords,
  previewSubmission,
  type SubmissionPreview,
  submissionQuestion,
  submissionScript,
  submitToSlurm as submit,
} from '../runs/submission';
import { readCluster, type ReadCluster } from '../../storage/clusterFile';
import { findProgram } from '../../storage/machine/program';
import { counted } from '../../words/numbers';
import { toRange } from '../language/convert';
import type { Services } from '../services';
import { stepDone } from '../walkthrough';
import { newClusterFile } from './newClusterFile';
import { readyRuns, showErrors } from './readyRuns';

/** Whether jobs can be submitted from the computer that the extension runs on. */
export function hasSlurm(): boolean {
  return findProgram(['sbatch']) !== undefined;
}

const actions = { submit: 'Submit', script: 'Show Script', create: 'Create Settings…', edit: 'Edit Settings' } as const;

export type SubmissionChoice = keyof typeof actions;

/** What a script chooses in place of the user; undefined for anything else, such as a selection of rows. */
export function choiceOf(given: unknown): SubmissionChoice | undefined {
  return (Object.keys(actions) as SubmissionChoice[]).find((choice) => choice === given);
}

/** What is submitted, or asked about. */
interface Wanted {
  readonly file: string;
  readonly name: string;
  /** Undefined for all variants of the file. */
  readonly variants: readonly string[] | undefined;
}

/**
 * @param variants undefined for all variants of the file
 * @param given in place of the question, for scripts: what would be chosen there
 */
export async function submitToSlurm(
  services: Services,
  file: string,
  variants: readonly string[] | undefined,
  given?: SubmissionChoice,
): Promise<void> {
  if (!hasSlurm()) return tellWithoutSlurm(services);
  const ready = await readyRuns(services, file, variants, { what: 'Submitting an experiment', act: 'Submit' });
  if (!ready) return;
  const cluster = await readCluster(file);
  if (!cluster.settings) return showClusterErrors(cluster);
  const wanted: Wanted = { file, name: entryOf(file, ready.text).name, variants };
  const options = { location: vscode.ProgressLocation.Window, title: 'Planning the jobs' };
  const preview = await vscode.window.withProgress(options, () => previewSubmission(services.script, file, variants));
  if (preview.elements.length === 0) return tellNothingLeft(preview, wanted);
  const { message, detail } = submissionQuestion(wanted.name, preview, {
    settings: cluster.settings,
    ...(cluster.isThere && { file: cluster.path }),
  });
  const settings = cluster.isThere ? actions.edit : actions.create;
  const offered = [actions.submit, actions.script, settings];
  const chosen = given
    ? actions[given]
    : await vscode.window.showInformationMessage(message, { modal: true, detail }, ...offered);
  if (chosen === actions.submit) await submitNow(services, wanted);
  else if (chosen === actions.script) await showScript(services, wanted, preview);
  else if (chosen === actions.edit) await vscode.window.showTextDocument(vscode.Uri.file(cluster.path));
  else if (chosen === actions.create) await newClusterFile(cluster.path);
}

async function tellWithoutSlurm({ context }: Services): Promise<void> {
  const [how, message] = [
    'How It Works',
    'There is no sbatch on the PATH of this computer, so that nothing can be submitted to Slurm from here. Open the folder on a login node of your cluster, for example by Remote - SSH, or run the experiment here.',
  ];
  if ((await vscode.window.showWarningMessage(message, how)) !== how) return;
  const docs = vscode.Uri.file(context.asAbsolutePath(path.join('docs', 'cluster.md')));
  await vscode.commands.executeCommand('markdown.showPreview', docs);
}

async function showClusterErrors({ path: file, problems }: ReadCluster): Promise<void> {
  const first = problems.find(({ severity }) => severity === 'error')!;
  const place = `${path.basename(file)} has a mistake (line ${first.range.start.line + 1})`;
  await showErrors(file, `${place}: ${first.message}`, toRange(first.range));
}

async function tellNothingLeft({ done, queued, plans = [] }: SubmissionPreview, { name }: Wanted): Promise<void> {
  const known = [done > 0 ? `${done} done` : '', queued > 0 ? `${queued} running or waiting` : ''].filter(Boolean);
  const message = `Nothing of ${name} is left to submit: ${known.join(', ')}.`;
  const [plan] = plans.filter((file) => existsSync(file));
  const [queue, show] = ['Show Queue', 'Show Plan'];
  const offered = [...(queued > 0 ? [queue] : []), ...(plan === undefined ? [] : [show])];
  const chosen = await vscode.window.showInformationMessage(message, ...offered);
  if (chosen === queue) await showQueue();
  if (chosen === show && plan !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(plan));
}

/** The question comes again beside the script, where it can be read. */
async function showScript(services: Services, wanted: Wanted, { elements }: SubmissionPreview): Promise<void> {
  const content = await submissionScript(services.script, wanted.file, wanted.variants);
  const document = await vscode.workspace.openTextDocument({ language: 'shellscript', content });
  await vscode.window.showTextDocument(document, { preview: true });
  const message = `Submit ${counted(elements.length, 'run')} of ${wanted.name} to Slurm by this script?`;
  // The command is done: the script is shown, and the answer may take as long as the reading.
  void vscode.window
    .showInformationMessage(message, actions.submit)
    .then(
      (chosen) =>
        chosen === actions.submit &&
        vscode.commands.executeCommand('ferexp.submitToSlurm', wanted, undefined, 'submit'),
    );
}

async function submitNow({ script, log, tracker }: Services, { file, name, variants }: Wanted): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: `Submitting ${name} to Slurm` };
  const submitted = await vscode.window.withProgress(options, () =>
    submit(script, file, variants, (line) => log.info(line)),
  );
  stepDone('submitted');
  await tracker.refresh();
  const queue = 'Show Queue';
  const { elements } = submitted;
  const message = `${counted(elements.length, 'run')} of ${name} submitted to Slurm as ${jobsWords(submitted)}. The Queue view shows what each waits for.`;
  void vscode.window
    .showInformationMessage(message, queue)
    .then((chosen) => (chosen === queue ? showQueue() : undefined));
}

async function showQueue(): Promise<void> {
  await vscode.commands.executeCommand('ferexp.queue.focus');
}
