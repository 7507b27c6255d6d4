/** The command that writes the trained network of a run as a file for other programs. */
import path from 'node:path';
import * as vscode from 'vscode';
import { trainedHere } from '../../experiment/imported';
import { exportFormats, type ExportFormatId } from '../../schemas/exportFormats';
import { requireTrust } from '../access';
import { completed } from '../runs/completed';
import type { Services } from '../services';
import { stepDone } from '../walkthrough';
import { cancellableProgress } from './cancellableProgress';

const title = 'Export Model';

/** The last line of `ferexp export --json`. */
interface Written {
  /** What the network has to be given. */
  readonly input: string;
  readonly warnings: readonly string[];
}

export interface ExportTarget {
  readonly format: ExportFormatId;
  /** Absolute; replaced if it is there. */
  readonly file: string;
}

/** @param given what the user would be asked */
export async function exportModel(
  { script, log, tracker }: Services,
  directory: string,
  given?: ExportTarget,
): Promise<void> {
  if (!(await requireTrust('Exporting a model'))) return;
  const record = tracker.record(directory);
  if (record) trainedHere(record.resolved, record.header.runId, 'there is no network here to export');
  const target = given ?? (await ask(directory, record?.resolved.file));
  if (!target) return;
  const { format, file } = target;
  let written: Written | undefined;
  const isDone = await cancellableProgress(title, log, async (onLine, signal) => {
    const args = [directory, '--to', format, '--output', file, '--overwrite', '--json'];
    written = JSON.parse(await completed(script, 'export', args, { onLine, signal })) as Written;
  });
  if (!isDone || !written) return;
  stepDone('exportedModel');
  if (format === 'demo') stepDone('madeDemoPage');
  if (given) return;
  const message = `${path.basename(file)} takes ${written.input}`;
  // A page is there to be opened; other files are for programs. A file on another computer opens nowhere here.
  const opens = format === 'demo' && vscode.env.remoteName === undefined;
  const offers = opens ? ['Open in Browser'] : [];
  const chosen =
    written.warnings.length === 0
      ? await vscode.window.showInformationMessage(message, ...offers)
      : await vscode.window.showWarningMessage([message, ...written.warnings].join(' '), ...offers);
  if (chosen !== undefined) await vscode.env.openExternal(vscode.Uri.file(file));
}

/** @param beside the proposed file lies beside this one */
async function ask(directory: string, beside: string | undefined): Promise<ExportTarget | undefined> {
  const formats = Object.entries(exportFormats) as [ExportFormatId, (typeof exportFormats)[ExportFormatId]][];
  const items = formats.map(([format, words]) => ({
    label: words.title,
    detail: words.detail,
    format,
    ending: words.ending,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: 'Choose a format' });
  if (!chosen) return undefined;
  const name = `${path.basename(directory)}${chosen.ending}`;
  const defaultUri = vscode.Uri.file(path.join(beside === undefined ? directory : path.dirname(beside), name));
  const filters = { [chosen.label]: [chosen.ending.slice(1)] };
  const file = await vscode.window.showSaveDialog({ title, saveLabel: 'Export', defaultUri, filters });
  return file && { format: chosen.format, file: file.fsPath };
}
