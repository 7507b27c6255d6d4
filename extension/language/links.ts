/** Makes links of the paths in experiment files. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TextRange } from '../../experiment/types';
import { runFiles } from '../../schemas/runDirectory';
import { toRange } from './convert';
import type { ParsedDocuments, ParsedExperiment } from '../documents/parsedDocuments';
import { dataSetNames, nodeAt, rangeOf, settingRoots } from '../documents/tree';

/** Settings whose value is a path relative to the file. */
export const pathSettings = [
  ['data', 'source'],
  ['data', 'labels', 'votes'],
  ['data', 'exclude'],
  ['initFrom', 'experiment'],
  ['initFrom', 'run'],
  ['initFrom', 'model'],
  ['techniques', 'distillation', 'from', 'experiment'],
  ['techniques', 'distillation', 'from', 'run'],
] as const;

export interface PathLink {
  /** Range of the path without its quotes. */
  readonly range: TextRange;
  /** The path as written. */
  readonly path: string;
}

/** The places where the file or a variant names another file or folder. */
export function pathLinks(parsed: ParsedExperiment): PathLink[] {
  const sets = dataSetNames(parsed);
  const ofSets = sets.flatMap((name) =>
    pathSettings.flatMap(([first, ...rest]) => (first === 'data' ? [['dataSets', name, ...rest]] : [])),
  );
  const settings = settingRoots(parsed).flatMap((root) => pathSettings.map((setting) => [...root, ...setting]));
  return [...settings, ...ofSets].flatMap((setting) => {
    const node = nodeAt(parsed, setting);
    if (node?.type !== 'string' || ['synthetic', '', ...sets].includes(node.value as string)) return [];
    const range = rangeOf(parsed, { ...node, offset: node.offset + 1, length: node.length - 2 });
    return [{ range, path: node.value as string }];
  });
}

function command(name: string, argument: unknown): vscode.Uri {
  return vscode.Uri.parse(`command:${name}?${encodeURIComponent(JSON.stringify([argument]))}`);
}

class PathDocumentLink extends vscode.DocumentLink {
  constructor(
    range: vscode.Range,
    readonly absolute: string,
  ) {
    super(range);
    this.tooltip = absolute;
  }
}

export class PathLinks implements vscode.DocumentLinkProvider<PathDocumentLink> {
  constructor(private readonly documents: ParsedDocuments) {}

  provideDocumentLinks(document: vscode.TextDocument): PathDocumentLink[] {
    const folder = path.dirname(document.uri.fsPath);
    return pathLinks(this.documents.get(document)).map(
      (link) => new PathDocumentLink(toRange(link.range), path.resolve(folder, link.path)),
    );
  }

  /** A folder cannot be opened as a document: a run directory opens its panel, any other folder the Explorer. */
  resolveDocumentLink(link: PathDocumentLink): PathDocumentLink {
    const uri = vscode.Uri.file(link.absolute);
    const isFolder = statSync(link.absolute, { throwIfNoEntry: false })?.isDirectory() === true;
    const isRun = isFolder && existsSync(path.join(link.absolute, runFiles.experiment));
    if (isRun) link.target = command('ferexp.openRun', link.absolute);
    else link.target = isFolder ? command('revealInExplorer', uri) : uri;
    return link;
  }
}
