import type { TextDocument } from 'vscode';
import { parseExperiment, type ParsedExperiment } from '../../experiment/parse';

export type { ParsedExperiment };

/** The experiment files among all documents: saved ones, so that relative paths mean something. */
export const experimentSelector = { scheme: 'file', pattern: '**/*.ferexp.json' } as const;

export function isExperimentPath(path: string): boolean {
  return path.endsWith('.ferexp.json');
}

/** Parses each version of a document once, however many language features ask. */
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
