/** Lists the settings and values that are possible at a position, as completion items. Pure. */
import { getLocation } from 'jsonc-parser';
import type { SchemaNode } from '../../../experiment/schema';
import type { JsonPath } from '../../../experiment/types';
import type { ParsedExperiment } from '../../documents/parsedDocuments';
import { nodeAt, propertiesOf } from '../../documents/tree';
import { claimsAt } from '../../../experiment/describe/claims';
import type { DescribedSchema } from '../../../experiment/describe/describedSchema';
import { snippetOf, valueSnippet } from './snippets';
import { hoverText, rowWords } from '../../../experiment/describe/words';

export interface SettingItem {
  readonly kind: 'setting' | 'value' | 'snippet';
  readonly label: string;
  /** Shown beside the label: type and default. */
  readonly description: string;
  /** Markdown. */
  readonly documentation: string;
  readonly snippet: string;
}

export interface SettingItems {
  /** Span of the replaced token with its quotes. */
  readonly offset: number;
  readonly length: number;
  readonly items: readonly SettingItem[];
}

/** The items that are possible at `offset`. */
export function itemsAt(offset: number, parsed: ParsedExperiment, schema: DescribedSchema): SettingItems {
  const { text } = parsed.lines;
  const location = getLocation(text, offset);
  const token = location.previousNode;
  const inside = token !== undefined && offset > token.offset && offset <= token.offset + token.length;
  const isKey = location.isAtPropertyKey;
  const replaced = inside && (isKey || token.type !== 'property');
  const span = replaced ? { offset: token.offset, length: token.length } : { offset, length: 0 };
  const path = location.path;
  const items = isKey
    ? keyItems(path.slice(0, -1), text.slice(span.offset, span.offset + span.length), span, parsed, schema)
    : valueItems(path, parsed, schema);
  return { ...span, items };
}

function keyItems(
  path: JsonPath,
  own: string,
  span: { readonly offset: number; readonly length: number },
  parsed: ParsedExperiment,
  schema: DescribedSchema,
): SettingItem[] {
  const rest = parsed.lines.text.slice(span.offset + span.length);
  const hasValue = /^\s*:/.test(rest);
  // A following setting needs a comma before it.
  const comma = /^\s*"/.test(rest) ? ',' : '';
  const present = new Set(propertiesOf(nodeAt(parsed, path)).map(({ name }) => name));
  return schema
    .keysAt(path, parsed.tree)
    .filter(([name]) => name !== '$schema' && (!present.has(name) || JSON.stringify(name) === own))
    .map(([name, node]) => ({
      kind: 'setting',
      label: name,
      description: rowWords(node, schema.branchesOf(node)),
      documentation: [hoverText(node), claimsAt([...path, name], parsed.tree)].filter(Boolean).join('\n\n'),
      snippet: hasValue ? snippetOf(name) : `${snippetOf(name)}: ${valueSnippet(node)}${comma}`,
    }));
}

function valueItems(path: JsonPath, parsed: ParsedExperiment, schema: DescribedSchema): SettingItem[] {
  const found = new Map<string, SettingItem>();
  const add = (item: SettingItem): void => void (found.has(item.snippet) || found.set(item.snippet, item));
  for (const node of schema.valuesAt(path, parsed.tree)) {
    const own = schema.branchesOf(node);
    for (const each of new Set([node, ...own])) snippetsOf(each).forEach(add);
    for (const branch of own) plainValues(branch, node.default).forEach(add);
  }
  return [...found.values()];
}

function snippetsOf(node: SchemaNode): SettingItem[] {
  return (node.defaultSnippets ?? []).map(({ label, description = '', body }) => ({
    kind: typeof body === 'object' ? 'snippet' : 'value',
    label: label ?? JSON.stringify(body),
    description,
    documentation: '',
    snippet: snippetOf(body),
  }));
}

function plainValues(node: SchemaNode, initial: unknown): SettingItem[] {
  const values = node.enum ?? (node.const !== undefined ? [node.const] : node.type === 'boolean' ? [true, false] : []);
  return values.map((value, index) => ({
    kind: 'value',
    label: JSON.stringify(value),
    description: value === initial ? 'default' : '',
    documentation: node.enumDescriptions?.[index] ?? '',
    snippet: snippetOf(value),
  }));
}
