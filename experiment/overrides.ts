/** Changes settings from outside the file: `--set training.epochs=3`. */
import { UserError } from '../schemas/userError';
import { schemaFindings } from './findings';
import { isObject, type JsonObject } from './json';
import { define } from './mergePatch';
import { listOf, nearestName } from './names';
import { childOf, dereference, nodeAt } from './schema';
import type { JsonPath } from './types';
import { own } from '../schemas/own';

/** The parts of a file that may be set from outside. Its name and its variants may not: they identify it. */
const settable = ['engine', 'seed', 'repeats', 'data', 'model', 'training', 'techniques'] as const;

/**
 * The file with the overrides applied; the file itself is not changed. `null` removes a setting. A parent that the file
 * leaves out starts from its default.
 * @param set values by dotted path
 * @throws UserError naming the override that the schema does not allow
 */
export function applyOverrides(file: JsonObject, set: Readonly<Record<string, unknown>>): JsonObject {
  const result = structuredClone(file);
  for (const [name, value] of Object.entries(set)) {
    const path = name.split('.');
    checkRoot(path, name);
    const before = new Set(schemaFindings(result).map((finding) => finding.message));
    setAt(result, path, value);
    const wrong = schemaFindings(result).find((finding) => !before.has(finding.message));
    if (wrong) throw new UserError(`${optionText(name, value)}: ${wrong.message}`);
  }
  return result;
}

const remedy = 'Give settings by their path in the file, for example --set training.epochs=3.';

/** An override as the user gives it. */
export function optionText(name: string, value: unknown): string {
  return `--set ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

function checkRoot(path: readonly string[], name: string): void {
  const first = path[0] ?? '';
  if ((settable as readonly string[]).includes(first) && !path.includes('')) return;
  const nearest = nearestName(first, settable);
  const hint = nearest === undefined ? '' : ` Did you mean "${[nearest, ...path.slice(1)].join('.')}"?`;
  throw new UserError(`--set ${name}: no such setting.${hint} A path begins with ${listOf(settable)}.`, remedy);
}

/** Sets a value in place; `null` removes the setting. A missing parent starts from its default. */
export function setAt(root: JsonObject, path: readonly string[], value: unknown): void {
  let parent = root;
  for (let depth = 1; depth < path.length; depth++) {
    const key = path[depth - 1]!;
    const existing = own(parent, key);
    const next = isObject(existing) ? existing : startOf(path.slice(0, depth), root);
    define(parent, key, next);
    parent = next;
  }
  const last = path.at(-1)!;
  if (value === null) Reflect.deleteProperty(parent, last);
  else define(parent, last, value);
}

function startOf(path: JsonPath, root: JsonObject): JsonObject {
  const parent = path.slice(0, -1);
  const { node } = nodeAt(parent, root);
  const child = node === undefined ? undefined : childOf(node, path.at(-1)!);
  const initial = child === undefined ? undefined : dereference(child).default;
  return isObject(initial) ? structuredClone(initial) : {};
}

/** Reads `path=value`: the value is JSON if it is valid JSON, otherwise a text. */
export function parseOverride(text: string): [string, unknown] {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new UserError(`--set ${text}: expected path=value.`, remedy);
  const value = text.slice(equals + 1);
  try {
    return [text.slice(0, equals), JSON.parse(value) as unknown];
  } catch {
    return [text.slice(0, equals), value];
  }
}
