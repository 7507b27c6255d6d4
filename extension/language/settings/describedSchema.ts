/** The schema with its words for people, asked about places of a file that is being written. Pure but for one read. */
import { readFileSync } from 'node:fs';
import { getNodeValue, type Node } from 'jsonc-parser';
import { isObject, valueAt } from '../../../experiment/json';
import { childOf, dereference, nodeAt, type SchemaFile, type SchemaNode } from '../../../experiment/schema';
import type { JsonPath } from '../../../experiment/types';
import { applyVariant } from '../../../experiment/variantFindings';

/** What a variant may change as the file gives it. */
const shared: readonly unknown[] = ['data', 'model', 'training', 'techniques', 'search'];

/** The words would make up most of the extension's bundle: they are read when the first question comes. */
export class DescribedSchema {
  #schema: SchemaFile | undefined;

  /** @param file absolute path of experiment.schema.json */
  constructor(private readonly file: string) {}

  /** The settings that an object at the path can have; those of all alternatives where its value does not tell. */
  keysAt(path: JsonPath, tree: Node | undefined): readonly (readonly [name: string, node: SchemaNode])[] {
    const { setting, value } = meantBy(path, tree);
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

  /** What the schema says of the value at a path: several nodes where it depends on what is not written yet. */
  valuesAt(path: JsonPath, tree: Node | undefined): readonly SchemaNode[] {
    const { setting, value } = meantBy(path, tree);
    return this.#nodesAt(setting, value).map((node) => this.direct(node));
  }

  /** Follows references. */
  direct(node: SchemaNode): SchemaNode {
    return dereference(node, this.#root);
  }

  /** The alternatives, theirs included; itself where there are none. */
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
    // `type` says which of the alternatives is meant: all of theirs can stand there.
    if (last === 'type') return this.#nodesAt(parent, value).flatMap((node) => this.#childrenOf(node, last));
    const { node, unsettled } = nodeAt(parent, value, this.#root);
    if (node === undefined || (unsettled !== undefined && unsettled < parent.length)) return [];
    return this.#childrenOf(node, last);
  }

  #childrenOf(node: SchemaNode, segment: string | number): readonly SchemaNode[] {
    return this.branchesOf(node).flatMap((branch) => childOf(branch, segment) ?? []);
  }
}

/** A setting of a variant means that of the file, with the variant applied. */
function meantBy(path: JsonPath, tree: Node | undefined): { readonly setting: JsonPath; readonly value: unknown } {
  const value: unknown = tree === undefined ? undefined : getNodeValue(tree);
  if (path[0] !== 'variants' || !shared.includes(path[2])) return { setting: path, value };
  const merged = isObject(value) ? applyVariant(value, valueAt(value, path.slice(0, 2))) : value;
  return { setting: path.slice(2), value: merged };
}
