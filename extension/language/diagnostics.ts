/** Shows the problems of open experiment files and of settings of clusters. */
import * as vscode from 'vscode';
import type { Problem } from '../../experiment/types';
import { Owner } from '../disposables';
import { toRange } from './convert';
import { checkedSelector, isCheckedPath } from '../documents/parsedDocuments';
import type { ProblemsOf } from '../documents/problems';

/** The source that VS Code shows for our diagnostics. */
export const diagnosticSource = 'FER Experiments';

/** A file is checked again after typing has paused for this long. */
const pauseMs = 200;

function toDiagnostic(problem: Problem): vscode.Diagnostic {
  const severity = problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(toRange(problem.range), problem.message, severity);
  diagnostic.source = diagnosticSource;
  diagnostic.code = problem.code;
  return diagnostic;
}

/** Keeps the diagnostics of open files up to date. */
export class Diagnostics extends Owner {
  readonly #collection = this.own(vscode.languages.createDiagnosticCollection('ferexp'));
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly problemsOf: ProblemsOf) {
    super();
    const { workspace, window } = vscode;
    this.own(workspace.onDidOpenTextDocument((document) => this.#check(document)));
    this.own(workspace.onDidChangeTextDocument(({ document }) => this.#checkSoon(document)));
    this.own(workspace.onDidCloseTextDocument((document) => this.#forget(document)));
    // Other files may start from the saved one.
    this.own(workspace.onDidSaveTextDocument(({ fileName }) => isCheckedPath(fileName) && this.#checkAll()));
    // Whether a path exists may change without an edit of the experiment.
    this.own(workspace.onDidCreateFiles(() => this.#checkAll()));
    this.own(workspace.onDidDeleteFiles(() => this.#checkAll()));
    this.own(workspace.onDidRenameFiles(() => this.#checkAll()));
    this.own(window.onDidChangeWindowState(({ focused }) => focused && this.#checkAll()));
    this.own(window.onDidChangeActiveTextEditor((editor) => editor && this.#check(editor.document)));
    this.own({ dispose: () => this.#timers.forEach((timer) => clearTimeout(timer)) });
    this.#checkAll();
  }

  #checkAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#check(document);
  }

  #checkSoon(document: vscode.TextDocument): void {
    if (!isCheckedPath(document.fileName)) return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        if (!document.isClosed) this.#check(document);
      }, pauseMs),
    );
  }

  #check(document: vscode.TextDocument): void {
    if (vscode.languages.match(checkedSelector, document) === 0) return;
    this.#collection.set(document.uri, this.problemsOf(document).map(toDiagnostic));
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#collection.delete(document.uri);
  }
}
