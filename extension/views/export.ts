/** Exports a comparison to a document or a file. */
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { exported } from '../../results/export/formats';
import { parquetOf } from '../../results/export/parquet/parquet';
import { saveFile } from './saveFile';
import type { ComparisonView, ExportFormat, ParquetTable } from '../../schemas/messages/comparison';

/** Languages that VS Code knows without other extensions. */
const languages: Readonly<Record<ExportFormat, string>> = {
  markdown: 'markdown',
  csv: 'plaintext',
  latex: 'latex',
  html: 'html',
  methods: 'markdown',
  json: 'json',
};

/** Opens the table as an untitled document, to read, copy or save it. @param rows ids of rows; empty for all */
export async function openExport(view: ComparisonView, format: ExportFormat, rows: readonly string[]): Promise<void> {
  await openText(exported(view, format, rows), format);
}

/** Opens an exported text as an untitled document. */
export async function openText(content: string, format: ExportFormat): Promise<void> {
  const language = languages[format];
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language }));
}

/** Asks for a file and writes the table of columns. @param rows ids of rows; empty for all */
export async function saveParquet(
  view: ComparisonView,
  table: ParquetTable,
  rows: readonly string[],
  beside: string,
): Promise<void> {
  const { bytes, note } = await parquetOf(view, table, rows);
  const saved = await saveFile({ content: bytes, title: 'Export Parquet', name: `${table}.parquet`, beside });
  if (saved && note !== undefined) void vscode.window.showWarningMessage(note);
}

/** Writes the whole table to a file. */
export async function writeExport(view: ComparisonView, format: ExportFormat, file: string): Promise<void> {
  await writeFile(file, exported(view, format));
}
