/** Provides references, definitions, renaming and workspace symbols of variants. */
import path from 'node:path';
import * as vscode from 'vscode';
import { nameProblem } from '../../../experiment/names';
import { parseExperiment } from '../../../experiment/parse';
import { baseVariant } from '../../../schemas/runDirectory';
import type { ExperimentCatalog } from '../../runs/experimentCatalog';
import { readVisible } from '../../runs/warmStartKnowledge';
import { toRange } from '../convert';
import type { ParsedDocuments } from '../../documents/parsedDocuments';
import { nodeAt, rangeOf, variantsOf } from '../../documents/tree';
import { placesNaming, variantAt, type ParsedFile, type VariantName, type VariantPlace } from './references';

/** The experiment files of the workspace as the user sees them, saved or not. */
function visibleFiles(catalog: ExperimentCatalog): ParsedFile[] {
  return catalog.entries().flatMap(({ file }) => {
    const text = readVisible(file);
    return text === undefined ? [] : [{ file, parsed: parseExperiment(text) }];
  });
}

function locationOf({ file, range }: Pick<VariantPlace, 'file' | 'range'>): vscode.Location {
  return new vscode.Location(vscode.Uri.file(file), toRange(range));
}

/** Finds and renames a variant in all files. */
export class VariantNames implements vscode.ReferenceProvider, vscode.RenameProvider, vscode.DefinitionProvider {
  constructor(
    private readonly documents: ParsedDocuments,
    private readonly catalog: ExperimentCatalog,
  ) {}

  provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
  ): vscode.Location[] {
    return this.#places(document, position)
      .filter(({ declares }) => includeDeclaration || !declares)
      .map(locationOf);
  }

  provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.Location[] {
    return this.#places(document, position)
      .filter(({ declares }) => declares)
      .map(locationOf);
  }

  prepareRename(document: vscode.TextDocument, position: vscode.Position): vscode.Range {
    const found = this.#named(document, position);
    if (!found) throw new Error('Only the name of a variant can be renamed here.');
    return toRange(found.place.range);
  }

  provideRenameEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    newName: string,
  ): vscode.WorkspaceEdit | undefined {
    const found = this.#named(document, position);
    if (!found) return undefined;
    const problem = this.#problemWith(newName, found.variant);
    if (problem !== undefined) throw new Error(problem);
    const edit = new vscode.WorkspaceEdit();
    for (const { file, range } of this.#placesOf(found.variant)) {
      edit.replace(vscode.Uri.file(file), toRange(range), newName);
    }
    return edit;
  }

  #problemWith(newName: string, { file, name }: VariantName): string | undefined {
    if (newName === baseVariant) return 'A variant cannot be called "base": that is the file itself.';
    const text = readVisible(file);
    const others = text === undefined ? [] : variantsOf(parseExperiment(text)).map((variant) => variant.name);
    if (newName !== name && others.includes(newName)) return `There is a variant "${newName}" already.`;
    return nameProblem(newName);
  }

  #named(document: vscode.TextDocument, position: vscode.Position) {
    const parsedFile = { file: document.uri.fsPath, parsed: this.documents.get(document) };
    return variantAt(parsedFile, document.offsetAt(position));
  }

  #places(document: vscode.TextDocument, position: vscode.Position): VariantPlace[] {
    const found = this.#named(document, position);
    return found ? this.#placesOf(found.variant) : [];
  }

  #placesOf(variant: VariantName): VariantPlace[] {
    return placesNaming(variant, visibleFiles(this.catalog));
  }
}

/** Lists experiments and their variants as symbols of the workspace. */
export class ExperimentSymbols implements vscode.WorkspaceSymbolProvider {
  constructor(private readonly catalog: ExperimentCatalog) {}

  provideWorkspaceSymbols(): vscode.SymbolInformation[] {
    return visibleFiles(this.catalog).flatMap(({ file, parsed }) => {
      const name = nodeAt(parsed, ['name']);
      const experiment = name?.type === 'string' ? String(name.value) : path.basename(file, '.ferexp.json');
      const at = (node: Parameters<typeof rangeOf>[1]): vscode.Location =>
        locationOf({ file, range: rangeOf(parsed, node) });
      const kind = vscode.SymbolKind;
      return [
        ...(name ? [new vscode.SymbolInformation(experiment, kind.File, '', at(name))] : []),
        ...variantsOf(parsed).map(
          (variant) => new vscode.SymbolInformation(variant.name, kind.Object, experiment, at(variant.key)),
        ),
      ];
    });
  }
}
