/** Finds what the schema rejects in the file with a variant applied, with the place in the variant's patch. */
import { schemaFindings, siblingKinds, type Finding } from './findings';
import { dotted, isObject, valueAt, type JsonObject } from './json';
import { mergePatch } from './mergePatch';
import { childOf, nodeAt } from './schema';
import type { JsonPath } from './types';
import { messages } from './words';

/** Properties of the file that a variant cannot change; findings about them belong to the file. */
const ownProperties = ['variants', 'version', 'name', '$schema'];

const teacherPath = ['techniques', 'distillation', 'from'];

/**
 * The file with the patch of one variant applied, without the variants. The patch's `initFrom` replaces
 * the whole `initFrom` of the file, and its teacher the file's, because keys of two origins do not go together.
 */
export function applyVariant(file: JsonObject, patch: unknown): JsonObject {
  const replaced = isObject(patch) && isObject(patch['initFrom']) ? ['variants', 'initFrom'] : ['variants'];
  const base = Object.fromEntries(Object.entries(file).filter(([key]) => !replaced.includes(key)));
  if (!isObject(valueAt(patch, teacherPath)) || !isObject(valueAt(base, teacherPath))) {
    return mergePatch(base, patch) as JsonObject;
  }
  const without = mergePatch(base, { techniques: { distillation: { from: null } } });
  return mergePatch(without, patch) as JsonObject;
}

/** A finding about a variant, with its place in the file. */
export interface VariantFinding extends Finding {
  /** Whether only the file and the patch together show it, so that the editor's own JSON service does not. */
  readonly merged: boolean;
}

/**
 * @param baseFindings findings about the file itself, which are not repeated for each variant
 * @returns findings whose path is that of the patch: `variants.<name>.…`
 */
export function variantFindings(
  file: JsonObject,
  name: string,
  patch: JsonObject,
  baseFindings: readonly Finding[],
): VariantFinding[] {
  const merged = applyVariant(file, patch);
  const known = new Set(baseFindings.map(keyOf));
  const found: VariantFinding[] = [];
  for (const finding of schemaFindings(merged)) {
    const settingPath = finding.missing === undefined ? finding.path : [...finding.path, finding.missing];
    if (settingPath.length > 0 && ownProperties.includes(String(settingPath[0]))) continue;
    const inPatch = stands(patch, settingPath);
    if (!inPatch && known.has(keyOf(finding))) continue;
    found.push(place(finding, settingPath, inPatch, { name, patch, merged }));
  }
  return found;
}

interface Subject {
  readonly name: string;
  readonly patch: JsonObject;
  readonly merged: JsonObject;
}

function place(finding: Finding, settingPath: JsonPath, inPatch: boolean, subject: Subject): VariantFinding {
  const within = inPatch ? settingPath : deepest(subject.patch, settingPath);
  const path = ['variants', subject.name, ...within];
  const { fix, missing, ...rest } = finding;
  if (missing !== undefined && inPatch) {
    return { ...rest, kind: 'value', path, message: messages.removedRequired(missing, finding.path), merged: true };
  }
  if (finding.kind === 'unknown-key' && !inPatch) {
    const parent = finding.path.slice(0, -1);
    const { node } = nodeAt(parent, subject.merged);
    const kind = valueAt(subject.merged, [...parent, 'type']);
    if (typeof kind === 'string' && node !== undefined) {
      const message = messages.keptFromFile(
        String(finding.path.at(-1)),
        parent,
        kind,
        Object.keys(node.properties ?? {}),
      );
      return { kind: rest.kind, path, message, merged: true };
    }
  }
  if (!inPatch) {
    const message = messages.inVariant(subject.name, finding.message);
    return { ...rest, ...(missing === undefined ? {} : { missing }), path, message, merged: true };
  }
  return { ...rest, ...(fix === undefined ? {} : { fix }), path, merged: unionKnows(finding, subject.merged) };
}

/** Whether another alternative of the union knows the key: the editor then takes the patch alone for valid. */
function unionKnows(finding: Finding, merged: JsonObject): boolean {
  if (finding.kind !== 'unknown-key') return false;
  const key = String(finding.path.at(-1));
  return siblingKinds(finding.path.slice(0, -1), merged).some((branch) => childOf(branch, key) !== undefined);
}

function keyOf(finding: Finding): string {
  return `${finding.kind} ${dotted(finding.path)} ${finding.missing ?? ''}`;
}

/** Whether the patch has anything at the path, including null. Lists of a patch replace whole lists. */
function stands(patch: JsonObject, path: JsonPath): boolean {
  return valueAt(patch, path) !== undefined;
}

function deepest(patch: JsonObject, path: JsonPath): JsonPath {
  for (let length = path.length; length > 0; length--) {
    if (stands(patch, path.slice(0, length))) return path.slice(0, length);
  }
  return [];
}

/** The variants whose patch is an object of the right shape, in file order. */
export function patchesOf(file: JsonObject): [string, JsonObject][] {
  const variants = file['variants'];
  if (!isObject(variants)) return [];
  return Object.entries(variants).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
}
