/** Registers the language features of experiment files. */
import * as vscode from 'vscode';
import { Owner } from '../disposables';
import type { ExperimentCatalog } from '../runs/experimentCatalog';
import { Completions } from './completions';
import { Diagnostics } from './diagnostics';
import { Formatting } from './formatting';
import type { Knowledge } from '../runs/knowledge';
import { readVisible } from '../runs/warmStartKnowledge';
import { Hints } from './hints';
import { Lenses } from './lenses';
import { PathLinks } from './links';
import { Outline } from './outline';
import { experimentSelector, isClusterPath, type ParsedDocuments } from '../documents/parsedDocuments';
import { allProblems, clusterProblems, type ProblemsOf } from '../documents/problems';
import { QuickFixes } from './quickFixes';
import { SettingCompletions } from './settings/completions';
import type { DescribedSchema } from '../../experiment/describe/describedSchema';
import { SettingHovers } from './settings/hover';
import { ExperimentSymbols, VariantNames } from './variants/providers';

/**
 * Registers the language features. Experiment files have a language id of their own, so that VS Code's JSON service reports
 * nothing: each mistake has exactly one message.
 */
export class LanguageFeatures extends Owner {
  readonly lenses: Lenses;

  constructor(documents: ParsedDocuments, runs: Knowledge, schema: DescribedSchema, catalog: ExperimentCatalog) {
    super();
    const { languages } = vscode;
    const problems: ProblemsOf = (document) =>
      allProblems(
        documents.get(document),
        document.uri.fsPath,
        vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath,
        readVisible,
      );
    this.lenses = this.own(new Lenses(documents, (file) => runs.resultsOf(file), runs.onDidChange));
    const hints = this.own(
      new Hints(
        documents,
        (file, parsed) => runs.sizesOf(file, parsed),
        (file, parsed) => runs.timeOf(file, parsed),
        (listener) => vscode.Disposable.from(runs.onDidChange(listener), runs.onDidChangeTimes(listener)),
      ),
    );
    const variants = new VariantNames(documents, catalog);
    this.own(
      new Diagnostics((document) =>
        isClusterPath(document.fileName) ? clusterProblems(document.getText()) : problems(document),
      ),
    );
    this.own(languages.registerCodeActionsProvider(experimentSelector, new QuickFixes(problems), QuickFixes.metadata));
    this.own(languages.registerCodeLensProvider(experimentSelector, this.lenses));
    this.own(languages.registerCompletionItemProvider(experimentSelector, new Completions(documents), '"', '/'));
    this.own(languages.registerDocumentLinkProvider(experimentSelector, new PathLinks(documents)));
    this.own(languages.registerInlayHintsProvider(experimentSelector, hints));
    const settings = new SettingCompletions(documents, schema);
    this.own(languages.registerCompletionItemProvider(experimentSelector, settings, '"', ' ', ':'));
    this.own(languages.registerHoverProvider(experimentSelector, new SettingHovers(documents, schema)));
    this.own(languages.registerDocumentSymbolProvider(experimentSelector, new Outline(documents)));
    this.own(languages.registerDocumentRangeFormattingEditProvider(experimentSelector, new Formatting()));
    this.own(languages.registerReferenceProvider(experimentSelector, variants));
    this.own(languages.registerDefinitionProvider(experimentSelector, variants));
    this.own(languages.registerRenameProvider(experimentSelector, variants));
    this.own(languages.registerWorkspaceSymbolProvider(new ExperimentSymbols(catalog)));
  }
}
