/** Recognizes experiment files, and keeps their parsed documents. */
import path from 'node:path';
import type { TextDocument } from 'vscode';
import { parseExperiment, type ParsedExperiment } from '../../experiment/parse';
import { clusterFile } from '../../storage/clusterFile';

export type { ParsedExperiment };

/** Selects experiment files. Only files on disk, because they contain relative paths. */
export const experimentSelector = { scheme: 'file', pattern: '**/*.ferexp.json' } as const;

export function isExperimentPath(file: string): boolean {
  return file.endsWith('.ferexp.json');
}

/** Selects the files whose problems we show: those, and the settings of clusters. */
export const checkedSelector = [experimentSelector, { scheme: 'file', pattern: `**/${clusterFile}` }] as const;

export function isClusterPath(file: string): boolean {
  return path.basename(file) === clusterFile;
}

export function isCheckedPath(file: string): boolean {
  return isExperimentPath(file) || isClusterPath(file);
}

/** Parses each version of a document once for all language features. */
export class ParsedDocuments {
  readonly #parsed = new WeakMap<TextDocument, { readonly version: number; readonly parsed: ParsedExperiment }>();

  get(document: TextDocument): ParsedExperiment {
    const known = this.#parsed.get(document);
    if (known?.version === document.version) return known.parsed;
    const parsed = parseExperiment(document.getText());
    this.#parsed.set(document, { version: document.version, parsed });
    return parsed;
  }
}
