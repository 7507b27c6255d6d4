/** Completes the values of `initFrom`, and those that name a teacher. */
import path from 'node:path';
import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import { modelFile } from '../../../experiment/graph';
import { parseExperiment } from '../../../experiment/parse';
import { variantNames } from '../../../experiment/resolve';
import { statusWords } from '../../../results/words';
import { baseVariant } from '../../../schemas/runDirectory';
import type { RunTracker } from '../../runs/runTracker';
import { readVisible } from '../../runs/warmStartKnowledge';
import { relativePath } from '../completions';
import type { ParsedDocuments, ParsedExperiment } from '../../documents/parsedDocuments';
import { stringAt, variantsOf } from '../../documents/tree';

export interface OriginPlace {
  readonly kind: 'experiment' | 'variant' | 'run' | 'model';
  /** Path of the variant that has it; empty for the file itself. */
  readonly root: readonly (string | number)[];
  /** Path of `initFrom` or of the teacher below that. */
  readonly setting: readonly string[];
  /** Span of the value with its quotes. */
  readonly offset: number;
  readonly length: number;
}

const settings: readonly (readonly string[])[] = [['initFrom'], ['techniques', 'distillation', 'from']];

/** Determines which value of `initFrom` or of a teacher can be completed at `offset`. */
export function originPlace(text: string, offset: number): OriginPlace | undefined {
  const location = getLocation(text, offset);
  const { path: place, previousNode: token } = location;
  const root = place[0] === 'variants' ? place.slice(0, 2) : [];
  const below = place.slice(root.length);
  const kind = below.at(-1);
  const setting = settings.find((each) => each.join() === below.slice(0, -1).join());
  if (location.isAtPropertyKey || setting === undefined) return undefined;
  if (kind !== 'experiment' && kind !== 'variant' && kind !== 'run' && kind !== 'model') return undefined;
  // A model on disk can be started from, and says nothing of how it reads faces.
  if (kind === 'model' && setting !== settings[0]) return undefined;
  const inside = token && token.type !== 'property' && offset >= token.offset && offset <= token.offset + token.length;
  return { kind, root, setting, offset: inside ? token.offset : offset, length: inside ? token.length : 0 };
}

interface Offered {
  readonly value: string;
  readonly detail: string;
  readonly kind: vscode.CompletionItemKind;
}

/** Offers the existing experiments, variants, runs and models to start from. */
export class InitFromCompletions implements vscode.CompletionItemProvider {
  constructor(
    private readonly documents: ParsedDocuments,
    private readonly tracker: RunTracker,
  ) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[]> {
    const place = originPlace(document.getText(), document.offsetAt(position));
    if (!place) return [];
    const range = new vscode.Range(document.positionAt(place.offset), document.positionAt(place.offset + place.length));
    return (await this.#offered(place, document, token)).map(({ value, detail, kind }, index) => {
      const text = JSON.stringify(value);
      return Object.assign(new vscode.CompletionItem(value, kind), {
        ...{ detail, range, insertText: text, filterText: text },
        sortText: String(index).padStart(4, '0'),
      });
    });
  }

  async #offered(
    place: OriginPlace,
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<Offered[]> {
    const file = document.uri.fsPath;
    switch (place.kind) {
      case 'experiment':
        return (await found('**/*.ferexp.json', '**/{node_modules,.ferexp}/**', token))
          .filter((other) => other !== file)
          .map((other) => offer(relativePath(file, other), 'Experiment', vscode.CompletionItemKind.File));
      case 'variant':
        return this.#variants(place, document);
      case 'run':
        return this.tracker
          .records()
          .filter(({ header }) => header.state === 'completed')
          .map(({ directory, header, summary }) => {
            const detail = `${this.tracker.labelOf(header)}, ${header.variant}: ${statusWords(header, summary)}`;
            return offer(relativePath(file, directory), detail, vscode.CompletionItemKind.Folder);
          });
      case 'model': {
        const ofRuns = new Set(this.tracker.records().map(({ directory }) => modelFile(directory)));
        return (await found('**/model.json', '**/node_modules/**', token))
          .filter((model) => !ofRuns.has(model))
          .map((model) => offer(relativePath(file, model), 'Model on disk', vscode.CompletionItemKind.File));
      }
    }
  }

  /** Variants of the experiment that the setting names, or of this file. A variant can neither start nor learn from itself. */
  #variants({ root, setting }: OriginPlace, document: vscode.TextDocument): Offered[] {
    const own = this.documents.get(document);
    const other = stringAt(own, [...root, ...setting, 'experiment']);
    const text = other === undefined ? undefined : readVisible(path.resolve(path.dirname(document.uri.fsPath), other));
    const parsed = other === undefined ? own : text === undefined ? undefined : parseExperiment(text);
    const itself = other === undefined ? (root[1] ?? baseVariant) : undefined;
    return (parsed ? namesIn(parsed) : [])
      .filter((name) => name !== itself)
      .map((name) => offer(name, 'Variant', vscode.CompletionItemKind.EnumMember));
  }
}

/** Variant names, even if the file has errors: a file usually has some while the user types. */
function namesIn(parsed: ParsedExperiment): string[] {
  return parsed.file ? variantNames(parsed.file) : [baseVariant, ...variantsOf(parsed).map(({ name }) => name)];
}

async function found(pattern: string, exclude: string, token: vscode.CancellationToken): Promise<string[]> {
  return (await vscode.workspace.findFiles(pattern, exclude, 200, token)).map(({ fsPath }) => fsPath).sort();
}

function offer(value: string, detail: string, kind: vscode.CompletionItemKind): Offered {
  return { value, detail, kind };
}
