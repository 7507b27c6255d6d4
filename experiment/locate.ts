/** Finds the place in the text of a path in the value. */
import type { Node } from 'jsonc-parser';
import type { LineMap } from './text';
import type { JsonPath, TextRange } from './types';

/** The node at a path. For a repeated key it is the last one, whose value counts; jsonc-parser finds the first. */
export function nodeAtPath(tree: Node, path: JsonPath): Node | undefined {
  let node: Node | undefined = tree;
  for (const segment of path) {
    if (typeof segment === 'number') node = node.type === 'array' ? node.children?.[segment] : undefined;
    else if (node.type !== 'object') return undefined;
    else node = node.children?.findLast(({ children }) => children?.[0]?.value === segment)?.children?.[1];
    if (node === undefined) return undefined;
  }
  return node;
}

/** Turns paths of a parsed file into ranges of its text. */
export class Locator {
  constructor(
    readonly tree: Node,
    readonly lines: LineMap,
  ) {}

  node(path: JsonPath): Node | undefined {
    return nodeAtPath(this.tree, path);
  }

  has(path: JsonPath): boolean {
    return this.node(path) !== undefined;
  }

  /** The longest part of the path that exists in the text. */
  deepest(path: JsonPath): JsonPath {
    for (let length = path.length; length > 0; length--) {
      const part = path.slice(0, length);
      if (this.has(part)) return part;
    }
    return [];
  }

  /** The value; the opening brace for the root. */
  value(path: JsonPath): TextRange {
    const node = path.length === 0 ? undefined : this.node(path);
    return node ? this.lines.range(node.offset, node.length) : this.lines.range(this.tree.offset, 1);
  }

  /** The key with its quotes; the value for an item of a list, the opening brace for the root. */
  key(path: JsonPath): TextRange {
    const property = path.length === 0 ? undefined : this.node(path)?.parent;
    const key = property?.type === 'property' ? property.children?.[0] : undefined;
    return key ? this.lines.range(key.offset, key.length) : this.value(path);
  }
}
