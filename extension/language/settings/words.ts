/** What the editor says of a setting: in a row of the completion, and when the pointer rests on it. */
import type { SchemaNode } from '../../../experiment/schema';
import { expected } from '../../../experiment/words';
import { own } from '../../../schemas/own';

/** A row has room for so many characters of what can stand there. */
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

/** Is there a default that one line can name? */
function plainDefault({ default: initial }: SchemaNode): string | undefined {
  if (initial === undefined || (typeof initial === 'object' && initial !== null)) return undefined;
  return JSON.stringify(initial);
}

/** `whole number · 30`: what can stand there, and what holds when it does not. */
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

/** The last line of a hover: the range, and the default where the text above does not name it. */
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

/** All that is said of a setting. @param value that stands there: marked among those that can */
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
