/** Completes settings and their values. */
import * as vscode from 'vscode';
import type { ParsedDocuments } from '../../documents/parsedDocuments';
import type { DescribedSchema } from '../../../experiment/describe/describedSchema';
import { itemsAt, type SettingItem } from './items';

const kinds: Readonly<Record<SettingItem['kind'], vscode.CompletionItemKind>> = {
  setting: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  snippet: vscode.CompletionItemKind.Snippet,
};

/** Offers the settings and values of the schema, in the file and in its variants. */
export class SettingCompletions implements vscode.CompletionItemProvider {
  constructor(
    private readonly documents: ParsedDocuments,
    private readonly schema: DescribedSchema,
  ) {}

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const { offset, length, items } = itemsAt(document.offsetAt(position), this.documents.get(document), this.schema);
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    return items.map(({ kind, label, description, documentation, snippet }, index) => {
      const name = description === '' ? label : { label, description };
      return Object.assign(new vscode.CompletionItem(name, kinds[kind]), {
        range,
        documentation: new vscode.MarkdownString(documentation),
        insertText: new vscode.SnippetString(snippet),
        // If a token is replaced, the typed text begins with a quote.
        filterText: length === 0 ? label : kind === 'setting' ? JSON.stringify(label) : snippet,
        sortText: String(index).padStart(3, '0'),
      });
    });
  }
}
