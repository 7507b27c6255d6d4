/** Exports a comparison to a document or a file. */
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { exported } from '../../results/export/formats';
import type { ComparisonView, ExportFormat } from '../../schemas/messages/comparison';

/** Languages that VS Code knows without other extensions. */
const languages: Readonly<Record<ExportFormat, string>> = {
  markdown: 'markdown',
  csv: 'plaintext',
  latex: 'latex',
  html: 'html',
  methods: 'markdown',
};

/** Opens the table as an untitled document, to read, copy or save it. @param rows ids of rows; empty for all */
export async function openExport(view: ComparisonView, format: ExportFormat, rows: readonly string[]): Promise<void> {
  const content = exported(view, format, rows);
  const language = languages[format];
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language }));
}

/** Writes the whole table to a file. */
export async function writeExport(view: ComparisonView, format: ExportFormat, file: string): Promise<void> {
  await writeFile(file, exported(view, format));
}
