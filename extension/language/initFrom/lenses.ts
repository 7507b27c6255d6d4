/** Shows code lenses on `initFrom`. */
import * as vscode from 'vscode';
import type { WarmStartKnowledge } from '../../runs/warmStartKnowledge';
import { toRange } from '../convert';
import type { ParsedDocuments } from '../../documents/parsedDocuments';
import { chainTo, initFromPlaces, startsFromWords } from './places';

/** Shows what each `initFrom` starts from, with its status. */
export class InitFromLenses implements vscode.CodeLensProvider {
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(
    private readonly documents: ParsedDocuments,
    private readonly knowledge: WarmStartKnowledge,
  ) {
    this.onDidChangeCodeLenses = (listener) => knowledge.onDidChange(() => listener());
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const parsed = this.documents.get(document);
    const places = initFromPlaces(parsed);
    if (!parsed.file || places.length === 0) return [];
    const file = document.uri.fsPath;
    const roots = this.knowledge.graphOf(file, parsed.file);
    return places.flatMap(({ variant, range }) => {
      const chain = chainTo(roots, file, parsed, variant);
      const title = startsFromWords(chain);
      const origin = chain.at(-2);
      if (title === undefined || !origin) return [];
      const open = origin.directory === undefined ? 'Open it' : 'Open its newest run';
      return [
        new vscode.CodeLens(toRange(range), {
          title: `$(arrow-up) ${title}`,
          tooltip: open,
          command: 'ferexp.openOrigin',
          arguments: [{ path: origin.path, directory: origin.directory }],
        }),
        new vscode.CodeLens(toRange(range), {
          title: '$(type-hierarchy-sub) Warm starts',
          tooltip: 'Show the warm starts of all experiments, with the status of each',
          command: 'ferexp.showWarmStarts',
        }),
      ];
    });
  }
}
