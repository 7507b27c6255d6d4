/** Shows hovers on settings and values. */
import { findNodeAtOffset, getNodePath, type Node } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { JsonPath } from '../../../experiment/types';
import { toRange } from '../convert';
import type { ParsedDocuments, ParsedExperiment } from '../../documents/parsedDocuments';
import { rangeOf } from '../../documents/tree';
import { claimsAt } from '../../../experiment/describe/claims';
import type { DescribedSchema } from '../../../experiment/describe/describedSchema';
import { hoverText } from '../../../experiment/describe/words';

export interface SettingHover {
  readonly node: Node;
  /** Markdown. */
  readonly text: string;
}

/** The setting that a key names. A dotted path as a key of `matrix` or of a search names the file's setting. */
function settingOf(path: JsonPath): JsonPath {
  const root = path[0] === 'variants' ? path.slice(0, 2) : [];
  const [first, second, third] = path.slice(root.length);
  if (first === 'matrix' && typeof second === 'string') return [...root, ...second.split('.')];
  if (first === 'search' && second === 'over' && typeof third === 'string') return [...root, ...third.split('.')];
  return path;
}

/** The hover of the key or value at an offset; undefined if there is none. */
export function hoverAt(offset: number, parsed: ParsedExperiment, schema: DescribedSchema): SettingHover | undefined {
  const node = parsed.tree && findNodeAtOffset(parsed.tree, offset, true);
  if (!node || node.type === 'object' || node.type === 'array' || node.type === 'property') return undefined;
  const path = getNodePath(node);
  const [described] = schema.valuesAt(settingOf(path), parsed.tree);
  if (!described) return undefined;
  const isKey = node.parent?.type === 'property' && node.parent.children?.[0] === node;
  const setting = hoverText(described, isKey ? node.parent?.children?.[1]?.value : node.value);
  const text = [setting, claimsAt(path, parsed.tree)].filter(Boolean).join('\n\n');
  return text === '' ? undefined : { node, text };
}

/** Shows what a setting does, when it helps, its effect in the study, its range, its default and what is published. */
export class SettingHovers implements vscode.HoverProvider {
  constructor(
    private readonly documents: ParsedDocuments,
    private readonly schema: DescribedSchema,
  ) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const parsed = this.documents.get(document);
    const found = hoverAt(document.offsetAt(position), parsed, this.schema);
    return found && new vscode.Hover(new vscode.MarkdownString(found.text), toRange(rangeOf(parsed, found.node)));
  }
}
