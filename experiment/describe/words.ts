/** Writes the texts about a setting: in a completion item, and in a hover. */
import type { SchemaNode } from '../schema';
import { expected } from '../words';
import { own } from '../../schemas/own';

/** A completion item has room for this many characters of possible values. */
const mostCharacters = 32;

const plainTypes: Readonly<Record<string, string>> = {
  integer: 'whole number',
  number: 'number',
  string: 'text',
  boolean: 'true or false',
  array: 'list',
  object: 'object',
  null: 'null',
};

/** The default as JSON, if it fits in one line. */
function plainDefault({ default: initial }: SchemaNode): string | undefined {
  if (initial === undefined || (typeof initial === 'object' && initial !== null)) return undefined;
  return JSON.stringify(initial);
}

/** `whole number · default 30`: the possible values, and the default. */
export function rowWords(node: SchemaNode, branches: readonly SchemaNode[]): string {
  const values = branches.flatMap((branch) => branch.enum ?? (branch.const === undefined ? [] : [branch.const]));
  const types = branches.flatMap((branch) =>
    branch.enum === undefined && branch.const === undefined && branch.type !== undefined ? [branch.type].flat() : [],
  );
  const join = (texts: readonly string[]): string =>
    [...new Set([...texts, ...types.map((type) => own(plainTypes, type) ?? type)])].join(' | ');
  const all = join(values.map((value) => JSON.stringify(value)));
  const kinds = all.length <= mostCharacters ? all : join(['text']);
  const initial = plainDefault(node);
  return initial === undefined ? kinds : `${kinds} · default ${initial}`;
}

/** The last line of a hover: the range, and the default unless the text above names it. */
export function rangeWords(node: SchemaNode, text: string): string {
  const numeric = [node, ...(node.oneOf ?? [])].some(({ type }) => type === 'number' || type === 'integer');
  const initial = plainDefault(node);
  const words = expected(node);
  const parts = [
    numeric ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` : '',
    initial !== undefined && !/\bdefaults?\b/i.test(text) ? `Default: \`${initial}\`.` : '',
  ];
  return parts.filter(Boolean).join(' ');
}

/** The hover of a setting. @param value the present value, which is set in bold among the possible ones */
export function hoverText(node: SchemaNode, value?: unknown): string {
  const text = node.markdownDescription ?? node.description ?? '';
  const values = (node.enum ?? []).map((item, index) => {
    const words = node.enumDescriptions?.[index];
    const name = `\`${JSON.stringify(item)}\``;
    return `- ${item === value ? `**${name}**` : name}${words === undefined ? '' : `: ${words}`}`;
  });
  const described = node.enumDescriptions === undefined ? '' : values.join('\n');
  return [text, described, rangeWords(node, text)].filter(Boolean).join('\n\n');
}
