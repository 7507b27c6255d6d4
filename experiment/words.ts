/** What the schema expects and what the file gives, in words. Every message about a schema error is made here. */
import { dotted, isObject } from './json';
import { listOf } from './names';
import { dereference, type SchemaNode } from './schema';
import type { JsonPath } from './types';
import { own } from '../schemas/own';
import { count } from '../words/numbers';

/** `training.epochs`; `the file` for the root. */
export function named(path: JsonPath): string {
  return path.length === 0 ? 'The file' : dotted(path);
}

/** What the user typed, shortened. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (isObject(value)) return 'an object';
  if (value === Infinity || value === -Infinity) return 'a number beyond all bounds';
  const text = JSON.stringify(value) ?? 'nothing';
  if (typeof value === 'string') return `the text ${text.length > 60 ? `${text.slice(0, 57)}…"` : text}`;
  return text;
}

function bounds(node: SchemaNode): string {
  const low =
    node.exclusiveMinimum !== undefined
      ? `greater than ${node.exclusiveMinimum}`
      : node.minimum !== undefined
        ? `at least ${node.minimum}`
        : undefined;
  const high =
    node.exclusiveMaximum !== undefined
      ? `less than ${node.exclusiveMaximum}`
      : node.maximum !== undefined
        ? `at most ${node.maximum}`
        : undefined;
  if (node.minimum !== undefined && node.maximum !== undefined) return ` from ${node.minimum} to ${node.maximum}`;
  if (low !== undefined && high !== undefined) return ` ${low.startsWith('at') ? 'of ' : ''}${low} and ${high}`;
  const only = low ?? high;
  if (only === undefined) return '';
  return only.startsWith('at') ? ` of ${only}` : ` ${only}`;
}

function listBounds(node: SchemaNode): string {
  if (node.minItems !== undefined && node.minItems === node.maxItems) return ` of ${node.minItems}`;
  return node.minItems !== undefined ? ` of at least ${node.minItems}` : '';
}

const plurals: Readonly<Record<string, string>> = { number: 'numbers', integer: 'whole numbers', string: 'texts' };

/** What is allowed there: `a whole number from 1 to 100`, `"adam" or "sgd"`. */
export function expected(raw: SchemaNode): string {
  const node = dereference(raw);
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) return listOf(node.enum);
  if (node.oneOf !== undefined) return node.oneOf.map(expected).join(', or ');
  const types = typeof node.type === 'string' ? [node.type] : (node.type ?? []);
  return types.map((type) => expectedType(type, node)).join(' or ');
}

function expectedType(type: string, node: SchemaNode): string {
  switch (type) {
    case 'integer':
      return `a whole number${bounds(node)}`;
    case 'number':
      return `a number${bounds(node)}`;
    case 'string':
      return 'a text';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'array': {
      const items = node.items === undefined ? {} : dereference(node.items);
      if (items.enum !== undefined) return `a list${listBounds(node)} out of ${listOf(items.enum, 'and')}`;
      const kind = typeof items.type === 'string' ? (own(plurals, items.type) ?? 'values') : 'values';
      return `a list${listBounds(node)} ${kind}${bounds(items)}`.replace(/of (\d+) /, 'of $1 ');
    }
    default: {
      const required = node.required ?? [];
      if (required.length > 0) return `an object with ${listOf(required, 'and')}`;
      return typeof node.additionalProperties === 'object'
        ? `an object that gives each name ${expected(node.additionalProperties)}`
        : 'an object';
    }
  }
}

export const messages = {
  unknownKey(key: string, parent: JsonPath, known: readonly string[], nearest?: string, elsewhere?: string): string {
    const where = parent.length === 0 ? 'at the top of the file' : `in ${dotted(parent)}`;
    const hint = nearest !== undefined ? ` Did you mean "${nearest}"?` : elsewhere !== undefined ? ` ${elsewhere}` : '';
    return `Unknown setting "${key}" ${where}.${hint} Known here: ${known.join(', ')}.`;
  },
  otherKind(key: string, parent: JsonPath, kind: unknown, kinds: readonly unknown[]): string {
    const having =
      kinds.length > 1
        ? `${kinds.slice(0, -1).join(', ')} and ${String(kinds.at(-1))} have`
        : `${String(kinds[0])} has`;
    return `Unknown setting "${key}" in ${dotted(parent)}: ${String(kind)} has none, only ${having}.`;
  },
  missingKey(key: string, parent: JsonPath, child: SchemaNode | undefined): string {
    const what = child === undefined ? '' : ` Expected ${expected(child)}.`;
    return `${named(parent)} lacks "${key}".${what}`;
  },
  wrongValue(path: JsonPath, value: unknown, node: SchemaNode, nearest?: string): string {
    const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
    return `${named(path)} must be ${expected(node)}, but is ${shown(value)}.${hint}`;
  },
  oneForm(path: JsonPath, forms: readonly (readonly string[])[]): string {
    const each = [...new Set(forms.map((keys) => keys.map((key) => JSON.stringify(key)).join(' and ')))];
    return `${named(path)} must have the keys of one form: ${each.join(', or ')}.`;
  },
  unwrapped(path: JsonPath, value: unknown, object: Readonly<Record<string, unknown>>): string {
    const text = Object.entries(object).map(([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`);
    return `${named(path)} must be an object, but is ${shown(value)}. Did you mean { ${text.join(', ')} }?`;
  },
  noEntries(path: JsonPath): string {
    return `${named(path)} is empty. Give it at least one entry, or leave it out.`;
  },
  wrongKind(path: JsonPath, value: unknown, allowed: readonly string[], nearest?: string): string {
    const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
    return `${named(path)} must be ${listOf(allowed)}, but is ${shown(value)}.${hint}`;
  },
  itemCount(path: JsonPath, count: number, node: SchemaNode): string {
    return `${named(path)} must be ${expected(node)}, but has ${count === 0 ? 'none' : count}.`;
  },
  repeatedItem(path: JsonPath, value: unknown): string {
    return `${named(path)} names ${JSON.stringify(value)} twice. Name each once.`;
  },
  emptyText(path: JsonPath): string {
    return `${named(path)} is empty. Expected a text of at least one character.`;
  },
  badName(path: JsonPath, value: string, nearest?: string): string {
    const hint = nearest === undefined ? '' : ` Try "${nearest}".`;
    return (
      `${named(path)} is ${JSON.stringify(value)}, which cannot name a folder. Expected lower-case letters, digits, ` +
      `".", "_", "+" and "-", beginning with a letter or digit, at most 64 characters.${hint}`
    );
  },
  badVariantName(name: string, nearest?: string): string {
    if (name === 'base') {
      return 'A variant cannot be called "base": that is the file itself, without a patch. Choose another name.';
    }
    return messages.badName(['variants', name], name, nearest).replace(/^.*? is /, 'The variant is called ');
  },
  badSetName(name: string, longest: number, nearest?: string): string {
    if (name === 'synthetic') {
      return 'A data set cannot be called "synthetic": that is the source of generated faces. Choose another name.';
    }
    const hint = nearest === undefined ? '' : ` Try "${nearest}".`;
    return (
      `The data set is called ${JSON.stringify(name)}. Expected lower-case letters, digits, ".", "_", "+" and "-", ` +
      `beginning with a letter or digit, at most ${longest} characters: the name stands in names of files.${hint}`
    );
  },
  repeatedKey(key: string, parent: JsonPath): string {
    const where = parent.length === 0 ? 'at the top of the file' : `in ${dotted(parent)}`;
    return `"${key}" is given twice ${where}; only the last would count. Remove one.`;
  },
  removedRequired(key: string, parent: JsonPath): string {
    return `null removes "${key}", but ${named(parent)} needs it. Give a value or leave it out of the variant.`;
  },
  keptFromFile(key: string, parent: JsonPath, kind: string, known: readonly string[]): string {
    const path = [...parent, key];
    return (
      `With this variant, ${dotted(parent)} becomes ${kind} but keeps "${key}" from the file, which ${kind} does not ` +
      `know. Add "${key}": null here to remove ${dotted(path)}. Known: ${known.join(', ')}.`
    );
  },
  badPath(path: JsonPath, name: string, roots: readonly string[], nearest?: string): string {
    const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
    return (
      `${dotted(path)} has ${JSON.stringify(name)}, which is not the path of a setting.${hint} A path begins with ` +
      `${listOf(roots)} and its parts are joined by dots, as in "training.optimizer.learningRate".`
    );
  },
  tooManyCrossed(made: number, most: number): string {
    return (
      `matrix makes ${count(made)} variants of this file; at most ${count(most)} can be ` +
      'run. Take values out, or split the file.'
    );
  },
  withValue(setting: string, value: unknown): string {
    return `With ${setting} ${JSON.stringify(value)}: `;
  },
  inVariant(name: string, message: string): string {
    return `With variant "${name}": ${message}`;
  },
};
