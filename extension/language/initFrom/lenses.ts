/** Shows code lenses on `initFrom` and on the teacher of distillation. */
import * as vscode from 'vscode';
import type { WarmStartKnowledge } from '../../runs/warmStartKnowledge';
import { toRange } from '../convert';
import type { ParsedDocuments } from '../../documents/parsedDocuments';
import type { WarmStartNode } from '../../../results/warmStarts';
import { chainTo, initFromPlaces, learnsFromWords, startsFromWords, teacherPlaces } from './places';

/** Shows what each `initFrom` starts from and whose answers are learned from, with its status. */
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
    const [places, teachers] = [initFromPlaces(parsed), teacherPlaces(parsed)];
    if (!parsed.file || places.length + teachers.length === 0) return [];
    const file = document.uri.fsPath;
    const roots = this.knowledge.graphOf(file, parsed.file);
    const taught = teachers.flatMap(({ variant, range }) => {
      const node = chainTo(roots, file, parsed, variant).at(-1);
      const title = node && learnsFromWords(node);
      return title === undefined ? [] : [openLens(toRange(range), `$(mortar-board) ${title}`, node!.taughtBy!)];
    });
    const started = places.flatMap(({ variant, range }) => {
      const chain = chainTo(roots, file, parsed, variant);
      const title = startsFromWords(chain);
      const origin = chain.at(-2);
      if (title === undefined || !origin) return [];
      return [
        openLens(toRange(range), `$(arrow-up) ${title}`, origin),
        new vscode.CodeLens(toRange(range), {
          title: '$(type-hierarchy-sub) Warm starts',
          tooltip: 'Show the warm starts of all experiments, with the status of each',
          command: 'ferexp.showWarmStarts',
        }),
      ];
    });
    return [...started, ...taught];
  }
}

function openLens(
  range: vscode.Range,
  title: string,
  { path, directory }: Pick<WarmStartNode, 'path' | 'directory'>,
): vscode.CodeLens {
  return new vscode.CodeLens(range, {
    title,
    tooltip: directory === undefined ? 'Open it' : 'Open its newest run',
    command: 'ferexp.openOrigin',
    arguments: [{ path, directory }],
  });
}
