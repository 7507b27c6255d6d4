/** Patterns of file names: what `data.layout.names` reads, and what `picture` and `labelFile` are made of. */

/** What a pattern found in a path. */
export interface NameMatch {
  /** By the name of each placeholder. */
  readonly found: ReadonlyMap<string, string>;
  /** The path before the match, with its last `/`. */
  readonly root: string;
}

export type NamePattern = (path: string) => NameMatch | undefined;

/** More in one name would take long to compare. */
const mostOpen = 3;

const token = /\{([a-z]+)(?::([1-9]\d?))?\}|[?*]|[^{}?*]+/g;

/**
 * @returns the pattern, or why it is none
 */
export function namePattern(text: string): NamePattern | string {
  const names: string[] = [];
  const parts = text.split('/');
  const compiled: string[] = [];
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..') return `"${text}" has a folder without a name, or one above`;
    const tokens = [...part.matchAll(token)];
    if (tokens.map(([all]) => all).join('') !== part) {
      return `"${part}" has a brace that is no placeholder: expected {class}, {part}, {person} or another {word}, or {class:2}`;
    }
    const open = tokens.filter(([all, name, width]) => all === '*' || (name !== undefined && width === undefined));
    if (open.length > mostOpen) return `"${part}" has ${open.length} parts of any length: at most ${mostOpen} are read`;
    names.push(...tokens.flatMap(([, name]) => (name === undefined ? [] : [name])));
    compiled.push(tokens.map(expressionOf).join(''));
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return `"${text}" has {${twice}} twice`;
  const expression = new RegExp(`^${compiled.join('/')}$`, 'u');
  return (path) => {
    const folders = path.split('/');
    if (folders.length < parts.length) return undefined;
    const end = folders.slice(-parts.length).join('/');
    const match = expression.exec(end);
    if (match === null) return undefined;
    const found = new Map(names.map((name, at) => [name, match[at + 1]!]));
    return { found, root: path.slice(0, path.length - end.length) };
  };
}

function expressionOf([all, name, width]: RegExpMatchArray): string {
  if (name !== undefined) return width === undefined ? '([^/]+?)' : `([^/]{${width}})`;
  if (all === '?') return '[^/]';
  if (all === '*') return '[^/]*';
  return all.replace(/[\\^$.+()[\]|]/g, '\\$&');
}

/** The placeholders of a text. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name!.replace(/:\d+$/, ''));
}

/** The text with each placeholder replaced. Every one must have a value, which `layoutMistake` checks. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{([^{}]*)\}/g, (_, name: string) => values.get(name) ?? '');
}
