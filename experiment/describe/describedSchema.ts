/** Looks up settings and values in the schema with descriptions, for a file that is being edited. */
import { readFileSync } from 'node:fs';
import { getNodeValue, type Node } from 'jsonc-parser';
import { isObject, valueAt } from '../json';
import { childOf, dereference, nodeAt, type SchemaFile, type SchemaNode } from '../schema';
import type { JsonPath } from '../types';
import { applyVariant } from '../variantFindings';

/** The sections of the file that a variant can change too. */
const variantSections: readonly unknown[] = ['data', 'model', 'training', 'techniques', 'search'];

/** The schema is read at the first question: its descriptions would make up most of the extension's bundle. */
export class DescribedSchema {
  #schema: SchemaFile | undefined;

  /** @param file absolute path of experiment.schema.json */
  constructor(private readonly file: string) {}

  /** The settings that an object at the path can have; those of all alternatives if its value does not decide. */
  keysAt(path: JsonPath, tree: Node | undefined): readonly (readonly [name: string, node: SchemaNode])[] {
    const { setting, value } = withVariantApplied(path, tree);
    const { node, unsettled } = nodeAt(setting, value, this.#root);
    if (node === undefined || (unsettled !== undefined && unsettled < setting.length)) return [];
    const found = new Map<string, SchemaNode>();
    for (const branch of this.branchesOf(node)) {
      for (const [name, child] of Object.entries(branch.properties ?? {})) {
        if (!found.has(name)) found.set(name, this.direct(child));
      }
    }
    return [...found];
  }

  /** The schema nodes for the value at a path: several if settings decide that are not written yet. */
  valuesAt(path: JsonPath, tree: Node | undefined): readonly SchemaNode[] {
    const { setting, value } = withVariantApplied(path, tree);
    return this.#nodesAt(setting, value).map((node) => this.direct(node));
  }

  /** The node that a reference leads to. */
  direct(node: SchemaNode): SchemaNode {
    return dereference(node, this.#root);
  }

  /** The alternatives of a node, nested ones included; the node itself if it has none. */
  branchesOf(node: SchemaNode): readonly SchemaNode[] {
    const direct = this.direct(node);
    return direct.oneOf ? direct.oneOf.flatMap((branch) => this.branchesOf(branch)) : [direct];
  }

  get #root(): SchemaFile {
    return (this.#schema ??= JSON.parse(readFileSync(this.file, 'utf8')) as SchemaFile);
  }

  #nodesAt(path: JsonPath, value: unknown): readonly SchemaNode[] {
    const last = path.at(-1);
    if (last === undefined) return [this.#root];
    const parent = path.slice(0, -1);
    // `type` decides between the alternatives, so the types of all alternatives are possible.
    if (last === 'type') return this.#nodesAt(parent, value).flatMap((node) => this.#childrenOf(node, last));
    const { node, unsettled } = nodeAt(parent, value, this.#root);
    if (node === undefined || (unsettled !== undefined && unsettled < parent.length)) return [];
    return this.#childrenOf(node, last);
  }

  #childrenOf(node: SchemaNode, segment: string | number): readonly SchemaNode[] {
    return this.branchesOf(node).flatMap((branch) => childOf(branch, segment) ?? []);
  }
}

/** Maps a setting of a variant to the file's setting, with the variant applied. */
function withVariantApplied(
  path: JsonPath,
  tree: Node | undefined,
): { readonly setting: JsonPath; readonly value: unknown } {
  const value: unknown = tree === undefined ? undefined : getNodeValue(tree);
  if (path[0] !== 'variants' || !variantSections.includes(path[2])) return { setting: path, value };
  const merged = isObject(value) ? applyVariant(value, valueAt(value, path.slice(0, 2))) : value;
  return { setting: path.slice(2), value: merged };
}
