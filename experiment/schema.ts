/** Answers questions about the experiment schema: what is expected at a path, which names are known, what is the default. */
import schemaFile from '../schemas/generated/experiment.rules.json';
import type { ActsOn } from '../schemas/actsOn';
import { isObject } from './json';
import type { JsonPath } from './types';
import { own } from '../schemas/own';

/** The part of JSON Schema that the experiment schema uses. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  /** Of a technique: where it acts. */
  readonly actsOn?: ActsOn;
  /** Of a setting of a technique: the value with which it changes nothing. */
  readonly off?: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
  /** One for each of `enum`. */
  readonly enumDescriptions?: readonly string[];
  readonly defaultSnippets?: readonly SchemaSnippet[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly propertyNames?: SchemaNode;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly pattern?: string;
  readonly uniqueItems?: boolean;
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
}

/** A value that the editor offers. Its texts may have placeholders, `${1:text}`; one that begins with `^` is not a text. */
export interface SchemaSnippet {
  readonly label?: string;
  readonly description?: string;
  readonly body: unknown;
}

export type SchemaFile = SchemaNode & { readonly definitions: Readonly<Record<string, SchemaNode>> };

const root = schemaFile as unknown as SchemaFile;

/**
 * Follows references. Properties beside a reference win over those of its target.
 * @param within the schema that the node belongs to
 */
export function dereference(node: SchemaNode, within: SchemaFile = root): SchemaNode {
  if (node.$ref !== undefined) {
    return dereference(own(within.definitions, node.$ref.replace('#/definitions/', '')) ?? {}, within);
  }
  if (node.allOf !== undefined) {
    const { allOf, ...beside } = node;
    return Object.assign({}, ...allOf.map((part) => dereference(part, within)), beside) as SchemaNode;
  }
  return node;
}

/** The JSON type of a value in the words of the schema. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** Whether the node accepts values of this JSON type. */
export function takes(node: SchemaNode, type: string): boolean {
  if (node.const !== undefined) return typeOf(node.const) === type;
  if (node.type === undefined) return node.enum === undefined || node.enum.some((value) => typeOf(value) === type);
  const types = typeof node.type === 'string' ? [node.type] : node.type;
  return types.some((t) => t === type || (t === 'integer' && type === 'number'));
}

/**
 * The node that describes the value: references are followed, and of several alternatives it is the one that the value
 * means by its JSON type and, for objects, by `type` or by the keys that it must have. It stays a `oneOf` when the value does
 * not decide.
 */
export function settle(node: SchemaNode, value: unknown, within: SchemaFile = root): SchemaNode {
  const direct = dereference(node, within);
  if (direct.oneOf === undefined) return direct;
  const fitting = direct.oneOf
    .map((branch) => dereference(branch, within))
    .filter((branch) => takes(branch, typeOf(value)));
  if (fitting.length === 1) return settle(fitting[0]!, value, within);
  if (!isObject(value)) return direct;
  const ofType = fitting.find(({ properties }) => properties?.['type']?.const === (value['type'] ?? null));
  if (ofType) return ofType;
  const [ofKeys, another] = fitting.filter(({ required = [] }) => hasAll(value, required));
  return ofKeys && !another ? ofKeys : direct;
}

const hasAll = (value: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean =>
  keys.length > 0 && keys.every((key) => Object.hasOwn(value, key));

/** The alternatives that accept the value's JSON type. */
export function alternatives(node: SchemaNode, value: unknown): SchemaNode[] {
  return (node.oneOf ?? []).map((branch) => dereference(branch)).filter((branch) => takes(branch, typeOf(value)));
}

/** What the settled node says about a key or an index; undefined when it knows no such one. */
export function childOf(node: SchemaNode, segment: string | number): SchemaNode | undefined {
  if (typeof segment === 'number') return node.items;
  const property = own(node.properties, segment);
  if (property !== undefined) return property;
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}

/**
 * Finds the node at `path` along the value. `unsettled` is the length of the path at which the value did not decide between
 * alternatives; the node is then the one that has them.
 */
export function nodeAt(
  path: JsonPath,
  value: unknown,
  within: SchemaFile = root,
): { node?: SchemaNode; unsettled?: number } {
  let node = settle(within, value, within);
  let current = value;
  for (let depth = 0; depth < path.length; depth++) {
    if (node.oneOf !== undefined) return { node, unsettled: depth };
    const segment = path[depth]!;
    const child = childOf(node, segment);
    if (child === undefined) return {};
    current = (current as Record<string | number, unknown> | undefined)?.[segment];
    node = settle(child, current, within);
  }
  return node.oneOf === undefined ? { node } : { node, unsettled: path.length };
}

/** The definition of that name in the schema, for example `adam`. */
export function definition(name: string): SchemaNode {
  return dereference({ $ref: `#/definitions/${name}` });
}

/** Defaults that were looked up: a file with hundreds of variants asks for the same few of each. */
const knownDefaults = new Map<string, unknown>();

/** The definition's default for a property, a copy of its own. The schema is the one source of defaults. */
export function schemaDefault<T>(name: string, property: string): T {
  const place = `${name}.${property}`;
  let value = knownDefaults.get(place);
  if (value === undefined) {
    const node = own(definition(name).properties, property);
    value = node === undefined ? undefined : dereference(node).default;
    if (value === undefined) throw new Error(`The schema gives ${place} no default.`);
    knownDefaults.set(place, value);
  }
  return (typeof value === 'object' ? structuredClone(value) : value) as T;
}

/** Default of a property of the file itself. */
export function rootDefault<T>(property: string): T {
  return structuredClone(own(root.properties, property)?.default) as T;
}

let places: Map<string, string[]> | undefined;

/** Dotted paths of all settings of that name, for a setting in the wrong object. */
export function placesOf(key: string): readonly string[] {
  places ??= collectPlaces();
  return places.get(key) ?? [];
}

/** A setting that can be named by its path. */
export interface SettingPath {
  /** Dotted. */
  readonly path: string;
  /** Its possible values, if they are a short list. */
  readonly values: readonly unknown[];
  readonly initial?: unknown;
}

/** All settings below the given properties of the file, in the order of the schema, a whole object before its parts. */
export function settingPaths(roots: readonly string[]): SettingPath[] {
  const found = new Map<string, { values: unknown[]; initial: unknown }>();
  const visit = (raw: SchemaNode, path: string): void => {
    const node = dereference(raw);
    const known = found.get(path) ?? { values: [], initial: undefined };
    const values = [...(node.enum ?? []), ...(node.const === undefined ? [] : [node.const])];
    if (node.type === 'boolean') values.push(false, true);
    known.values.push(...values.filter((value) => !known.values.includes(value)));
    known.initial ??= node.default;
    if (path !== '') found.set(path, known);
    for (const branch of node.oneOf ?? []) visit(branch, path);
    for (const [name, child] of Object.entries(node.properties ?? {})) {
      if (path !== '' || roots.includes(name)) visit(child, path === '' ? name : `${path}.${name}`);
    }
  };
  visit(root, '');
  return [...found].map(([path, { values, initial }]) => ({
    path,
    values,
    ...(initial === undefined ? {} : { initial }),
  }));
}

function collectPlaces(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const visit = (raw: SchemaNode, path: string): void => {
    const node = dereference(raw);
    for (const branch of node.oneOf ?? []) visit(branch, path);
    for (const [name, child] of Object.entries(node.properties ?? {})) {
      if (path === '' && name === 'variants') continue;
      const place = path === '' ? name : `${path}.${name}`;
      const places = found.get(name) ?? [];
      if (!places.includes(place)) found.set(name, [...places, place]);
      visit(child, place);
    }
  };
  visit(root, '');
  return found;
}
