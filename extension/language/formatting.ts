/** Formats experiment files. */
import { format } from 'jsonc-parser';
import * as vscode from 'vscode';

/** Formats a file as VS Code formats JSON: one entry per line, with its comments. */
export class Formatting implements vscode.DocumentRangeFormattingEditProvider {
  provideDocumentRangeFormattingEdits(
    document: vscode.TextDocument,
    range: vscode.Range,
    { insertSpaces, tabSize }: vscode.FormattingOptions,
  ): vscode.TextEdit[] {
    const offset = document.offsetAt(range.start);
    const part = { offset, length: document.offsetAt(range.end) - offset };
    const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    return format(document.getText(), part, { insertSpaces, tabSize, eol, keepLines: true }).map((edit) => {
      const replaced = new vscode.Range(
        document.positionAt(edit.offset),
        document.positionAt(edit.offset + edit.length),
      );
      return vscode.TextEdit.replace(replaced, edit.content);
    });
  }
}
