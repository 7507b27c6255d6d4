/** Provides the outline of experiment files. */
import type { Node } from 'jsonc-parser';
import * as vscode from 'vscode';
import { toRange } from './convert';
import type { ParsedDocuments, ParsedExperiment } from '../documents/parsedDocuments';
import { propertiesOf, rangeOf } from '../documents/tree';

/** Lists sections, settings and variants for the outline and the breadcrumbs. */
export class Outline implements vscode.DocumentSymbolProvider {
  constructor(private readonly documents: ParsedDocuments) {}

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const parsed = this.documents.get(document);
    return symbolsIn(parsed, parsed.tree);
  }
}

function symbolsIn(parsed: ParsedExperiment, node: Node | undefined): vscode.DocumentSymbol[] {
  return propertiesOf(node).map(({ name, key, value }) => {
    const { SymbolKind } = vscode;
    const kind = value?.type === 'object' ? SymbolKind.Module : SymbolKind.Property;
    const detail = value === undefined || value.children ? '' : JSON.stringify(value.value);
    const range = toRange(rangeOf(parsed, key.parent ?? key));
    // VS Code does not accept a symbol without a name.
    const symbol = new vscode.DocumentSymbol(name || '""', detail, kind, range, toRange(rangeOf(parsed, key)));
    symbol.children = symbolsIn(parsed, value);
    return symbol;
  });
}
