/** Converts positions and ranges of the experiment room to VS Code's. */
import * as vscode from 'vscode';
import type { Position, TextRange } from '../../experiment/types';

export function toPosition(position: Position): vscode.Position {
  return new vscode.Position(position.line, position.character);
}

export function toRange(range: TextRange): vscode.Range {
  return new vscode.Range(toPosition(range.start), toPosition(range.end));
}
