/** Shows hovers on `initFrom`. */
import * as vscode from 'vscode';
import type { WarmStartKnowledge } from '../../runs/warmStartKnowledge';
import { toRange } from '../convert';
import type { ParsedDocuments } from '../../documents/parsedDocuments';
import { chainText, chainTo, initFromPlaces } from './places';

/** Shows the chain that an `initFrom` belongs to, below the schema's description. */
export class InitFromHover implements vscode.HoverProvider {
  constructor(
    private readonly documents: ParsedDocuments,
    private readonly knowledge: WarmStartKnowledge,
  ) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const parsed = this.documents.get(document);
    const place = initFromPlaces(parsed).find(({ range }) => toRange(range).contains(position));
    if (!parsed.file || !place) return undefined;
    const file = document.uri.fsPath;
    const chain = chainTo(this.knowledge.graphOf(file, parsed.file), file, parsed, place.variant);
    if (chain.length < 2) return undefined;
    return new vscode.Hover(new vscode.MarkdownString().appendCodeblock(chainText(chain), 'text'));
  }
}
