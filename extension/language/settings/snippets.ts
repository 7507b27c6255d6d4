/** Writes the text of a completion as a VS Code snippet. */
import type { SchemaNode } from '../../../experiment/schema';

/** Escapes `$`, `}` and `\`, which are special in a snippet. */
function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** A value as JSON. Texts may contain placeholders; a text that begins with `^` is written without quotes. */
export function snippetOf(body: unknown, indent = ''): string {
  const inner = `${indent}\t`;
  if (typeof body === 'string') {
    if (body.startsWith('^')) return body.slice(1);
    const text = JSON.stringify(body);
    return text.includes('${') ? text : escaped(text);
  }
  if (Array.isArray(body)) return `[${body.map((item) => snippetOf(item, inner)).join(', ')}]`;
  if (typeof body === 'object' && body !== null) {
    const parts = Object.entries(body).map(([key, value]) => `${snippetOf(key)}: ${snippetOf(value, inner)}`);
    return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} \\}`;
  }
  return JSON.stringify(body);
}

/** The text after a new setting's name: its default as a placeholder, otherwise an empty value of its type. */
export function valueSnippet(node: SchemaNode): string {
  const { default: initial, oneOf, type } = node;
  const first = type ?? oneOf?.find((branch) => branch.type !== undefined)?.type;
  if (node.const !== undefined) return snippetOf(node.const);
  if (typeof initial === 'string') return `"\${1:${escaped(initial)}}"`;
  // A setting that is off by default is proposed as on, and vice versa.
  if (type === 'boolean') return `\${1:${String(initial !== true)}}`;
  if (typeof initial === 'number') return `\${1:${initial}}`;
  switch (first) {
    case 'object':
      return '{ $1 }'.replace('}', '\\}');
    case 'array':
      return '[$1]';
    case 'string':
      return '"$1"';
    default:
      return node.enum === undefined && oneOf === undefined ? '$1' : node.enum ? '"$1"' : '{ $1 \\}';
  }
}
