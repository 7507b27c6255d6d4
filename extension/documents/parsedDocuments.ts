/** Recognizes experiment files, and keeps their parsed documents. */
import type { TextDocument } from 'vscode';
import { parseExperiment, type ParsedExperiment } from '../../experiment/parse';

export type { ParsedExperiment };

/** Selects experiment files. Only files on disk, because they contain relative paths. */
export const experimentSelector = { scheme: 'file', pattern: '**/*.ferexp.json' } as const;

export function isExperimentPath(path: string): boolean {
  return path.endsWith('.ferexp.json');
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
