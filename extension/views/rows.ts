/** How a tree view finds its way about its nodes. */
export interface RowsOf<Node> {
  /** Identifies a node over all updates. */
  id(node: Node): string;
  children(node: Node): readonly Node[];
  /** All that is drawn of it. */
  said(node: Node): string;
}

/**
 * The nodes of a tree view that is drawn anew only where it says something else: a click on what a row offers is lost
 * when the row is drawn under it. The editor knows a row by the object that it was given first, so each row keeps one
 * object, which every update brings up to date.
 */
export class Rows<Node extends object> {
  readonly #rows = new Map<string, Node>();
  #roots: readonly Node[] = [];
  #nodes = new Map<string, Node>();
  #said = new Map<string, string>();
  #shape = '';

  constructor(private readonly of: RowsOf<Node>) {}

  /**
   * @returns what is to be drawn anew: the rows that say something else, or `undefined` for the whole tree where rows
   * came, went or moved
   */
  update(roots: readonly Node[]): Node[] | undefined {
    const nodes = new Map<string, Node>();
    const shapeOf = (siblings: readonly Node[]): unknown[] =>
      siblings.map((node) => {
        nodes.set(this.of.id(node), node);
        return [this.of.id(node), shapeOf(this.of.children(node))];
      });
    const shape = JSON.stringify(shapeOf(roots));
    const said = new Map([...nodes].map(([id, node]) => [id, this.of.said(node)]));
    const changed = [...said].filter(([id, words]) => this.#said.get(id) !== words);
    const sameShape = shape === this.#shape;
    [this.#roots, this.#nodes, this.#said, this.#shape] = [roots, nodes, said, shape];
    for (const [id, row] of this.#rows) {
      const node = nodes.get(id);
      if (node) bringUpToDate(row, node);
      else this.#rows.delete(id);
    }
    return sameShape ? changed.flatMap(([id]) => this.#rows.get(id) ?? []) : undefined;
  }

  /** The rows below a row; without one, the roots. */
  children(row?: Node): Node[] {
    const node = row && (this.#nodes.get(this.of.id(row)) ?? row);
    return (node ? this.of.children(node) : this.#roots).map((child) => this.#rowOf(child));
  }

  #rowOf(node: Node): Node {
    const id = this.of.id(node);
    const row = this.#rows.get(id) ?? { ...node };
    this.#rows.set(id, row);
    return row;
  }
}

function bringUpToDate(row: object, node: object): void {
  for (const key of Object.keys(row)) if (!(key in node)) Reflect.deleteProperty(row, key);
  Object.assign(row, node);
}
