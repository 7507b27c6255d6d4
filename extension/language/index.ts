import * as vscode from 'vscode';
import { Owner } from '../disposables';
import { Completions } from './completions';
import { Diagnostics } from './diagnostics';
import type { KnownSizes } from '../../results/knownSizes';
import { readVisible } from '../runs/warmStartKnowledge';
import { Hints, type TimeHint } from './hints';
import { Lenses, type KnownResults } from './lenses';
import { PathLinks } from './links';
import { experimentSelector, type ParsedDocuments, type ParsedExperiment } from './parsedDocuments';
import { allProblems, type ProblemsOf } from './problems';
import { QuickFixes } from './quickFixes';

/** What the language features ask about the runs of a file. */
export interface RunKnowledge {
  resultsOf(file: string, experiment: string): KnownResults;
  sizesOf(file: string, parsed: ParsedExperiment): KnownSizes;
  /** Undefined where nothing was measured and nothing like it has run. */
  timeOf(file: string, parsed: ParsedExperiment): TimeHint | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** Speeds that times are told from. */
  readonly onDidChangeTimes: vscode.Event<void>;
}

/** Registers the language features of experiment files. Structure, hover and outline come from the JSON service. */
export class LanguageFeatures extends Owner {
  constructor(documents: ParsedDocuments, runs: RunKnowledge) {
    super();
    const { languages } = vscode;
    const problems: ProblemsOf = (document) =>
      allProblems(
        documents.get(document),
        document.uri.fsPath,
        vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath,
        readVisible,
      );
    const lenses = this.own(new Lenses(documents, (file, name) => runs.resultsOf(file, name), runs.onDidChange));
    const hints = this.own(
      new Hints(
        documents,
        (file, parsed) => runs.sizesOf(file, parsed),
        (file, parsed) => runs.timeOf(file, parsed),
        (listener) => vscode.Disposable.from(runs.onDidChange(listener), runs.onDidChangeTimes(listener)),
      ),
    );
    this.own(new Diagnostics(problems));
    this.own(languages.registerCodeActionsProvider(experimentSelector, new QuickFixes(problems), QuickFixes.metadata));
    this.own(languages.registerCodeLensProvider(experimentSelector, lenses));
    this.own(languages.registerCompletionItemProvider(experimentSelector, new Completions(documents), '"', '/'));
    this.own(languages.registerDocumentLinkProvider(experimentSelector, new PathLinks(documents)));
    this.own(languages.registerInlayHintsProvider(experimentSelector, hints));
  }
}
