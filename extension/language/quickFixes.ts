/** Offers quick fixes for problems of experiment files. */
import * as vscode from 'vscode';
import type { Fix, Problem, TextRange } from '../../experiment/types';
import { toRange } from './convert';
import type { ProblemsOf } from '../documents/problems';

/** Whether two ranges touch or overlap. */
function touches(a: TextRange, b: TextRange): boolean {
  const before = (end: TextRange['end'], start: TextRange['start']): boolean =>
    end.line < start.line || (end.line === start.line && end.character < start.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}

/** The fixes of problems at the cursor or selection. */
export function fixesAt(problems: readonly Problem[], range: TextRange): { problem: Problem; fix: Fix }[] {
  return problems
    .filter((problem) => touches(problem.range, range))
    .flatMap((problem) => problem.fixes.map((fix) => ({ problem, fix })));
}

export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };

  constructor(private readonly problemsOf: ProblemsOf) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return fixesAt(this.problemsOf(document), range).map(({ problem, fix }) => {
      const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
      const problemRange = toRange(problem.range);
      action.diagnostics = context.diagnostics.filter((diagnostic) => diagnostic.range.intersection(problemRange));
      action.isPreferred = fix === problem.fixes[0];
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, toRange(fix.range), fix.newText);
      return action;
    });
  }
}
