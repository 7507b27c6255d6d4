/** Exports a comparison to a document or a file. */
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { toCsv } from '../../results/export/csv';
import { toMarkdown } from '../../results/export/markdown';
import type { ComparisonView } from '../../schemas/messages/comparison';

export type ExportFormat = 'markdown' | 'csv';

function exported(view: ComparisonView, format: ExportFormat, rows: readonly string[] | undefined): string {
  return format === 'csv' ? toCsv(view, rows) : toMarkdown(view, { ...(rows && { rowIds: rows }) });
}

/** Opens the table as an untitled document, to read, copy or save it. @param rows ids of rows; empty for all */
export async function openExport(view: ComparisonView, format: ExportFormat, rows: readonly string[]): Promise<void> {
  const content = exported(view, format, rows.length > 0 ? rows : undefined);
  const language = format === 'markdown' ? 'markdown' : 'plaintext';
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language }));
}

/** Writes the whole table to a file. */
export async function writeExport(view: ComparisonView, format: ExportFormat, file: string): Promise<void> {
  await writeFile(file, exported(view, format, undefined));
}
