/** The formats that a comparison can be exported in, for the command line and the editor. */
import { toCsv } from './csv';
import { toHtml } from './html';
import { toJson } from './json';
import { toLatex } from './latex';
import { toMarkdown } from './markdown';
import { toMethods } from './methods';
import type { ComparisonView, ExportFormat } from '../../schemas/messages/comparison';

const writers: Readonly<Record<ExportFormat, (view: ComparisonView, rowIds: readonly string[]) => string>> = {
  markdown: (view, rowIds) => toMarkdown(view, { rowIds }),
  csv: toCsv,
  latex: (view, rowIds) => toLatex(view, { rowIds }),
  html: (view, rowIds) => toHtml(view, { rowIds }),
  json: (view, rowIds) => toJson(view, rowIds),
  methods: (view, rowIds) => toMethods(view, { rowIds }),
};

/** @param rowIds only these rows; all if absent or empty */
export function exported(view: ComparisonView, format: ExportFormat, rowIds: readonly string[] = []): string {
  return writers[format](view, rowIds);
}
