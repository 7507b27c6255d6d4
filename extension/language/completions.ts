/** Completes data files, class names and dotted setting paths. */
import path from 'node:path';
import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import { classNamesOf as namesOf } from '../../experiment/classNames';
import type { ParsedDocuments, ParsedExperiment } from '../documents/parsedDocuments';
import { settingItems, settingPlace, type SettingPlace } from './settings/paths';
import { dataSetNames, stringAt } from '../documents/tree';

/** What can be completed at a position; undefined if nothing. */
export type CompletionPlace =
  | (
      | { readonly kind: 'data' | 'votes' | 'exclude' | 'className'; readonly offset: number; readonly length: number }
      | SettingPlace
    )
  | undefined;

/** Determines which completions fit at `offset`, and the token (with its quotes) that they replace. */
export function completionPlace(text: string, offset: number): CompletionPlace {
  const location = getLocation(text, offset);
  const [first, ...rest] = location.path;
  const within =
    first === 'variants' ? rest.slice(1) : first === 'dataSets' ? ['data', ...rest.slice(1)] : location.path;
  const setting = within.join('.');
  const token = location.previousNode;
  const inside = token && token.type !== 'property' && offset >= token.offset && offset <= token.offset + token.length;
  const span = inside ? { offset: token.offset, length: token.length } : { offset, length: 0 };
  const key = token?.type === 'property' ? token : token?.type === 'string' && inside ? token : undefined;
  const named = settingPlace(setting, location.isAtPropertyKey, location.isAtPropertyKey ? (key ?? span) : span);
  if (named) return named;
  if (location.isAtPropertyKey) {
    if (!/^training\.classWeights\.[^.]*$/.test(setting)) return undefined;
    return { kind: 'className', ...(key ? { offset: key.offset, length: key.length } : span) };
  }
  if (setting === 'data.source') return { kind: 'data', ...span };
  if (setting === 'data.labels.votes') return { kind: 'votes', ...span };
  if (setting === 'data.exclude') return { kind: 'exclude', ...span };
  return undefined;
}

/** The class names of the file's label scheme. */
export function classNamesOf(parsed: ParsedExperiment): readonly string[] {
  const scheme = stringAt(parsed, ['data', 'labels', 'scheme']) === 'fer+' ? 'fer+' : 'fer';
  const unknown = stringAt(parsed, ['data', 'labels', 'unknown']) === 'class' ? 'class' : 'remove';
  return namesOf({ scheme, unknown });
}

/** A path as an experiment file should name it: relative, with forward slashes on every system. */
export function relativePath(file: string, target: string): string {
  return path.relative(path.dirname(file), target).split(path.sep).join('/');
}

const patterns = {
  data: '**/*.{csv,csv.xz,csv.gz,tar,tar.gz,tar.xz}',
  votes: '**/*.csv',
  exclude: '**/*.txt',
} as const;

/** Completes data files of the workspace, class names, and settings by their dotted path. */
export class Completions implements vscode.CompletionItemProvider {
  constructor(private readonly documents: ParsedDocuments) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionItem[]> {
    const place = completionPlace(document.getText(), document.offsetAt(position));
    if (!place) return [];
    const range = new vscode.Range(document.positionAt(place.offset), document.positionAt(place.offset + place.length));
    const item = (value: string, kind: vscode.CompletionItemKind, detail: string): vscode.CompletionItem => {
      const text = JSON.stringify(value);
      return Object.assign(new vscode.CompletionItem(value, kind), {
        detail,
        range,
        insertText: text,
        filterText: text,
      });
    };
    if (place.kind === 'settingPath' || place.kind === 'settingValue') {
      return settingItems(place, document.getText(), this.documents.get(document)).map(
        ({ label, detail, snippet }) => ({
          ...item(label, vscode.CompletionItemKind.Property, detail),
          insertText: new vscode.SnippetString(snippet),
          ...(place.kind === 'settingValue' && { filterText: snippet }),
        }),
      );
    }
    if (place.kind === 'className') {
      return classNamesOf(this.documents.get(document)).map((name) => ({
        ...item(name, vscode.CompletionItemKind.EnumMember, 'Class'),
        insertText: new vscode.SnippetString(`${JSON.stringify(name)}: \${1:1}`),
      }));
    }
    const exclude = '**/{node_modules,.ferexp}/**';
    const files = await vscode.workspace.findFiles(patterns[place.kind], exclude, 100, token);
    const sets = place.kind === 'data' ? dataSetNames(this.documents.get(document)) : [];
    const items = [
      ...sets.map((name) => item(name, vscode.CompletionItemKind.Reference, 'Data set of this file')),
      ...files.map((file) =>
        item(relativePath(document.uri.fsPath, file.fsPath), vscode.CompletionItemKind.File, 'Data in this workspace'),
      ),
    ];
    if (place.kind === 'data') {
      const images = await vscode.workspace.findFiles('**/train/*/*.{jpg,jpeg,png}', exclude, 1, token);
      for (const image of images) {
        const folder = path.resolve(image.fsPath, '../../..');
        items.push(
          item(relativePath(document.uri.fsPath, folder) || '.', vscode.CompletionItemKind.Folder, 'Folder of images'),
        );
      }
    }
    return items;
  }
}
