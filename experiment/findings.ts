/** Turns ajv's errors into findings: one for each mistake, with its path in the value. */
import type { ErrorObject } from 'ajv';
import { validateExperiment } from '../schemas/generated/validators';
import { dotted, isObject, valueAt } from './json';
import { ferPlusHint, ferPlusValue } from './ferPlus';
import { kerasKey, kerasValue } from './keras';
import { nearestName } from './names';
import { alternatives, childOf, dereference, nodeAt, placesOf, takes, typeOf, type SchemaNode } from './schema';
import type { JsonPath } from './types';
import { messages } from './words';

/** Something that the schema rejects. */
export interface Finding {
  readonly kind: 'unknown-key' | 'missing-key' | 'type' | 'range' | 'value' | 'count' | 'name';
  /** Path of the value; of the key for an unknown key; of the object for a missing key. */
  readonly path: JsonPath;
  /** The missing key. */
  readonly missing?: string;
  readonly message: string;
  readonly suggestion?: string;
  /** What to put in its place: a key for an unknown key, otherwise a value. */
  readonly fix?: { readonly key: string } | { readonly value: unknown };
}

/** Everything that the schema rejects in the value of an experiment file. Empty exactly when it is an ExperimentFile. */
export function schemaFindings(value: unknown): Finding[] {
  if (validateExperiment(value)) return [];
  const errors = validateExperiment.errors ?? [];
  const found = new Map<string, Finding>();
  for (const error of errors) {
    const finding = explain(error, value);
    const key = finding && `${dotted(finding.path)} ${finding.message}`;
    if (finding && key !== undefined && !found.has(key)) found.set(key, finding);
  }
  const findings = withoutRenamed([...found.values()]);
  if (findings.length > 0) return findings;
  const first = errors[0];
  return [
    { kind: 'value', path: first ? pathOf(first, value) : [], message: `The file ${first?.message ?? 'is invalid'}.` },
  ];
}

/** A mistyped key also leaves the right one missing: one message is enough. */
function withoutRenamed(findings: readonly Finding[]): Finding[] {
  const renamed = new Set(
    findings
      .filter((f) => f.kind === 'unknown-key' && f.suggestion !== undefined)
      .map((f) => dotted([...f.path.slice(0, -1), f.suggestion!])),
  );
  return findings.filter((f) => f.missing === undefined || !renamed.has(dotted([...f.path, f.missing])));
}

function pathOf(error: ErrorObject, value: unknown): JsonPath {
  const path: (string | number)[] = [];
  if (error.instancePath === '') return path;
  for (const part of error.instancePath.slice(1).split('/')) {
    const segment = part.replace(/~1/g, '/').replace(/~0/g, '~');
    path.push(Array.isArray(valueAt(value, path)) ? Number(segment) : segment);
  }
  return path;
}

/**
 * ajv reports errors for every alternative of a oneOf. Only those of the alternative that the value means become findings;
 * when the value does not show which one that is, the finding says how to choose one.
 */
function explain(error: ErrorObject, root: unknown): Finding | undefined {
  const path = pathOf(error, root);
  const { node, unsettled } = nodeAt(path, root);
  if (node === undefined) return undefined;
  if (unsettled !== undefined) {
    const place = path.slice(0, unsettled);
    return undecided(place, valueAt(root, place), node, root);
  }
  return explainSettled(error, path, root, node);
}

/** None or several of the alternatives fit. */
function undecided(path: JsonPath, value: unknown, node: SchemaNode, root: unknown): Finding {
  const kinds = alternatives(node, value)
    .map((branch) => branch.properties?.['type']?.const)
    .filter((kind): kind is string => typeof kind === 'string');
  if (isObject(value) && kinds.length > 0) {
    const kind = value['type'];
    if (kind === undefined) {
      const message = messages.missingKey('type', path, { enum: kinds });
      return { kind: 'missing-key', path, missing: 'type', message };
    }
    const nearest = typeof kind === 'string' ? nearestName(kind, kinds) : undefined;
    return {
      kind: 'value',
      path: [...path, 'type'],
      message: messages.wrongKind([...path, 'type'], kind, kinds, nearest),
      ...suggest(nearest),
    };
  }
  const forms = alternatives(node, value).map(({ required = [] }) => required);
  if (isObject(value) && forms.length > 1 && forms.every((keys) => keys.length > 0)) {
    return { kind: 'value', path, message: messages.oneForm(path, forms) };
  }
  const meant = path.at(-1) === 'initFrom' ? originMeant(value, root) : wrapped(node, value);
  if (meant !== undefined)
    return { kind: 'type', path, message: messages.unwrapped(path, value, meant), fix: { value: meant } };
  return { kind: 'type', path, message: messages.wrongValue(path, value, node) };
}

/** What a plain name as `initFrom` means: a variant of the file, a model, or the file of another experiment. */
function originMeant(name: unknown, root: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof name !== 'string' || name.trim() === '') return undefined;
  const variants = valueAt(root, ['variants']);
  if (isObject(variants) && Object.hasOwn(variants, name)) return { variant: name };
  if (name.endsWith('.ferexp.json')) return { experiment: name };
  return name.endsWith('.json') ? { model: name } : { experiment: `${name}.ferexp.json` };
}

/** `"adam"` means `{ "type": "adam" }`, and 0.2 alone means the one setting that an object requires. */
function wrapped(node: SchemaNode, value: unknown): Record<string, unknown> | undefined {
  const objects = (node.oneOf ?? [node])
    .map((branch) => dereference(branch))
    .filter((branch) => takes(branch, 'object'));
  if (typeof value === 'string') {
    const kinds = objects.map((branch) => branch.properties?.['type']?.const);
    const type = nearestName(
      value,
      kinds.filter((kind): kind is string => typeof kind === 'string'),
    );
    return type === undefined ? undefined : { type };
  }
  const [only, other] = objects;
  const [key, more] = only?.required ?? [];
  if (only === undefined || other !== undefined || key === undefined || more !== undefined) return undefined;
  const child = childOf(only, key);
  return typeof value === 'number' && child && allows(dereference(child), value) ? { [key]: value } : undefined;
}

function allows(node: SchemaNode, value: number): boolean {
  const { minimum = -Infinity, maximum = Infinity } = node;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = node;
  const within = value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum;
  return within && takes(node, 'number') && (node.type !== 'integer' || Number.isInteger(value));
}

function suggest(nearest: string | undefined): Pick<Finding, 'suggestion' | 'fix'> {
  return nearest === undefined ? {} : { suggestion: nearest, fix: { value: nearest } };
}

function explainSettled(error: ErrorObject, path: JsonPath, root: unknown, node: SchemaNode): Finding | undefined {
  const value = valueAt(root, path);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(String(error.params['additionalProperty']), path, node, root);
    case 'required': {
      const missing = String(error.params['missingProperty']);
      if (!node.required?.includes(missing)) return undefined;
      return {
        kind: 'missing-key',
        path,
        missing,
        message: messages.missingKey(missing, path, childOf(node, missing)),
      };
    }
    case 'type':
      return wrongType(path, value, node);
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return { kind: 'range', path, message: messages.wrongValue(path, value, node) };
    case 'enum':
    case 'const': {
      const allowed = node.enum ?? (node.const === undefined ? undefined : [node.const]);
      if (allowed === undefined || allowed.includes(value)) return undefined;
      const texts = allowed.filter((item): item is string => typeof item === 'string');
      const nearest =
        typeof value === 'string'
          ? (kerasValue(value, texts) ?? ferPlusValue(value, texts) ?? nearestName(value, texts))
          : undefined;
      return { kind: 'value', path, message: messages.wrongValue(path, value, node, nearest), ...suggest(nearest) };
    }
    case 'minItems':
    case 'maxItems':
      return { kind: 'count', path, message: messages.itemCount(path, (value as unknown[]).length, node) };
    case 'minProperties':
      return { kind: 'count', path, message: messages.noEntries(path) };
    case 'uniqueItems': {
      const repeated = (value as unknown[])[Number(error.params['i'])];
      return { kind: 'count', path, message: messages.repeatedItem(path, repeated) };
    }
    case 'minLength':
      return { kind: 'value', path, message: messages.emptyText(path) };
    case 'pattern': {
      // Names of variants are reported as propertyNames.
      if (node.pattern === undefined) return undefined;
      const nearest = asName(String(value));
      return { kind: 'name', path, message: messages.badName(path, String(value), nearest), ...suggest(nearest) };
    }
    case 'propertyNames': {
      const name = String(error.params['propertyName']);
      if (path.at(-1) === 'dataSets') return badSetName(path, name);
      if (path.at(-1) !== 'variants') return badPath(path, name, node);
      const nearest = name === 'base' ? undefined : asName(name);
      return {
        kind: 'name',
        path: [...path, name],
        message: messages.badVariantName(name, nearest),
        ...(nearest === undefined ? {} : { suggestion: nearest, fix: { key: nearest } }),
      };
    }
    default:
      return undefined;
  }
}

function badSetName(path: JsonPath, name: string): Finding {
  const nearest = name === 'synthetic' ? undefined : asName(name)?.slice(0, longestSetName);
  return {
    kind: 'name',
    path: [...path, name],
    message: messages.badSetName(name, longestSetName, nearest),
    ...(nearest === undefined ? {} : { suggestion: nearest, fix: { key: nearest } }),
  };
}

/** As in the schema. */
const longestSetName = 40;

/** A dotted path that does not begin with a name that the pattern lists. */
function badPath(path: JsonPath, name: string, node: SchemaNode): Finding {
  const roots = /^\^\(([\w|]+)\)/.exec(node.propertyNames?.pattern ?? '')?.[1]?.split('|') ?? [];
  const [first = '', ...rest] = name.split('.');
  const root = roots.includes(first) ? undefined : nearestName(first, roots);
  const nearest = root === undefined ? undefined : [root, ...rest].join('.');
  return {
    kind: 'name',
    path: [...path, name],
    message: messages.badPath(path, name, roots, nearest),
    ...(nearest === undefined ? {} : { suggestion: nearest, fix: { key: nearest } }),
  };
}

function unknownKey(key: string, path: JsonPath, node: SchemaNode, root: unknown): Finding | undefined {
  if (node.additionalProperties !== false || childOf(node, key) !== undefined) return undefined;
  const others = siblingKinds(path, root).filter((branch) => childOf(branch, key) !== undefined);
  const kinds = others.map((branch) => branch.properties?.['type']?.const);
  if (kinds.length > 0) {
    const message = messages.otherKind(key, path, node.properties?.['type']?.const, kinds);
    return { kind: 'unknown-key', path: [...path, key], message };
  }
  const known = Object.keys(node.properties ?? {}).filter((name) => name !== '$schema');
  const hint = ferPlusHint(key);
  const nearest = hint === undefined ? (kerasKey(key, known) ?? nearestName(key, known)) : undefined;
  const places = placesOf(key);
  // When it is allowed in many places, a list would not help.
  const elsewhere =
    places.length === 1 || places.length === 2 ? `It belongs in ${places.map(parentOf).join(' or ')}.` : undefined;
  return {
    kind: 'unknown-key',
    path: [...path, key],
    message: messages.unknownKey(key, path, known, nearest, hint ?? elsewhere),
    ...(nearest === undefined ? {} : { suggestion: nearest, fix: { key: nearest } }),
  };
}

function parentOf(place: string): string {
  const dot = place.lastIndexOf('.');
  return dot < 0 ? 'the top of the file' : place.slice(0, dot);
}

function wrongType(path: JsonPath, value: unknown, node: SchemaNode): Finding | undefined {
  // Of several alternatives only the settled one counts, and it accepts the value's type.
  // A number that JSON cannot hold, such as 1e999, is none to the validator.
  const isOther = typeof value === 'number' && !(node.type === 'integer' ? Number.isInteger : Number.isFinite)(value);
  if (takes(node, typeOf(value)) && !isOther) return undefined;
  const object = wrapped(node, value);
  if (object !== undefined) {
    return { kind: 'type', path, message: messages.unwrapped(path, value, object), fix: { value: object } };
  }
  const message = messages.wrongValue(path, value, node);
  const meant = meantBy(value);
  return meant !== undefined && settles(node, meant)
    ? { kind: 'type', path, message, fix: { value: meant } }
    : { kind: 'type', path, message };
}

/** `"12"` means 12, `"true"` means true. */
function meantBy(value: unknown): unknown {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function settles(node: SchemaNode, value: unknown): boolean {
  const types: readonly unknown[] = typeof node.type === 'string' ? [node.type] : (node.type ?? []);
  return (
    (types.includes('number') && typeof value === 'number') ||
    (types.includes('integer') && Number.isInteger(value)) ||
    (types.includes('boolean') && typeof value === 'boolean')
  );
}

/** The name with invalid characters replaced; undefined when nothing is left or it was valid. */
function asName(text: string): string | undefined {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9._+-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 64);
  return name === '' || name === text || name === 'base' ? undefined : name;
}

/** The alternatives for the object at the path, including its own; empty when there is no choice. */
export function siblingKinds(path: JsonPath, root: unknown): SchemaNode[] {
  const last = path.at(-1);
  if (last === undefined) return [];
  const { node } = nodeAt(path.slice(0, -1), root);
  const union = node === undefined ? undefined : childOf(node, last);
  return union === undefined ? [] : alternatives(union, valueAt(root, path));
}
